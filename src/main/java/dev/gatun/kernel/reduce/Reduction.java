package dev.gatun.kernel.reduce;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.Kernel;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reductions along any set of axes.
 *
 * <p>Each method takes the axes counted from the front, each at most once, none meaning all; the
 * output has the input's shape without them, or with size 1 in their place. Operands may have any
 * layout and type; the computation is in {@code F64} for {@code F64}, integers and {@code BOOL}, in
 * {@code F32} for the others, and the result is converted when stored. Sum, product, maximum and
 * minimum of integers are computed exactly in {@code I64}, and wrap when a long overflows. The
 * maximum and minimum of elements with a NaN are NaN.
 */
public final class Reduction {
    private static final Expr X = Expr.arg(0);
    private static final Expr Y = Expr.arg(1);
    private static final Expr COUNT = Expr.scalar(0);
    private static final double INF = Double.POSITIVE_INFINITY;

    private static final Fold NONZERO = Fold.of(1, Output.Sink.MAX, X.ne(0));
    private static final Fold ALL_NONZERO = Fold.of(1, Output.Sink.MIN, X.ne(0));
    private static final Fold COUNT_NONZERO = Fold.of(1, Output.Sink.SUM, X.ne(0));

    /** 0 of what is finite, NaN of the rest. */
    private static final Fold SUM_ZEROS = Fold.of(1, Output.Sink.SUM, X.sub(X));

    private static final Fold SUM_ABS = Fold.of(1, Output.Sink.SUM, X.abs());
    private static final Fold SUM_SQUARES = Fold.of(1, Output.Sink.SUM, X.mul(X));
    private static final Fold SUM_POWERS = Fold.of(1, Output.Sink.SUM, X.abs().pow(Expr.scalar(0)));
    private static final Fold MAX_ABS = Fold.of(1, Output.Sink.MAX, X.abs());
    private static final Fold MIN_ABS = Fold.of(1, Output.Sink.MIN, X.abs());

    /** From x and an approximate mean: the sums of squared deviations and of deviations. */
    private static final Fold DEVIATIONS =
            Fold.of(2, Output.Sink.SUM, X.sub(Y).mul(X.sub(Y)), X.sub(Y));

    private static final Fold SUM_EXP = Fold.of(2, Output.Sink.SUM, X.sub(Y).exp());

    private static final Kernel DIVIDE = Kernel.of(X.div(COUNT));
    private static final Kernel SQUARE_ROOT = Kernel.of(X.sqrt());
    private static final Kernel ROOT = Kernel.of(X.pow(Expr.scalar(0)));

    /**
     * From the sums of squares and of deviations, the number of elements and the divisor: the
     * variance.
     */
    private static final Expr VARIANCE = X.sub(Y.mul(Y).div(COUNT)).maximum(0).div(Expr.scalar(1));

    private static final Kernel TO_VARIANCE = Kernel.of(VARIANCE);
    private static final Kernel TO_DEVIATION = Kernel.of(VARIANCE.sqrt());

    /** The number to subtract: 0 in place of infinity, since infinity minus itself is NaN. */
    private static final Kernel FINITE = Kernel.of(Expr.select(X.abs().eq(INF), 0, X));

    private static final Kernel SHIFTED_LOG = Kernel.of(X.log().add(Y));

    private Reduction() {}

    /** The sum; 0 for no elements. */
    public static void sum(Operand x, Operand out, int... axes) {
        fold(Fold.SUM, IntegerReduction.Combination.SUM, x, out, axes);
    }

    /** The product; 1 for no elements. */
    public static void prod(Operand x, Operand out, int... axes) {
        fold(Fold.PROD, IntegerReduction.Combination.PROD, x, out, axes);
    }

    /** The largest element; there must be one. */
    public static void max(Operand x, Operand out, int... axes) {
        assert isDefined(x, out);
        fold(Fold.MAX, IntegerReduction.Combination.MAX, x, out, axes);
    }

    /** The smallest element; there must be one. */
    public static void min(Operand x, Operand out, int... axes) {
        assert isDefined(x, out);
        fold(Fold.MIN, IntegerReduction.Combination.MIN, x, out, axes);
    }

    private static void fold(
            Fold fold,
            IntegerReduction.Combination ofIntegers,
            Operand x,
            Operand out,
            int... axes) {
        if (x.dtype().isInteger()) {
            IntegerReduction.run(ofIntegers, x, out, axes);
        } else {
            Reduced reduced = new Reduced(x, out, axes);
            reduced.fold(fold, reduced.out);
        }
    }

    private static boolean isDefined(Operand x, Operand out) {
        return !x.layout().shape().isEmpty() || out.layout().shape().isEmpty();
    }

    /** 1 if some element is not 0, else 0; NaN is not 0. */
    public static void any(Operand x, Operand out, int... axes) {
        new Reduced(x, out, axes).foldOr(NONZERO, 0);
    }

    /** 1 if no element is 0, else 0; NaN is not 0. */
    public static void all(Operand x, Operand out, int... axes) {
        new Reduced(x, out, axes).foldOr(ALL_NONZERO, 1);
    }

    /** Whether all elements are finite; of F32 or F64. */
    public static boolean areFinite(Operand x) {
        try (Scope scope = Scope.open("areFinite")) {
            Operand sum = Operand.temporary(scope, Shape.of(), x.dtype());
            new Reduced(x, sum).fold(SUM_ZEROS, sum);
            return ElementAccess.get(x.dtype(), sum.memory(), 0) == 0;
        }
    }

    /** The mean; NaN for no elements. */
    public static void mean(Operand x, Operand out, int... axes) {
        Reduced reduced = new Reduced(x, out, axes);
        try (Scope scope = Scope.open("mean")) {
            Operand sum = reduced.temporary(scope);
            reduced.fold(Fold.SUM, sum);
            reduced.finish(DIVIDE, sum, reduced.count);
        }
    }

    /**
     * The variance: the sum of squared deviations from the mean, divided by {@code count -
     * correction}, or by 0 if that is negative.
     *
     * @param correction 1 for the unbiased estimate from a sample, 0 for the variance itself
     */
    public static void variance(Operand x, Operand out, double correction, int... axes) {
        deviation(TO_VARIANCE, x, null, out, correction, axes);
    }

    /** The mean, and the {@linkplain #variance variance}. */
    public static void meanAndVariance(
            Operand x, Operand mean, Operand out, double correction, int... axes) {
        deviation(TO_VARIANCE, x, mean, out, correction, axes);
    }

    /** The square root of the {@linkplain #variance variance}. */
    public static void standardDeviation(Operand x, Operand out, double correction, int... axes) {
        deviation(TO_DEVIATION, x, null, out, correction, axes);
    }

    /**
     * The corrected two-pass algorithm (T. Chan, G. Golub and R. LeVeque, "Algorithms for computing
     * the sample variance", 1983): the sum of the deviations corrects the rounding of the mean.
     */
    private static void deviation(
            Kernel finish,
            Operand x,
            @Nullable Operand means,
            Operand out,
            double correction,
            int... axes) {
        Reduced reduced = new Reduced(x, out, axes);
        try (Scope scope = Scope.open("variance")) {
            Operand mean =
                    means == null
                            ? reduced.temporary(scope)
                            : withoutAxes(means, x.layout().rank(), reduced.axes);
            Operand squares = reduced.temporary(scope);
            Operand deviations = reduced.temporary(scope);
            reduced.fold(Fold.SUM, mean);
            reduced.map(DIVIDE, mean, mean, reduced.count);
            reduced.foldShifted(DEVIATIONS, mean, squares, deviations);
            double divisor = Math.max(reduced.count - correction, 0);
            reduced.finish(finish, squares, deviations, reduced.count, divisor);
        }
    }

    /**
     * The vector norm of order p: the p-th root of the sum of |x|^p.
     *
     * @param p any order: infinity gives the largest magnitude, negative infinity the smallest, 0
     *     how many elements are not 0
     */
    public static void norm(Operand x, Operand out, double p, int... axes) {
        Reduced reduced = new Reduced(x, out, axes);
        if (p == 0) {
            reduced.fold(COUNT_NONZERO, reduced.out);
        } else if (p == 1) {
            reduced.fold(SUM_ABS, reduced.out);
        } else if (p == INF) {
            reduced.foldOr(MAX_ABS, 0);
        } else if (p == -INF) {
            reduced.fold(MIN_ABS, reduced.out);
        } else {
            try (Scope scope = Scope.open("norm")) {
                Operand sum = reduced.temporary(scope);
                reduced.fold(p == 2 ? SUM_SQUARES : SUM_POWERS, sum, p);
                reduced.finish(p == 2 ? SQUARE_ROOT : ROOT, sum, 1 / p);
            }
        }
    }

    /** The logarithm of the sum of e^x; negative infinity for no elements. */
    public static void logSumExp(Operand x, Operand out, int... axes) {
        Reduced reduced = new Reduced(x, out, axes);
        if (LogSumExp.run(reduced.type, x, reduced.axes, reduced.out)) {
            return;
        }
        try (Scope scope = Scope.open("logSumExp")) {
            Operand largest = reduced.temporary(scope);
            Operand sum = reduced.temporary(scope);
            reduced.fold(Fold.MAX, largest);
            reduced.map(FINITE, largest, largest);
            reduced.foldShifted(SUM_EXP, largest, sum);
            reduced.finish(SHIFTED_LOG, sum, largest);
        }
    }

    /** One reduction: its input, its output, and its axes. */
    private static final class Reduced {
        private final Operand x;
        private final int[] axes;
        private final DType type;

        /** The output without the reduced axes. */
        final Operand out;

        /** The number of elements of each result. */
        final double count;

        Reduced(Operand x, Operand out, int... axes) {
            this.x = x;
            this.axes = axesOf(x.layout().shape(), axes);
            this.out = withoutAxes(out, x.layout().rank(), this.axes);
            this.type = x.dtype().isFloating() ? x.dtype().computeType() : DType.F64;
            double elements = 1;
            for (int axis : this.axes) {
                elements *= x.layout().shape().dim(axis);
            }
            this.count = elements;
        }

        Operand temporary(Scope scope) {
            return Operand.temporary(scope, out.layout().shape(), type);
        }

        void fold(Fold fold, Operand result, double... scalars) {
            FoldNest.run(fold, type, new Operand[] {x}, axes, new Operand[] {result}, scalars);
        }

        /** Folds into the output, or fills it with the given value if there are no elements. */
        void foldOr(Fold fold, double ofNone) {
            if (count == 0) {
                Copy.fill(out, ofNone);
            } else {
                fold(fold, out);
            }
        }

        /** Folds the input and a number for each result. */
        void foldShifted(Fold fold, Operand shift, Operand... results) {
            Layout layout = shift.layout();
            Shape shape = x.layout().shape();
            for (int axis : axes) {
                layout = layout.unsqueeze(axis);
            }
            Operand[] inputs = {x, shift.with(layout.expand(shape))};
            FoldNest.run(fold, type, inputs, axes, results);
        }

        void map(Kernel kernel, Operand from, Operand to, double... scalars) {
            kernel.run(type, to.layout().shape(), new Operand[] {from, to}, scalars);
        }

        /** Computes the output from the folded values. */
        void finish(Kernel kernel, Operand from, double... scalars) {
            map(kernel, from, out, scalars);
        }

        /** Computes the output from the folded values. */
        void finish(Kernel kernel, Operand first, Operand second, double... scalars) {
            Operand[] operands = {first, second, out};
            kernel.run(type, out.layout().shape(), operands, scalars);
        }
    }

    /** The axes in ascending order; all if none is given. */
    static int[] axesOf(Shape shape, int... axes) {
        if (axes.length != 0) {
            int[] sorted = axes.clone();
            Arrays.sort(sorted);
            return sorted;
        }
        int[] all = new int[shape.rank()];
        Arrays.setAll(all, axis -> axis);
        return all;
    }

    /** An output without its reduced axes, if it has them. */
    static Operand withoutAxes(Operand out, int rank, int... axes) {
        Layout layout = out.layout();
        if (layout.rank() == rank) {
            for (int k = axes.length - 1; k >= 0; k--) {
                layout = layout.squeeze(axes[k]);
            }
        }
        assert layout.rank() == rank - axes.length : out;
        return out.with(layout);
    }
}
