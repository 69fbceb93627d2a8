package dev.gatun.tensor.op.row;

import dev.gatun.kernel.Initialization;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.row.Softmax;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.op.move.Copies;
import dev.gatun.tensor.tape.FusedOp;
import dev.gatun.tensor.tape.SingleOp;
import dev.gatun.tensor.tape.Tape;

/**
 * Softmax along an axis counted from the front, or its logarithm.
 *
 * <p>The gradient is one pass over rows; if it is recorded itself, to be differentiated again, it
 * is composed of other operations.
 */
public record SoftmaxOp(int axis, boolean isLog) implements SingleOp, FusedOp {
    public static Tensor of(Tensor x, int axis, boolean isLog) {
        String name = isLog ? "logSoftmax" : "softmax";
        SoftmaxOp op = new SoftmaxOp(ShapeRules.rowAxis(name, x.shape(), axis), isLog);
        return x.rank() > 0 ? op.apply(x) : op.apply(x.reshape(1)).reshape();
    }

    @Override
    public Tensor forward(Tensor x) {
        Initialization.SOFTMAX.ensure();
        DType dtype = x.dtype().computeType();
        Tensor in = x.dtype().isFloating() ? x : Copies.convert(x, dtype);
        Creation.Kernel kernel =
                isLog
                        ? (to, from) -> Softmax.logSoftmax(rows(from[0]), rows(to))
                        : (to, from) -> Softmax.softmax(rows(from[0]), rows(to));
        return Creation.computed(in.shape(), dtype, kernel, in);
    }

    /** The operand with the axis moved to the end, as kernels take it. */
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
        Tensor gradient = Tape.isWanted(y, upstream) ? recorded(y, upstream) : fused(y, upstream);
        return gradient.to(call.inputDType(0));
    }

    private Tensor recorded(Tensor y, Tensor upstream) {
        return isLog
                ? upstream.sub(y.exp().mul(upstream.sum(axis, true)))
                : y.mul(upstream.sub(y.mul(upstream).sum(axis, true)));
    }

    @Override
    public Tensor composed(Tensor... inputs) {
        Tensor shifted = inputs[0].sub(inputs[0].detach().max(axis, true));
        Tensor sum = shifted.exp().sum(axis, true);
        return isLog ? shifted.sub(sum.log()) : shifted.exp().div(sum);
    }

    private Tensor fused(Tensor y, Tensor upstream) {
        Creation.Kernel kernel =
                isLog
                        ? (to, of) -> Softmax.logSoftmaxBackward(rows(of[0]), rows(of[1]), rows(to))
                        : (to, of) -> Softmax.softmaxBackward(rows(of[0]), rows(of[1]), rows(to));
        return Creation.computed(y.shape(), y.dtype(), kernel, y, upstream);
    }
}
