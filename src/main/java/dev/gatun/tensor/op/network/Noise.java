package dev.gatun.tensor.op.network;

import static dev.gatun.expr.Expr.arg;
import static dev.gatun.expr.Expr.scalar;
import static dev.gatun.expr.Expr.select;

import dev.gatun.expr.Expr;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.TensorRefusals;

/**
 * Functions that draw a number for each element. What is drawn is an operand of a formula, from
 * which the gradient follows; it depends on the stream of the generator and the index of the
 * element alone.
 */
public final class Noise {
    private static final Formula DROPOUT =
            Formula.of(select(arg(1).ne(0), arg(0).mul(scalar(0)), Expr.constant(0)))
                    .named("dropout");

    private static final Formula RRELU =
            Formula.of(
                            select(
                                    arg(0).le(0),
                                    arg(0).mul(arg(1).mul(scalar(1)).add(scalar(0))),
                                    arg(0)))
                    .named("rrelu");

    private Noise() {}

    /** Zeros with probability p; the others are divided by the probability to be kept. */
    public static Tensor dropout(Tensor x, double p, Generator generator) {
        Checks.floating("dropout", x);
        if (!(p >= 0 && p <= 1)) {
            throw TensorRefusals.argument("dropout", "p must be from 0 to 1", p);
        }
        Tensor isKept = Tensor.bernoulli(1 - p, x.shape(), DType.BOOL, generator);
        double scale = p == 1 ? 1 : 1 / (1 - p); // of elements of which none is kept
        return DROPOUT.apply(new double[] {scale}, x, isKept);
    }

    /**
     * A slope for each negative element, uniform from lower to upper: of 24 random bits in any
     * type, so that the slopes of F32 are those of F64.
     */
    public static Tensor rrelu(Tensor x, double lower, double upper, Generator generator) {
        checkSlopes(x, lower, upper);
        Tensor uniform = Tensor.rand(x.shape(), DType.F32, generator);
        return RRELU.apply(new double[] {lower, upper - lower}, x, uniform);
    }

    /** The mean slope for all negative elements. */
    public static Tensor rrelu(Tensor x, double lower, double upper) {
        checkSlopes(x, lower, upper);
        return x.leakyRelu((lower + upper) / 2);
    }

    private static void checkSlopes(Tensor x, double lower, double upper) {
        Checks.floating("rrelu", x);
        if (!(lower <= upper) || !Double.isFinite(upper - lower)) {
            throw TensorRefusals.argument(
                    "rrelu", "slopes must be finite, the lower one first", lower + " and " + upper);
        }
    }
}
