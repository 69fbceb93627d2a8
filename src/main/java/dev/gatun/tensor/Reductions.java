package dev.gatun.tensor;

import dev.gatun.kernel.Operand;
import dev.gatun.kernel.Position;
import dev.gatun.kernel.Reduction;
import dev.gatun.shape.DType;
import dev.gatun.shape.ShapeRules;
import java.util.function.BiConsumer;

/**
 * Methods of {@link Tensor} that make one number of many, along some axes or, where none is named,
 * all. Axes are given from either end. With {@code keepDim} the reduced axes stay with size 1, so
 * that the result broadcasts against this tensor.
 *
 * <p>Types: a sum, a product or a running sum of integers is I64, and wraps where that overflows;
 * the largest and the smallest are of the integers' own type. Every other result is F64 for F64 and
 * F32 elsewhere, computed in F64 for integers.
 */
public sealed interface Reductions permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** The sum; 0 for no elements. */
    default Tensor sum(int... axes) {
        return sum(false, axes);
    }

    /** The sum; 0 for no elements. */
    default Tensor sum(boolean keepDim, int... axes) {
        return new ReduceOp.Sum(Axes.of("sum", self(), keepDim, axes)).apply(self());
    }

    /** The product; 1 for no elements. */
    default Tensor prod(int... axes) {
        return prod(false, axes);
    }

    /** The product; 1 for no elements. */
    default Tensor prod(boolean keepDim, int... axes) {
        return new ReduceOp.Prod(Axes.of("prod", self(), keepDim, axes)).apply(self());
    }

    /** The mean; NaN for no elements. */
    default Tensor mean(int... axes) {
        return mean(false, axes);
    }

    /** The mean; NaN for no elements. */
    default Tensor mean(boolean keepDim, int... axes) {
        return new ReduceOp.Mean(Axes.of("mean", self(), keepDim, axes)).apply(self());
    }

    /** The variance estimated from a sample: squared deviations are divided by one less than n. */
    default Tensor var(int... axes) {
        return var(1, false, axes);
    }

    /** The variance: the sum of squared deviations, divided by n less the correction. */
    default Tensor var(double correction, boolean keepDim, int... axes) {
        Axes over = Axes.of("var", self(), keepDim, axes);
        return new ReduceOp.Variance(over, correction).apply(self());
    }

    /** The square root of {@link #var(int...)}. */
    default Tensor std(int... axes) {
        return std(1, false, axes);
    }

    /** The square root of {@link #var(double, boolean, int...)}. */
    default Tensor std(double correction, boolean keepDim, int... axes) {
        Axes over = Axes.of("std", self(), keepDim, axes);
        return new ReduceOp.Deviation(over, correction).apply(self());
    }

    /** The largest; NaN where there is one. Gradients are shared by equals. */
    default Tensor max(int... axes) {
        return max(false, axes);
    }

    /**
     * The largest; NaN where there is one. Gradients are shared by equals.
     *
     * @throws dev.gatun.shape.ShapeException if there is nothing to choose from
     */
    default Tensor max(boolean keepDim, int... axes) {
        return new ReduceOp.Extreme(Axes.filled("max", self(), keepDim, axes), true).apply(self());
    }

    /** The smallest; NaN where there is one. Gradients are shared by equals. */
    default Tensor min(int... axes) {
        return min(false, axes);
    }

    /**
     * The smallest; NaN where there is one. Gradients are shared by equals.
     *
     * @throws dev.gatun.shape.ShapeException if there is nothing to choose from
     */
    default Tensor min(boolean keepDim, int... axes) {
        return new ReduceOp.Extreme(Axes.filled("min", self(), keepDim, axes), false).apply(self());
    }

    /** 1 where some element is not 0 (NaN is not), else 0. */
    default Tensor any(int... axes) {
        return any(false, axes);
    }

    /** 1 where some element is not 0 (NaN is not), else 0. */
    default Tensor any(boolean keepDim, int... axes) {
        return truth(Axes.of("any", self(), keepDim, axes), Reduction::any);
    }

    /** 1 where no element is 0, else 0. */
    default Tensor all(int... axes) {
        return all(false, axes);
    }

    /** 1 where no element is 0, else 0. */
    default Tensor all(boolean keepDim, int... axes) {
        return truth(Axes.of("all", self(), keepDim, axes), Reduction::all);
    }

    /** The Euclidean norm of all elements. */
    default Tensor norm() {
        return norm(2, false);
    }

    /** The vector norm of order p; {@link #norm(double, boolean, int...)}. */
    default Tensor norm(double p, int... axes) {
        return norm(p, false, axes);
    }

    /**
     * The vector norm of order p: the p-th root of the sum of {@code |x|^p}. Infinity gives the
     * largest magnitude, negative infinity the smallest, 0 how many elements are not 0.
     */
    default Tensor norm(double p, boolean keepDim, int... axes) {
        return new ReduceOp.Norm(Axes.of("norm", self(), keepDim, axes), p).apply(self());
    }

    /** The logarithm of the sum of e^x; negative infinity for no elements. */
    default Tensor logSumExp(int... axes) {
        return logSumExp(false, axes);
    }

    /** The logarithm of the sum of e^x; negative infinity for no elements. */
    default Tensor logSumExp(boolean keepDim, int... axes) {
        return new ReduceOp.LogSumExp(Axes.of("logSumExp", self(), keepDim, axes)).apply(self());
    }

    private Tensor truth(Axes axes, ReduceOp.Body body) {
        DType dtype = self().dtype == DType.F64 ? DType.F64 : DType.F32;
        return ReduceOp.computeWithoutGradient(self(), dtype, axes, body);
    }

    /**
     * The index of the largest of all elements in row-major order, the first of equals, of type
     * I64; NaN counts as larger than any.
     *
     * @throws dev.gatun.shape.ShapeException if there are none
     */
    default Tensor argMax() {
        return position("argMax", Position::argMax);
    }

    /** The index of the smallest of all elements; otherwise as {@link #argMax()}. */
    default Tensor argMin() {
        return position("argMin", Position::argMin);
    }

    private Tensor position(String op, BiConsumer<Operand, Operand> body) {
        Axes axes = Axes.filled(op, self(), false);
        return ReduceOp.computeWithoutGradient(
                self(), DType.I64, axes, (x, out, all) -> body.accept(x, out));
    }

    /** The index of the largest along an axis, the first of equals; {@link #argMax()}. */
    default Tensor argMax(int axis) {
        return argMax(axis, false);
    }

    /** The index of the largest along an axis, the first of equals; {@link #argMax()}. */
    default Tensor argMax(int axis, boolean keepDim) {
        Axes axes = Axes.filled("argMax", self(), keepDim, axis);
        return ReduceOp.computeWithoutGradient(
                self(), DType.I64, axes, (x, out, a) -> Position.argMax(x, out, a[0]));
    }

    /** The index of the smallest along an axis, the first of equals; {@link #argMax()}. */
    default Tensor argMin(int axis) {
        return argMin(axis, false);
    }

    /** The index of the smallest along an axis, the first of equals; {@link #argMax()}. */
    default Tensor argMin(int axis, boolean keepDim) {
        Axes axes = Axes.filled("argMin", self(), keepDim, axis);
        return ReduceOp.computeWithoutGradient(
                self(), DType.I64, axes, (x, out, a) -> Position.argMin(x, out, a[0]));
    }

    /** Element i is the sum of elements 0 to i along an axis; of this tensor's shape. */
    default Tensor cumsum(int axis) {
        return new CumSum(ShapeRules.axis("cumsum", self().shape(), axis)).apply(self());
    }
}
