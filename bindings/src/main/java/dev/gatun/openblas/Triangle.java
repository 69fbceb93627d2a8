package dev.gatun.openblas;

/** Which half of a square matrix is stored; the other half is neither read nor written. */
public enum Triangle {
    /** The diagonal and what is above it. */
    UPPER(121),
    /** The diagonal and what is below it. */
    LOWER(122);

    /** The value of {@code enum CBLAS_UPLO}. */
    final int code;

    Triangle(int code) {
        this.code = code;
    }
}
