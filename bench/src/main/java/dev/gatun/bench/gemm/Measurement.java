package dev.gatun.bench.gemm;

import com.google.gson.annotations.SerializedName;
import org.jspecify.annotations.Nullable;

/**
 * The result of one contender at one size.
 *
 * @param contender the contender
 * @param size rows and columns
 * @param status how the time was obtained
 * @param nanos median nanoseconds of a product; NaN if it was refused
 * @param samples the number of samples; 0 if nothing was timed
 * @param maxError the largest difference from the double product; absent if nothing was computed
 * @param errorBound the bound on that difference
 */
record Measurement(
        Contender contender,
        int size,
        Status status,
        double nanos,
        int samples,
        @Nullable Double maxError,
        double errorBound) {
    /** How a time was obtained. */
    enum Status {
        /** Checked and timed. */
        @SerializedName("timed")
        TIMED,
        /** Computed from a smaller size, in proportion to the cube of the size; not run. */
        @SerializedName("extrapolated")
        EXTRAPOLATED,
        /** Not timed, because its product was wrong. */
        @SerializedName("refused")
        REFUSED
    }
}
