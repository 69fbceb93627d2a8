package dev.gatun.bench.gemm;

import org.jspecify.annotations.Nullable;

/**
 * A row of the report. Missing numbers are null: the time of a refused product, the share of C
 * without a C program.
 *
 * @param name the product: i-j-k, i-k-j, blocked, simd, openblas, openblas-c
 * @param size rows and columns of the square matrices
 * @param threads the number of threads
 * @param millis the median time of a product in milliseconds
 * @param gflops 2 size^3 floating-point operations divided by that time, in 10^9 per second
 * @param speedup the speed divided by that of the three loops i-j-k of the same run
 * @param shareOfC the speed divided by that of OpenBLAS called from C with as many threads
 * @param shareOfPeak the speed divided by the FMA peak of as many threads
 * @param maxError the largest absolute difference from the product in double precision
 * @param errorBound the bound on that difference
 * @param samples the number of samples
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
