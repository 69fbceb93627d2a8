package dev.gatun.openblas;

/** How a matrix lies in memory. */
public enum Order {
    /** Rows one after another; the leading dimension is the distance between two rows. */
    ROW_MAJOR(101),
    /** Columns one after another; the leading dimension is the distance between two columns. */
    COLUMN_MAJOR(102);

    /**
     * The value of {@code enum CBLAS_ORDER}. A literal, as in the other enums of this package, and
     * a test holds it to the generated constant: initialising the generated class needs native
     * access, and naming an order must not.
     */
    final int code;

    Order(int code) {
        this.code = code;
    }

    /** The order in which the operand lies after the transposition: transposing swaps the two. */
    Order after(Transpose trans) {
        if (trans == Transpose.NO) {
            return this;
        }
        return this == ROW_MAJOR ? COLUMN_MAJOR : ROW_MAJOR;
    }
}
