package dev.gatun.optim;

import dev.gatun.expr.Expr;
import dev.gatun.shape.DType;

/**
 * Sets to 0 what is about to become a denormal number, with which processors compute up to 150
 * times slower. Running means decay by a factor a step, so without it the state of a network whose
 * gradients have vanished is denormal after some hundred steps, and stays so. The bounds depend on
 * the type that is computed with, and are given as scalars.
 *
 * <p>They hold however loops are carried out. Where these are machine code, steps take denormal
 * numbers for zero besides ({@link dev.gatun.tensor.Formula#flushingDenormals}): weights that decay
 * have no bound here.
 */
final class Flush {
    /**
     * How far above the denormal numbers a mean of gradients is cut off, because it is multiplied
     * by the rate and divided by a deviation.
     */
    private static final double MARGIN = 1e8;

    private Flush() {}

    /** The value, or 0 if its magnitude is below a scalar; NaN remains. */
    static Expr below(int scalar, Expr value) {
        return Expr.select(value.abs().lt(Expr.scalar(scalar)), 0, value);
    }

    /** The least normal number: the bound of a mean of squares. */
    static double square(DType type) {
        return type == DType.F64 ? Double.MIN_NORMAL : Float.MIN_NORMAL;
    }

    /** The bound of a mean of squares that is multiplied by a rate of decay in the next step. */
    static double square(DType type, double decay) {
        return square(type) / Math.max(decay, 0.5);
    }

    /** The bound of a mean of gradients: 1.2e-30 of floats. */
    static double mean(DType type) {
        return square(type) * MARGIN;
    }

    /**
     * The bound of a gradient whose square is multiplied by a factor: 3.4e-18 of floats and 1e-3.
     */
    static double gradient(DType type, double factor) {
        return Math.sqrt(square(type) / factor);
    }
}
