package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.kernel.Initialization;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.reduce.ArgExtreme;
import dev.gatun.kernel.reduce.Reduction;
import dev.gatun.shape.DType;
import dev.gatun.tensor.op.reduce.CumExtremeOp;
import dev.gatun.tensor.op.reduce.CumProdOp;
import dev.gatun.tensor.op.reduce.CumSumOp;
import dev.gatun.tensor.op.reduce.LogCumSumExpOp;
import dev.gatun.tensor.op.reduce.ReduceOp;
import dev.gatun.tensor.op.reduce.ReducedAxes;
import dev.gatun.tensor.op.reduce.Summaries;
import java.util.function.BiConsumer;

/**
 * Methods of {@link Tensor} that make one number of many, along some axes or, where none is named,
 * all. Axes are given from either end; of a tensor without axes, 0 and -1 are taken, as PyTorch
 * takes them. With {@code keepDim} the reduced axes stay with size 1, so that the result broadcasts
 * against this tensor.
 *
 * <p>Types: a sum, a product or a running sum of integers or of BOOL is I64, and wraps where that
 * overflows; the largest and the smallest are of the integers' own type, or BOOL; {@link #any} and
 * {@link #all} are BOOL. Every other result is F64 for F64 and F32 elsewhere, computed in F64 for
 * integers, and is refused of BOOL, as PyTorch does: {@code x.eq(y).to(F32).mean()}.
 */
public sealed interface Reductions permits Tensor {
    /**
     * The extremes.
     *
     * @param min the smallest elements
     * @param max the largest elements
     */
    record MinAndMax(Tensor min, Tensor max) {
        public MinAndMax {
            Nulls.refuse("MinAndMax", "min", min);
            Nulls.refuse("MinAndMax", "max", max);
        }
    }

    /**
     * How far numbers lie apart, and around what.
     *
     * @param spread the variance or the standard deviation
     * @param mean the mean
     */
    record SpreadAndMean(Tensor spread, Tensor mean) {
        public SpreadAndMean {
            Nulls.refuse("SpreadAndMean", "spread", spread);
            Nulls.refuse("SpreadAndMean", "mean", mean);
        }
    }

    private Tensor self() {
        return (Tensor) this;
    }

    /** The sum; 0 for no elements. */
    default Tensor sum(int... axes) {
        return sum(axes, false);
    }

    /** The sum; 0 for no elements. */
    default Tensor sum(int axis, boolean keepDim) {
        return sum(new int[] {axis}, keepDim);
    }

    /** The sum; 0 for no elements. */
    default Tensor sum(int[] axes, boolean keepDim) {
        return new ReduceOp.SumOp(ReducedAxes.of("sum", self(), keepDim, axes)).apply(self());
    }

    /** The product; 1 for no elements. */
    default Tensor prod(int... axes) {
        return prod(axes, false);
    }

    /** The product; 1 for no elements. */
    default Tensor prod(int axis, boolean keepDim) {
        return prod(new int[] {axis}, keepDim);
    }

    /** The product; 1 for no elements. */
    default Tensor prod(int[] axes, boolean keepDim) {
        return new ReduceOp.ProdOp(ReducedAxes.of("prod", self(), keepDim, axes)).apply(self());
    }

    /** The mean; NaN for no elements. */
    default Tensor mean(int... axes) {
        return mean(axes, false);
    }

    /** The mean; NaN for no elements. */
    default Tensor mean(int axis, boolean keepDim) {
        return mean(new int[] {axis}, keepDim);
    }

    /** The mean; NaN for no elements. */
    default Tensor mean(int[] axes, boolean keepDim) {
        return new ReduceOp.MeanOp(ReducedAxes.of("mean", self(), keepDim, axes)).apply(self());
    }

    /** The variance estimated from a sample: squared deviations are divided by one less than n. */
    default Tensor var(int... axes) {
        return var(axes, 1, false);
    }

    /** The variance estimated from a sample: squared deviations are divided by one less than n. */
    default Tensor var(int axis, boolean keepDim) {
        return var(new int[] {axis}, 1, keepDim);
    }

    /** The variance estimated from a sample: squared deviations are divided by one less than n. */
    default Tensor var(int[] axes, boolean keepDim) {
        return var(axes, 1, keepDim);
    }

    /** The variance: the sum of squared deviations, divided by n less the correction. */
    default Tensor var(int axis, double correction, boolean keepDim) {
        return var(new int[] {axis}, correction, keepDim);
    }

    /** The variance: the sum of squared deviations, divided by n less the correction. */
    default Tensor var(int[] axes, double correction, boolean keepDim) {
        ReducedAxes over = ReducedAxes.of("var", self(), keepDim, axes);
        return new ReduceOp.VarianceOp(over, correction).apply(self());
    }

    /** The square root of {@link #var(int...)}. */
    default Tensor std(int... axes) {
        return std(axes, 1, false);
    }

    /** The square root of {@link #var(int...)}. */
    default Tensor std(int axis, boolean keepDim) {
        return std(new int[] {axis}, 1, keepDim);
    }

    /** The square root of {@link #var(int...)}. */
    default Tensor std(int[] axes, boolean keepDim) {
        return std(axes, 1, keepDim);
    }

    /** The square root of {@link #var(int[], double, boolean)}. */
    default Tensor std(int axis, double correction, boolean keepDim) {
        return std(new int[] {axis}, correction, keepDim);
    }

    /** The square root of {@link #var(int[], double, boolean)}. */
    default Tensor std(int[] axes, double correction, boolean keepDim) {
        ReducedAxes over = ReducedAxes.of("std", self(), keepDim, axes);
        return new ReduceOp.DeviationOp(over, correction).apply(self());
    }

    /** The largest; NaN where there is one. Gradients are shared by equals. */
    default Tensor max(int... axes) {
        return max(axes, false);
    }

    /** The largest; NaN where there is one. Gradients are shared by equals. */
    default Tensor max(int axis, boolean keepDim) {
        return max(new int[] {axis}, keepDim);
    }

    /**
     * The largest; NaN where there is one. Gradients are shared by equals.
     *
     * @throws dev.gatun.shape.ShapeException if there is nothing to choose from
     */
    default Tensor max(int[] axes, boolean keepDim) {
        return new ReduceOp.ExtremeOp(ReducedAxes.filled("max", self(), keepDim, axes), true)
                .apply(self());
    }

    /** The smallest; NaN where there is one. Gradients are shared by equals. */
    default Tensor min(int... axes) {
        return min(axes, false);
    }

    /** The smallest; NaN where there is one. Gradients are shared by equals. */
    default Tensor min(int axis, boolean keepDim) {
        return min(new int[] {axis}, keepDim);
    }

    /**
     * The smallest; NaN where there is one. Gradients are shared by equals.
     *
     * @throws dev.gatun.shape.ShapeException if there is nothing to choose from
     */
    default Tensor min(int[] axes, boolean keepDim) {
        return new ReduceOp.ExtremeOp(ReducedAxes.filled("min", self(), keepDim, axes), false)
                .apply(self());
    }

    /** Whether some element is not 0, as NaN is not; of type BOOL. */
    default Tensor any(int... axes) {
        return any(axes, false);
    }

    /** Whether some element is not 0, as NaN is not; of type BOOL. */
    default Tensor any(int axis, boolean keepDim) {
        return any(new int[] {axis}, keepDim);
    }

    /** Whether some element is not 0, as NaN is not; of type BOOL. */
    default Tensor any(int[] axes, boolean keepDim) {
        return truth(ReducedAxes.of("any", self(), keepDim, axes), Reduction::any);
    }

    /** Whether no element is 0; of type BOOL. */
    default Tensor all(int... axes) {
        return all(axes, false);
    }

    /** Whether no element is 0; of type BOOL. */
    default Tensor all(int axis, boolean keepDim) {
        return all(new int[] {axis}, keepDim);
    }

    /** Whether no element is 0; of type BOOL. */
    default Tensor all(int[] axes, boolean keepDim) {
        return truth(ReducedAxes.of("all", self(), keepDim, axes), Reduction::all);
    }

    /** The Euclidean norm of all elements. */
    default Tensor norm() {
        return norm(2);
    }

    /** The vector norm of order p; {@link #norm(double, int[], boolean)}. */
    default Tensor norm(double p, int... axes) {
        return norm(p, axes, false);
    }

    /** The vector norm of order p; {@link #norm(double, int[], boolean)}. */
    default Tensor norm(double p, int axis, boolean keepDim) {
        return norm(p, new int[] {axis}, keepDim);
    }

    /**
     * The vector norm of order p: the p-th root of the sum of {@code |x|^p}. Infinity gives the
     * largest magnitude, negative infinity the smallest, 0 how many elements are not 0.
     */
    default Tensor norm(double p, int[] axes, boolean keepDim) {
        return new ReduceOp.VectorNormOp(ReducedAxes.of("norm", self(), keepDim, axes), p)
                .apply(self());
    }

    /** The logarithm of the sum of e^x; negative infinity for no elements. */
    default Tensor logSumExp(int... axes) {
        return logSumExp(axes, false);
    }

    /** The logarithm of the sum of e^x; negative infinity for no elements. */
    default Tensor logSumExp(int axis, boolean keepDim) {
        return logSumExp(new int[] {axis}, keepDim);
    }

    /** The logarithm of the sum of e^x; negative infinity for no elements. */
    default Tensor logSumExp(int[] axes, boolean keepDim) {
        return new ReduceOp.LogSumExpOp(ReducedAxes.of("logSumExp", self(), keepDim, axes))
                .apply(self());
    }

    /** The sum of what is not NaN. */
    default Tensor nanSum(int... axes) {
        return nanSum(axes, false);
    }

    /** The sum of what is not NaN. */
    default Tensor nanSum(int axis, boolean keepDim) {
        return nanSum(new int[] {axis}, keepDim);
    }

    /** The sum of what is not NaN. */
    default Tensor nanSum(int[] axes, boolean keepDim) {
        return Summaries.nanSum(self(), keepDim, Nulls.refuse("nanSum", "axes", axes).clone());
    }

    /** The mean of what is not NaN; NaN where there is nothing else. Of floating-point numbers. */
    default Tensor nanMean(int... axes) {
        return nanMean(axes, false);
    }

    /** The mean of what is not NaN; NaN where there is nothing else. Of floating-point numbers. */
    default Tensor nanMean(int axis, boolean keepDim) {
        return nanMean(new int[] {axis}, keepDim);
    }

    /** The mean of what is not NaN; NaN where there is nothing else. Of floating-point numbers. */
    default Tensor nanMean(int[] axes, boolean keepDim) {
        return Summaries.nanMean(self(), keepDim, Nulls.refuse("nanMean", "axes", axes).clone());
    }

    /** How many elements are not 0, as NaN is not; of type I64. */
    default Tensor countNonzero(int... axes) {
        return Summaries.countNonzero(self(), Nulls.refuse("countNonzero", "axes", axes).clone());
    }

    /** {@link #min(int[], boolean)} and {@link #max(int[], boolean)}. */
    default MinAndMax aminmax(int... axes) {
        return aminmax(axes, false);
    }

    /** {@link #min(int[], boolean)} and {@link #max(int[], boolean)}. */
    default MinAndMax aminmax(int[] axes, boolean keepDim) {
        return Summaries.aminmax(self(), keepDim, Nulls.refuse("aminmax", "axes", axes).clone());
    }

    /** {@link #var(int[], double, boolean)} and the mean. */
    default SpreadAndMean varMean(int[] axes, double correction, boolean keepDim) {
        int[] own = Nulls.refuse("varMean", "axes", axes).clone();
        return Summaries.varMean(self(), correction, keepDim, own);
    }

    /** {@link #std(int[], double, boolean)} and the mean. */
    default SpreadAndMean stdMean(int[] axes, double correction, boolean keepDim) {
        int[] own = Nulls.refuse("stdMean", "axes", axes).clone();
        return Summaries.stdMean(self(), correction, keepDim, own);
    }

    /** The integral along an axis of a curve through these values, {@code step} apart. */
    default Tensor trapezoid(double step, int axis) {
        return Summaries.trapezoid(self(), step, axis);
    }

    /**
     * The integral along an axis of a curve through these values, by the trapezoidal rule.
     *
     * @param places where they stand: a vector for the axis, or one place a value
     */
    default Tensor trapezoid(Tensor places, int axis) {
        Nulls.refuse("trapezoid", "places", places);
        return Summaries.trapezoid(self(), places, axis);
    }

    /** The running {@link #trapezoid(double, int)}: one less than there are values. */
    default Tensor cumulativeTrapezoid(double step, int axis) {
        return Summaries.cumulativeTrapezoid(self(), step, axis);
    }

    /** The running {@link #trapezoid(Tensor, int)}: one less than there are values. */
    default Tensor cumulativeTrapezoid(Tensor places, int axis) {
        Nulls.refuse("cumulativeTrapezoid", "places", places);
        return Summaries.cumulativeTrapezoid(self(), places, axis);
    }

    private Tensor truth(ReducedAxes axes, ReduceOp.Body body) {
        return ReduceOp.computeWithoutGradient(self(), DType.BOOL, axes, body);
    }

    /**
     * The index of the largest of all elements in row-major order, the first of equals, of type
     * I64; NaN counts as larger than any.
     *
     * @throws dev.gatun.shape.ShapeException if there are none
     */
    default Tensor argMax() {
        return position("argMax", ArgExtreme::argMax);
    }

    /** The index of the smallest of all elements; otherwise as {@link #argMax()}. */
    default Tensor argMin() {
        return position("argMin", ArgExtreme::argMin);
    }

    private Tensor position(String op, BiConsumer<Operand, Operand> body) {
        ReducedAxes axes = ReducedAxes.filled(op, self(), false);
        Initialization.EXTREMES.ensure();
        return ReduceOp.computeWithoutGradient(
                self(), DType.I64, axes, (x, out, all) -> body.accept(x, out));
    }

    /** The index of the largest along an axis, the first of equals; {@link #argMax()}. */
    default Tensor argMax(int axis) {
        return argMax(axis, false);
    }

    /** The index of the largest along an axis, the first of equals; {@link #argMax()}. */
    default Tensor argMax(int axis, boolean keepDim) {
        ReducedAxes axes = ReducedAxes.filled("argMax", self(), keepDim, axis);
        if (self().rank() == 0) {
            return argMax();
        }
        Initialization.EXTREMES.ensure();
        return ReduceOp.computeWithoutGradient(
                self(), DType.I64, axes, (x, out, a) -> ArgExtreme.argMax(x, out, a[0]));
    }

    /** The index of the smallest along an axis, the first of equals; {@link #argMax()}. */
    default Tensor argMin(int axis) {
        return argMin(axis, false);
    }

    /** The index of the smallest along an axis, the first of equals; {@link #argMax()}. */
    default Tensor argMin(int axis, boolean keepDim) {
        ReducedAxes axes = ReducedAxes.filled("argMin", self(), keepDim, axis);
        if (self().rank() == 0) {
            return argMin();
        }
        Initialization.EXTREMES.ensure();
        return ReduceOp.computeWithoutGradient(
                self(), DType.I64, axes, (x, out, a) -> ArgExtreme.argMin(x, out, a[0]));
    }

    /** Element i is the sum of elements 0 to i along an axis; of this tensor's shape. */
    default Tensor cumsum(int axis) {
        return CumSumOp.of(self(), axis);
    }

    /** Element i is the product of elements 0 to i along an axis; of this tensor's shape. */
    default Tensor cumprod(int axis) {
        return CumProdOp.of(self(), axis);
    }

    /**
     * Element i of the values is the largest of elements 0 to i along an axis, and element i of the
     * indices says where it stands: the last of equals. NaN is larger than every number.
     */
    default ValuesAndIndices cummax(int axis) {
        return CumExtremeOp.of(self(), axis, true);
    }

    /** The running minimum and where it stands, as {@link #cummax}; NaN where there was one. */
    default ValuesAndIndices cummin(int axis) {
        return CumExtremeOp.of(self(), axis, false);
    }

    /**
     * Element i is the logarithm of the sum of e^x of elements 0 to i along an axis, computed
     * without overflow; of this tensor's shape.
     *
     * @throws IllegalArgumentException if this is not a floating-point tensor
     */
    default Tensor logCumSumExp(int axis) {
        return LogCumSumExpOp.of(self(), axis);
    }
}
