package dev.gatun.tensor.op.window;

import dev.gatun.kernel.window.Pooling;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.BuiltIn;
import org.jspecify.annotations.Nullable;

/**
 * The largest elements of windows, and their indices in an image, counted row by row.
 *
 * @param name the name of the method
 */
public record MaxPoolOp(String name, ImageWindows windows) implements BuiltIn {
    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor x = inputs[0].contiguous();
        Shape shape = windows.results(x.shape());
        Tensor values = Internals.unwritten(shape, x.dtype());
        Tensor indices = Internals.unwritten(shape, DType.I64);
        try (Hold _ = Hold.on(x, values, indices)) {
            Pooling.max(
                    Internals.operand(x),
                    windows.rows(),
                    windows.columns(),
                    Internals.operand(values),
                    Internals.operand(indices));
        }
        return new Tensor[] {values, indices};
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Shape images = call.inputShape(0);
        int lead = windows.isFlat() ? images.rank() - 1 : images.rank() - 2;
        Tensor up = upstream[0].flatten(lead, -1);
        Tensor zeros = Creation.full(images, 0, up.dtype()).flatten(lead, -1);
        Tensor gradient = zeros.scatterAdd(-1, call.output(1).flatten(lead, -1), up);
        return new Tensor[] {gradient.reshape(images.dims())};
    }
}
