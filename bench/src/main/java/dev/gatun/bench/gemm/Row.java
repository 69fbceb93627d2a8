package dev.gatun.bench.gemm;

import org.jspecify.annotations.Nullable;

/**
 * A line of the report. A number that does not exist is null: times of a refused product, shares of
 * C where there is no C program.
 *
 * @param name the product: i-j-k, i-k-j, blocked, simd, openblas, openblas-c
 * @param size rows and columns of the square matrices
 * @param threads how many compute at once
 * @param millis median time of a product in milliseconds
 * @param gflops 2 size^3 floating-point operations over that time, in 10^9 a second
 * @param speedup how many times as fast as the three loops i-j-k of the same run
 * @param shareOfC its speed over that of OpenBLAS called from C with as many threads
 * @param shareOfPeak its speed over the most these many cores can do
 * @param maxError largest absolute difference from the product in double precision
 * @param errorBound what that difference may be
 * @param samples how many times the median is of
 * @param status timed, extrapolated or refused
 */
record Row(
        String name,
        int size,
        int threads,
        @Nullable Double millis,
        @Nullable Double gflops,
        @Nullable Double speedup,
        @Nullable Double shareOfC,
        @Nullable Double shareOfPeak,
        @Nullable Double maxError,
        double errorBound,
        int samples,
        Measurement.Status status) {}
