package dev.gatun.openblas;

/** On which side of the product the special (symmetric, triangular) matrix stands. */
public enum Side {
    /** It is the left factor. */
    LEFT(141),
    /** It is the right factor. */
    RIGHT(142);

    /** The value of {@code enum CBLAS_SIDE}. */
    final int code;

    Side(int code) {
        this.code = code;
    }
}
