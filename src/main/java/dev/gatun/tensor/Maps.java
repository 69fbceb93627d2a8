package dev.gatun.tensor;

import static dev.gatun.expr.ElementwiseFunction.WHERE;
import static dev.gatun.tensor.Formula.NO_SCALARS;

import dev.gatun.checks.Nulls;
import dev.gatun.expr.ElementwiseFunction.Result;
import dev.gatun.expr.Expr;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.op.move.Rearranging;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Static methods of {@link Tensor} that combine the elements of tensors, or join tensors. */
abstract sealed class Maps extends Factories permits Tensor {
    /** The first choice is a number; operands are the condition and the second. */
    private static final Formula YES =
            new Formula(
                    "where",
                    new Promotion(Result.ARITHMETIC, 0),
                    2,
                    List.of(Expr.arg(0).apply(WHERE, Expr.scalar(0), Expr.arg(1))),
                    false);

    private static final Formula NUMBERS =
            new Formula(
                    "where",
                    new Promotion(Result.MASK, -1),
                    1,
                    List.of(WHERE.withNumbers(2)),
                    false);

    Maps() {}

    /**
     * {@code yes} where the condition is true, {@code no} elsewhere, as {@code torch.where} and
     * {@code np.where}. All three are broadcast; the condition has no influence on the type of the
     * result, and no gradient. It is a mask of type BOOL; numbers other than 0 count as true.
     *
     * @throws ShapeException if they do not broadcast
     */
    public static Tensor where(Tensor condition, Tensor yes, Tensor no) {
        return Formula.of(WHERE, 3, 0).general(NO_SCALARS, condition, yes, no);
    }

    /** {@link #where(Tensor, Tensor, Tensor)} with a number for yes. */
    public static Tensor where(Tensor condition, double yes, Tensor no) {
        return YES.binary(condition, no, yes);
    }

    /** {@link #where(Tensor, Tensor, Tensor)} with a whole number for yes, exact among integers. */
    public static Tensor where(Tensor condition, long yes, Tensor no) {
        return YES.whole(new long[] {yes}, condition, no);
    }

    /** {@link #where(Tensor, Tensor, Tensor)} with a number for no. */
    public static Tensor where(Tensor condition, Tensor yes, double no) {
        return Formula.of(WHERE, 2, 1).binary(condition, yes, no);
    }

    /** {@link #where(Tensor, Tensor, Tensor)} with a whole number for no, exact among integers. */
    public static Tensor where(Tensor condition, Tensor yes, long no) {
        return Formula.of(WHERE, 2, 1).whole(new long[] {no}, condition, yes);
    }

    /**
     * {@link #where(Tensor, Tensor, Tensor)} with two numbers; F64 for a condition of type F64, F32
     * for others.
     */
    public static Tensor where(Tensor condition, double yes, double no) {
        return NUMBERS.unary(condition, yes, no);
    }

    /** {@link #where(Tensor, Tensor, Tensor)} with two whole numbers, of type I64. */
    public static Tensor where(Tensor condition, long yes, long no) {
        return where(condition, scalar(yes), scalar(no));
    }

    /**
     * A user-defined elementwise operation, computed in one pass and differentiable: {@code
     * Tensor.map(x, e -> e.mul(e).add(1).log())}.
     *
     * <p><b>A number that the body captures is a constant</b>: with another number it is another
     * operation, whose loop is made anew. Pass numbers that change from call to call, such as a
     * learning rate, to {@link #map(double[], Tensor, UnaryOperator)}. For an operation that is
     * called often, make a {@link Formula} once.
     */
    public static Tensor map(Tensor x, UnaryOperator<Expr> body) {
        return map(NO_SCALARS, x, body);
    }

    /** {@link #map(Tensor, UnaryOperator)} of two tensors. */
    public static Tensor map(Tensor x, Tensor y, BinaryOperator<Expr> body) {
        return map(NO_SCALARS, x, y, body);
    }

    /** {@link #map(Tensor, UnaryOperator)} of three tensors. */
    public static Tensor map(Tensor x, Tensor y, Tensor z, Expr.TernaryOperator body) {
        return map(NO_SCALARS, x, y, z, body);
    }

    /** {@link #map(Tensor, UnaryOperator)} of any number of tensors. */
    public static Tensor map(List<Tensor> operands, Expr.NaryOperator body) {
        return map(NO_SCALARS, operands, body);
    }

    /**
     * A user-defined elementwise operation with numbers that may change from call to call; {@link
     * Expr#scalar Expr.scalar(i)} is {@code scalars[i]}: {@code Tensor.map(new double[] {rate}, x,
     * e -> e.mul(Expr.scalar(0)))}. They have no gradients.
     *
     * @throws IllegalArgumentException if the body reads more scalars than there are
     */
    public static Tensor map(double[] scalars, Tensor x, UnaryOperator<Expr> body) {
        Nulls.refuse("map", "scalars", scalars);
        Nulls.refuse("map", "body", body);
        return Formula.of(1, Expr.unary(body)).apply(scalars, x);
    }

    /** {@link #map(double[], Tensor, UnaryOperator)} of two tensors. */
    public static Tensor map(double[] scalars, Tensor x, Tensor y, BinaryOperator<Expr> body) {
        Nulls.refuse("map", "scalars", scalars);
        Nulls.refuse("map", "body", body);
        return Formula.of(2, Expr.binary(body)).apply(scalars, x, y);
    }

    /** {@link #map(double[], Tensor, UnaryOperator)} of three tensors. */
    public static Tensor map(
            double[] scalars, Tensor x, Tensor y, Tensor z, Expr.TernaryOperator body) {
        Nulls.refuse("map", "scalars", scalars);
        Nulls.refuse("map", "body", body);
        return Formula.of(3, Expr.ternary(body)).apply(scalars, x, y, z);
    }

    /** {@link #map(double[], Tensor, UnaryOperator)} of any number of tensors. */
    public static Tensor map(double[] scalars, List<Tensor> operands, Expr.NaryOperator body) {
        Nulls.refuse("map", "scalars", scalars);
        Nulls.refuse("map", "body", body);
        Tensor[] given = Checks.copy("map", "operands", operands);
        return Formula.of(given.length, Expr.nary(given.length, body)).apply(scalars, given);
    }

    /** Joined along axis 1, or vectors along axis 0. */
    public static Tensor hstack(Tensor... tensors) {
        Tensor[] parts = Checks.copy("hstack", "tensors", tensors);
        boolean areVectors = parts.length > 0 && parts[0].rank() <= 1;
        return Rearranging.stacked("hstack", 1, areVectors ? 0 : 1, parts);
    }

    /** Joined along axis 0; vectors are rows. */
    public static Tensor vstack(Tensor... tensors) {
        return Rearranging.stacked("vstack", 2, 0, Checks.copy("vstack", "tensors", tensors));
    }

    /** Joined along axis 2, as {@link Movement#atLeast3d} makes it. */
    public static Tensor dstack(Tensor... tensors) {
        return Rearranging.stacked("dstack", 3, 2, Checks.copy("dstack", "tensors", tensors));
    }

    /**
     * Vectors as grids, one for each, of the sizes of all vectors: views, each of which varies
     * along its own axis.
     *
     * @param indexing "ij", where vector i has axis i, or "xy", where the first two are exchanged
     * @throws ShapeException if one has more than one axis
     */
    public static List<Tensor> meshgrid(String indexing, Tensor... tensors) {
        Nulls.refuse("meshgrid", "indexing", indexing);
        return Rearranging.meshgrid(indexing, Checks.copy("meshgrid", "tensors", tensors));
    }
}
