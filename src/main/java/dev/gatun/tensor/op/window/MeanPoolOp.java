package dev.gatun.tensor.op.window;

import dev.gatun.kernel.window.MeanPooling;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.SingleOp;

/**
 * The means of windows or, transposed, their gradient, which is linear too.
 *
 * @param name the name of the method
 */
public record MeanPoolOp(String name, ImageWindows windows, boolean isTransposed)
        implements SingleOp {
    @Override
    public Tensor forward(Tensor x) {
        Shape shape = isTransposed ? windows.images(x.shape()) : windows.results(x.shape());
        return Creation.computed(
                shape,
                x.dtype(),
                (to, from) -> {
                    if (isTransposed) {
                        MeanPooling.meanGradient(from[0], windows.rows(), windows.columns(), to);
                    } else {
                        MeanPooling.mean(from[0], windows.rows(), windows.columns(), to);
                    }
                },
                x.contiguous());
    }

    @Override
    public Tensor backward(Call call, Tensor upstream) {
        return new MeanPoolOp(name, windows, !isTransposed).apply(upstream);
    }
}
