package dev.gatun.tensor.op;

import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.row.Softmax;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.tape.SingleOp;
import dev.gatun.tensor.tape.Tape;

/**
 * Softmax along an axis counted from the front, or its logarithm.
 *
 * <p>The gradient is one pass over rows; where it is itself recorded, to be differentiated again,
 * it is composed of other operations.
 */
public record SoftmaxOp(int axis, boolean isLog) implements SingleOp {
    public static Tensor of(Tensor x, int axis, boolean isLog) {
        String name = isLog ? "logSoftmax" : "softmax";
        SoftmaxOp op = new SoftmaxOp(ShapeRules.rowAxis(name, x.shape(), axis), isLog);
        return x.rank() > 0 ? op.apply(x) : op.apply(x.reshape(1)).reshape();
    }

    @Override
    public Tensor forward(Tensor x) {
        DType dtype = x.dtype().computeType();
        Tensor in = x.dtype().isFloating() ? x : Copies.convert(x, dtype);
        try (Hold _ = Hold.on(in)) {
            return Creation.filled(
                    in.shape(),
                    dtype,
                    to -> {
                        if (isLog) {
                            Softmax.logSoftmax(rows(Internals.operand(in)), rows(to));
                        } else {
                            Softmax.softmax(rows(Internals.operand(in)), rows(to));
                        }
                    });
        }
    }

    /** As kernels take it: along the last axis. */
    private Operand rows(Operand operand) {
        Layout layout = operand.layout();
        return new Operand(
                operand.storage(), layout.transpose(axis, layout.rank() - 1), operand.dtype());
    }

    @Override
    public String name() {
        return isLog ? "logSoftmax" : "softmax";
    }

    @Override
    public Tensor backward(Call call, Tensor upstream) {
        Tensor y = call.output(0);
        Tensor gradient = Tape.isWanted(y, upstream) ? composed(y, upstream) : fused(y, upstream);
        return gradient.to(call.inputDType(0));
    }

    private Tensor composed(Tensor y, Tensor upstream) {
        return isLog
                ? upstream.sub(y.exp().mul(upstream.sum(axis, true)))
                : y.mul(upstream.sub(y.mul(upstream).sum(axis, true)));
    }

    private Tensor fused(Tensor y, Tensor upstream) {
        try (Hold _ = Hold.on(y, upstream)) {
            return Creation.filled(
                    y.shape(),
                    y.dtype(),
                    to -> {
                        Operand result = rows(Internals.operand(y));
                        Operand gradient = rows(Internals.operand(upstream));
                        if (isLog) {
                            Softmax.logSoftmaxBackward(result, gradient, rows(to));
                        } else {
                            Softmax.softmaxBackward(result, gradient, rows(to));
                        }
                    });
        }
    }
}
