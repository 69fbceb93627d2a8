package dev.gatun.openblas;

import dev.gatun.openblas.generated.Cblas;

/** How a matrix lies in memory. */
public enum Order {
    /** Rows one after another; the leading dimension is the distance between two rows. */
    ROW_MAJOR(Cblas.CblasRowMajor()),
    /** Columns one after another; the leading dimension is the distance between two columns. */
    COLUMN_MAJOR(Cblas.CblasColMajor());

    final int code;

    Order(int code) {
        this.code = code;
    }
}
