package dev.gatun.openblas;

/** What stands on the diagonal of a triangular matrix. */
public enum Diagonal {
    /** What is stored there. */
    NON_UNIT(131),
    /** Ones; what is stored there is not read. */
    UNIT(132);

    /** The value of {@code enum CBLAS_DIAG}. */
    final int code;

    Diagonal(int code) {
        this.code = code;
    }
}
