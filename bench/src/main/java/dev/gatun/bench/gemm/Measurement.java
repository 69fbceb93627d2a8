package dev.gatun.bench.gemm;

import com.google.gson.annotations.SerializedName;
import org.jspecify.annotations.Nullable;

/**
 * What one contender did at one size.
 *
 * @param contender who
 * @param size rows and columns
 * @param status how the time came about
 * @param nanos median nanoseconds a product; NaN where it was refused
 * @param samples how many times the median is of; 0 where nothing was timed
 * @param maxError largest difference from the double product; absent where nothing was multiplied
 * @param errorBound what that difference may be
 */
record Measurement(
        Contender contender,
        int size,
        Status status,
        double nanos,
        int samples,
        @Nullable Double maxError,
        double errorBound) {
    /** How a time came about. */
    enum Status {
        /** Checked and timed. */
        @SerializedName("timed")
        TIMED,
        /** From a smaller size, as the cube of the size; not run. */
        @SerializedName("extrapolated")
        EXTRAPOLATED,
        /** Its product was wrong, so it was not timed. */
        @SerializedName("refused")
        REFUSED
    }
}
