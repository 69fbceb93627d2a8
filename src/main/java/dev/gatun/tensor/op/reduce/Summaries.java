package dev.gatun.tensor.op.reduce;

import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Reductions.MinAndMax;
import dev.gatun.tensor.Reductions.SpreadAndMean;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.TensorRefusals;
import dev.gatun.tensor.tape.Tape;
import java.util.stream.IntStream;

/** Reductions that are compositions of others. */
public final class Summaries {
    /** What PyTorch adds to a norm before it divides by it. */
    private static final double NEAR_ZERO = 1e-7;

    private Summaries() {}

    /** With 0 for every NaN, which has no gradient then. */
    private static Tensor withoutNaN(Tensor x) {
        return x.dtype().isFloating() ? x.maskedFill(x.detach().isNaN(), 0) : x;
    }

    public static Tensor nanSum(Tensor x, boolean keepDim, int... axes) {
        ReducedAxes over = ReducedAxes.of("nanSum", x, keepDim, axes);
        return new ReduceOp.SumOp(over).apply(withoutNaN(x));
    }

    public static Tensor nanMean(Tensor x, boolean keepDim, int... axes) {
        Checks.floating("nanMean", x);
        ReducedAxes over = ReducedAxes.of("nanMean", x, keepDim, axes);
        Tensor sum = new ReduceOp.SumOp(over).apply(withoutNaN(x));
        Tensor count = new ReduceOp.SumOp(over).apply(x.detach().isNaN().logicalNot());
        return sum.div(count);
    }

    public static Tensor countNonzero(Tensor x, int... axes) {
        ReducedAxes over = ReducedAxes.of("countNonzero", x, false, axes);
        return Tape.cut("countNonzero", new ReduceOp.SumOp(over).apply(x.detach().ne(0)), x);
    }

    public static MinAndMax aminmax(Tensor x, boolean keepDim, int... axes) {
        ReducedAxes over = ReducedAxes.filled("aminmax", x, keepDim, axes);
        return new MinAndMax(
                new ReduceOp.ExtremeOp(over, false).apply(x),
                new ReduceOp.ExtremeOp(over, true).apply(x));
    }

    public static SpreadAndMean varMean(Tensor x, double correction, boolean keepDim, int... axes) {
        ReducedAxes over = ReducedAxes.of("varMean", x, keepDim, axes);
        return new SpreadAndMean(
                new ReduceOp.VarianceOp(over, correction).apply(x),
                new ReduceOp.MeanOp(over).apply(x));
    }

    public static SpreadAndMean stdMean(Tensor x, double correction, boolean keepDim, int... axes) {
        ReducedAxes over = ReducedAxes.of("stdMean", x, keepDim, axes);
        return new SpreadAndMean(
                new ReduceOp.DeviationOp(over, correction).apply(x),
                new ReduceOp.MeanOp(over).apply(x));
    }

    /** Areas between neighbours at the same distance. */
    private static Tensor areas(Tensor y, int along) {
        long n = y.size(along);
        long length = Math.max(n - 1, 0);
        return y.narrow(along, 0, length).add(y.narrow(along, Math.min(n, 1), length)).mul(0.5);
    }

    public static Tensor trapezoid(Tensor y, double step, int axis) {
        int along = ShapeRules.axis("trapezoid", y.shape(), axis);
        return areas(y, along).sum(along).mul(step);
    }

    public static Tensor trapezoid(Tensor y, Tensor x, int axis) {
        int along = ShapeRules.axis("trapezoid", y.shape(), axis);
        return areas(y, along).mul(steps("trapezoid", y, x, along)).sum(along);
    }

    public static Tensor cumulativeTrapezoid(Tensor y, double step, int axis) {
        int along = ShapeRules.axis("cumulativeTrapezoid", y.shape(), axis);
        return areas(y, along).mul(step).cumsum(along);
    }

    public static Tensor cumulativeTrapezoid(Tensor y, Tensor x, int axis) {
        int along = ShapeRules.axis("cumulativeTrapezoid", y.shape(), axis);
        return areas(y, along).mul(steps("cumulativeTrapezoid", y, x, along)).cumsum(along);
    }

    /** The distances of places, which are a vector for the axis, or as many as there are values. */
    private static Tensor steps(String op, Tensor y, Tensor x, int along) {
        boolean isVector = x.rank() == 1 && x.numel() == y.size(along);
        if (!isVector && !x.shape().equals(y.shape())) {
            throw new ShapeException(
                    op,
                    "places are a vector for axis " + along + ", or one a value",
                    y.shape(),
                    x.shape());
        }
        Shape one = Shape.along(along, y.rank(), x.numel());
        Tensor places = isVector ? x.reshape(one.dims()) : x;
        return places.size(along) == 0 ? places : places.diff(along);
    }

    /** Slices whose norm is larger than a bound are scaled down to it. */
    public static Tensor renorm(Tensor x, double p, int axis, double most) {
        int along = ShapeRules.axis("renorm", x.shape(), axis);
        Checks.floating("renorm", x);
        if (!(p > 0)) {
            throw TensorRefusals.argument("renorm", "p must be positive", p);
        }
        if (!(most >= 0)) {
            throw TensorRefusals.argument("renorm", "the bound must be at least 0", most);
        }
        int[] others = IntStream.range(0, x.rank()).filter(a -> a != along).toArray();
        Tensor norm = others.length == 0 ? x.abs() : x.norm(p, others, true);
        Tensor isLarge = norm.detach().gt(most);
        Tensor factor = norm.add(NEAR_ZERO).rdiv(most);
        return x.mul(Tensor.where(isLarge, factor, 1)).to(x.dtype());
    }
}
