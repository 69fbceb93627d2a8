package dev.gatun.expr;

/**
 * What elementwise functions are applied to.
 *
 * @param <T> the implementing type
 */
public interface ElementwiseOperand<T extends Elementwise<T>> {
    /** A function of this. */
    T apply(ElementwiseFunction function);

    /** A function of this and another. */
    T apply(ElementwiseFunction function, T y);

    /** A function of this and two others. */
    T apply(ElementwiseFunction function, T y, T z);

    /** A function of this and a number. */
    T apply(ElementwiseFunction function, double y);

    /** A function of this and two numbers. */
    T apply(ElementwiseFunction function, double y, double z);

    /** A function of this, another and a number. */
    T apply(ElementwiseFunction function, T y, double z);

    /** A function of this, two others and a number. */
    T apply(ElementwiseFunction function, T y, T z, double w);

    /** A function of this and three numbers. */
    T apply(ElementwiseFunction function, double y, double z, double w);

    /** A function of this and a whole number. */
    default T apply(ElementwiseFunction function, long y) {
        return apply(function, (double) y);
    }

    /** A function of this and two whole numbers. */
    default T apply(ElementwiseFunction function, long y, long z) {
        return apply(function, (double) y, (double) z);
    }

    /** A function of this, another and a whole number. */
    default T apply(ElementwiseFunction function, T y, long z) {
        return apply(function, y, (double) z);
    }
}
