package dev.gatun.linalg;

/** Which norm of a matrix. */
public enum MatrixNorm {
    /** The root of the sum of squares of all elements. */
    FROBENIUS,
    /** The sum of the singular values. */
    NUCLEAR,
    /** The largest sum of magnitudes of a column. */
    ONE,
    /** The smallest sum of magnitudes of a column. */
    MINUS_ONE,
    /** The largest singular value. */
    TWO,
    /** The smallest singular value. */
    MINUS_TWO,
    /** The largest sum of magnitudes of a row. */
    INFINITY,
    /** The smallest sum of magnitudes of a row. */
    MINUS_INFINITY
}
