package dev.gatun.tensor.op.reduce;

import static dev.gatun.expr.Expr.binary;
import static dev.gatun.expr.Expr.select;

import dev.gatun.kernel.reduce.Scan;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;

/**
 * Logarithms of running sums of exponentials.
 *
 * @param axis counted from the front
 */
public record LogCumSumExpOp(int axis) implements ScanOp {
    /** e^(x - y), for the exponent of a share: 0 of nothing, though nothing is there to share. */
    private static final Formula SHARE =
            Formula.of(binary((x, y) -> select(x.eq(Double.NEGATIVE_INFINITY), 0, x.sub(y).exp())));

    public static Tensor of(Tensor x, int axis) {
        Checks.floating("logCumSumExp", x);
        return ScanOp.apply("logCumSumExp", LogCumSumExpOp::new, x, axis);
    }

    @Override
    public Scan scan() {
        return Scan.LOG_SUM_EXP;
    }

    @Override
    public String name() {
        return "logCumSumExp";
    }

    /**
     * Element i has the share e^(x(i) - y(k)) of y(k) for k from i on. That is e^(x(i) - y(i))
     * times s(i), where s(k) = u(k) + e^(y(k) - y(k + 1)) s(k + 1) and u is the gradient of y: no
     * exponent is positive.
     */
    @Override
    public Tensor backward(Call call, Tensor upstream) {
        Tensor x = call.input(0).to(upstream.dtype());
        long n = x.size(axis);
        if (n == 0) {
            return upstream.to(call.inputDType(0));
        }
        Tensor y = call.output(0);
        Tensor ratio = SHARE.apply(y.narrow(axis, 0, n - 1), y.narrow(axis, 1, n - 1));
        Tensor sums = ScanOp.recurrence(ratio, upstream, axis);
        return SHARE.apply(x, y).mul(sums).to(call.inputDType(0));
    }
}
