package dev.gatun.openblas;

/** The storage order of a matrix. */
public enum Order {
    /** Rows one after another; the leading dimension is the distance between two rows. */
    ROW_MAJOR(101),
    /** Columns one after another; the leading dimension is the distance between two columns. */
    COLUMN_MAJOR(102);

    /**
     * The value of {@code enum CBLAS_ORDER}. A literal, as in the other enums of this package,
     * which a test compares with the generated constant, because initializing the generated class
     * needs native access.
     */
    final int code;

    Order(int code) {
        this.code = code;
    }

    /** The storage order after a transposition, which exchanges the two. */
    Order after(Transpose trans) {
        if (trans == Transpose.NO) {
            return this;
        }
        return this == ROW_MAJOR ? COLUMN_MAJOR : ROW_MAJOR;
    }
}
