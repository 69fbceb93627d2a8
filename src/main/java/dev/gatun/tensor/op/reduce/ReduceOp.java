package dev.gatun.tensor.op.reduce;

import static dev.gatun.expr.Expr.binary;
import static dev.gatun.expr.Expr.scalar;
import static dev.gatun.expr.Expr.select;
import static dev.gatun.expr.Expr.ternary;
import static dev.gatun.expr.Expr.unary;

import dev.gatun.kernel.Initialization;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.reduce.Reduction;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.FusedOp;
import dev.gatun.tensor.tape.SingleOp;
import dev.gatun.tensor.tape.Tape;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Reductions along some axes. */
public sealed interface ReduceOp extends SingleOp {
    /** The reduced axes. */
    ReducedAxes axes();

    /** Writes the results. */
    void run(Operand x, Operand out, int... axes);

    /** The gradient of the input, before it is converted to the input's type. */
    Tensor gradient(Call call, Tensor upstream);

    /**
     * The type of the result.
     *
     * @throws IllegalArgumentException if the reduction is not defined for this type
     */
    default DType resultType(DType of) {
        Checks.numbers(name(), of);
        return of.isFloating() ? of.computeType() : DType.F32;
    }

    @Override
    default String name() {
        return axes().op();
    }

    @Override
    default Tensor forward(Tensor x) {
        return compute(x, resultType(x.dtype()), axes(), this::run);
    }

    /** A kernel over some axes. */
    interface Body {
        void run(Operand x, Operand out, int... axes);
    }

    /** Computes the result of a kernel. */
    static Tensor compute(Tensor x, DType dtype, ReducedAxes axes, Body body) {
        try (Hold _ = Hold.on(x)) {
            return Creation.filled(
                    axes.shape(), dtype, out -> body.run(Internals.operand(x), out, axes.array()));
        }
    }

    /** The same for results without a gradient: indices and masks. */
    static Tensor computeWithoutGradient(Tensor x, DType dtype, ReducedAxes axes, Body body) {
        Tensor made = compute(x, dtype, axes, body);
        return Internals.node(x) == null ? made : Tape.cut(axes.op(), made, x);
    }

    @Override
    default Tensor backward(Call call, Tensor upstream) {
        return gradient(call, upstream).to(call.inputDType(0));
    }

    /** Sums and products of integers and of BOOL are I64. */
    private static DType sumType(DType of) {
        return of.isFloating() ? of.computeType() : DType.I64;
    }

    /** The sum. */
    record SumOp(ReducedAxes axes) implements ReduceOp {
        @Override
        public DType resultType(DType of) {
            return sumType(of);
        }

        @Override
        public void run(Operand x, Operand out, int... over) {
            Reduction.sum(x, out, over);
        }

        @Override
        public Tensor gradient(Call call, Tensor upstream) {
            return axes.spread(upstream, call.inputShape(0));
        }
    }

    /** The mean. */
    record MeanOp(ReducedAxes axes) implements ReduceOp {
        @Override
        public void run(Operand x, Operand out, int... over) {
            Reduction.mean(x, out, over);
        }

        @Override
        public Tensor gradient(Call call, Tensor upstream) {
            return axes.spread(upstream.div((double) axes.count()), call.inputShape(0));
        }
    }

    /** The product. */
    record ProdOp(ReducedAxes axes) implements ReduceOp {
        @Override
        public DType resultType(DType of) {
            return sumType(of);
        }

        @Override
        public void run(Operand x, Operand out, int... over) {
            Reduction.prod(x, out, over);
        }

        /**
         * The product of the other elements: the product divided by the element if no element is 0;
         * if one is 0, only it has a gradient. Where that is to be differentiated and an element is
         * 0, it is made of running products.
         */
        @Override
        public Tensor gradient(Call call, Tensor upstream) {
            Tensor values = call.input(0);
            Tensor isZero = values.eq(0);
            if (Tape.isWanted(values, upstream) && isZero.any().itemBoolean()) {
                return axes.keep(upstream).mul(others(values.to(upstream.dtype())));
            }
            Tensor zeros = isZero.sum(axes.array(), true);
            Tensor others = values.maskedFill(isZero, 1);
            Tensor product = others.prod(axes.array(), true);
            Tensor isMade = zeros.eq(isZero);
            return Tensor.where(isMade, axes.keep(upstream).mul(product).div(others), 0);
        }

        /** The products of those before each element and of those after it. */
        private Tensor others(Tensor x) {
            int rank = x.rank();
            int kept = rank - axes.reduced().size();
            int[] order =
                    IntStream.concat(
                                    IntStream.range(0, rank)
                                            .filter(axis -> !axes.reduced().contains(axis)),
                                    IntStream.of(axes.array()))
                            .toArray();
            Tensor apart = x.permute(order);
            long[] dims = Arrays.copyOf(apart.shape().dims(), kept + 1);
            dims[kept] = axes.count();
            Tensor rows = apart.reshape(dims);
            Tensor others = before(rows, kept).mul(before(rows.flip(kept), kept).flip(kept));
            int[] back = new int[rank];
            for (int i = 0; i < rank; i++) {
                back[order[i]] = i;
            }
            return others.reshape(apart.shape().dims()).permute(back);
        }

        private static Tensor before(Tensor rows, int axis) {
            Tensor one = Tensor.ones(rows.shape().with(axis, 1), rows.dtype());
            Tensor products = rows.narrow(axis, 0, rows.size(axis) - 1).cumprod(axis);
            return Tensor.cat(axis, one, products);
        }
    }

    /** The variance. */
    record VarianceOp(ReducedAxes axes, double correction) implements ReduceOp, FusedOp {
        @Override
        public void run(Operand x, Operand out, int... over) {
            Reduction.variance(x, out, correction, over);
        }

        @Override
        public Tensor gradient(Call call, Tensor upstream) {
            Tensor deviation = axes.deviation(call.input(0));
            double divisor = Math.max(axes.count() - correction, 0);
            return axes.keep(upstream).mul(2 / divisor).mul(deviation);
        }

        @Override
        public Tensor composed(Tensor... inputs) {
            Tensor squares = axes.deviation(inputs[0]).square().sum(axes.array());
            return squares.div(Math.max(axes.count() - correction, 0)).reshape(axes.shape().dims());
        }
    }

    /** The standard deviation; its gradient is 0 where it is 0. */
    record DeviationOp(ReducedAxes axes, double correction) implements ReduceOp, FusedOp {
        static final Formula SLOPE =
                Formula.of(binary((up, std) -> select(std.eq(0), 0, up.div(std))));

        @Override
        public void run(Operand x, Operand out, int... over) {
            Reduction.standardDeviation(x, out, correction, over);
        }

        @Override
        public Tensor gradient(Call call, Tensor upstream) {
            Tensor deviation = axes.deviation(call.input(0));
            double divisor = Math.max(axes.count() - correction, 0);
            Tensor slope = SLOPE.apply(upstream, call.output(0)).div(divisor);
            return axes.keep(slope).mul(deviation);
        }

        @Override
        public Tensor composed(Tensor... inputs) {
            Tensor variance = new VarianceOp(axes, correction).composed(inputs);
            Tensor isZero = variance.eq(0);
            return variance.maskedFill(isZero, 1).sqrt().maskedFill(isZero, 0);
        }
    }

    /** The maximum or the minimum. */
    record ExtremeOp(ReducedAxes axes, boolean isLargest) implements ReduceOp {
        @Override
        public DType resultType(DType of) {
            return of.isFloating() ? of.computeType() : of;
        }

        @Override
        public void run(Operand x, Operand out, int... over) {
            if (isLargest) {
                Reduction.max(x, out, over);
            } else {
                Reduction.min(x, out, over);
            }
        }

        @Override
        public Tensor gradient(Call call, Tensor upstream) {
            Tensor isChosen = call.input(0).eq(axes.keep(call.output(0)));
            Tensor share = axes.keep(upstream).div(isChosen.sum(axes.array(), true));
            return Tensor.where(isChosen, share, 0);
        }
    }

    /** The vector norm of some order; its gradient is 0 where it is not defined. */
    record VectorNormOp(ReducedAxes axes, double p) implements ReduceOp {
        private static final Formula DIRECTION =
                Formula.of(ternary((x, up, norm) -> select(norm.eq(0), 0, x.mul(up.div(norm)))));
        private static final Formula POWER =
                Formula.of(
                        ternary((x, up, norm) ->
                                select(
                                        x.eq(0),
                                        0,
                                        x.abs().div(norm).pow(scalar(0)).mul(x.sign()).mul(up))));

        @Override
        public void run(Operand x, Operand out, int... over) {
            Reduction.norm(x, out, p, over);
        }

        @Override
        public Tensor gradient(Call call, Tensor upstream) {
            Tensor values = call.input(0);
            Tensor up = axes.keep(upstream);
            if (p == 0) {
                return values.mul(0);
            }
            if (p == 1) {
                return values.sign().mul(up);
            }
            Tensor norm = axes.keep(call.output(0));
            if (Double.isInfinite(p)) {
                Tensor isChosen = values.abs().eq(norm);
                Tensor share = up.div(isChosen.sum(axes.array(), true));
                return Tensor.where(isChosen, values.sign().mul(share), 0);
            }
            return p == 2
                    ? DIRECTION.apply(values, up, norm)
                    : POWER.apply(new double[] {p - 1}, values, up, norm);
        }
    }

    /** The logarithm of the sum of exponentials. */
    record LogSumExpOp(ReducedAxes axes) implements ReduceOp, FusedOp {
        /**
         * The number that {@link Reduction#logSumExp} subtracts: the maximum if it is finite, 0
         * otherwise.
         */
        private static final Formula FINITE =
                Formula.of(unary(x -> select(x.abs().lt(Double.POSITIVE_INFINITY), x, 0)));

        private static final Formula SHIFTED_EXP = Formula.of(binary((x, top) -> x.sub(top).exp()));
        private static final Formula SHARE =
                Formula.of(ternary((e, up, sum) -> select(sum.eq(0), 0, e.mul(up.div(sum)))));

        @Override
        public void run(Operand x, Operand out, int... over) {
            Initialization.LOG_SUM_EXP.ensure();
            Reduction.logSumExp(x, out, over);
        }

        /**
         * A softmax of the input, because {@code e^(x - y)} would magnify the rounding error of y.
         */
        @Override
        public Tensor gradient(Call call, Tensor upstream) {
            Tensor values = call.input(0);
            if (values.numel() == 0) {
                return values.mul(0);
            }
            int[] over = axes.array();
            // A constant, since the result does not depend on it.
            Tensor largest = FINITE.apply(values.detach().max(over, true));
            Tensor exp = SHIFTED_EXP.apply(values, largest);
            return SHARE.apply(exp, axes.keep(upstream), exp.sum(over, true));
        }

        @Override
        public Tensor composed(Tensor... inputs) {
            int[] over = axes.array();
            Tensor largest = FINITE.apply(inputs[0].detach().max(over, true));
            Tensor sum = inputs[0].sub(largest).exp().sum(over, true);
            return sum.log().add(largest).reshape(axes.shape().dims());
        }
    }
}
