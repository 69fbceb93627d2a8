package dev.gatun.tensor.op.window;

import dev.gatun.kernel.window.MaxPooling;
import dev.gatun.kernel.window.VolumeWindows;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.ValuesAndIndices;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.BuiltIn;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The largest elements of windows over the last axes, and their indices in what these axes hold,
 * counted row by row.
 *
 * @param name the name of the method
 * @param results how many windows there are along each of these axes
 * @param windows of each volume that the last axes hold, by its number; those of a row or an image
 *     are of depth 1
 */
public record MaxPoolOp(String name, Shape results, LongFunction<VolumeWindows> windows)
        implements BuiltIn {
    /** With the same windows for each. */
    static MaxPoolOp of(String name, ImageWindows windows) {
        long columns = windows.columns().count();
        Shape results =
                windows.isFlat() ? Shape.of(columns) : Shape.of(windows.rows().count(), columns);
        VolumeWindows all = VolumeWindows.of(windows.rows(), windows.columns());
        return new MaxPoolOp(name, results, _ -> all);
    }

    ValuesAndIndices both(Tensor x) {
        List<Tensor> both = applyAll(x);
        return new ValuesAndIndices(both.get(0), both.get(1));
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor x = inputs[0].contiguous();
        int lead = x.rank() - results.rank();
        long[] dims = x.shape().dims();
        long count = Arrays.stream(dims, 0, lead).reduce(1, (a, b) -> a * b);
        System.arraycopy(results.dims(), 0, dims, lead, results.rank());
        Shape shape = Shape.of(dims);
        Tensor values = Internals.unwritten(shape, x.dtype());
        Tensor indices = Internals.unwritten(shape, DType.I64);
        try (Hold _ = Hold.on(x, values, indices)) {
            MaxPooling.run(
                    count,
                    Internals.operand(x),
                    windows,
                    Internals.operand(values),
                    Internals.operand(indices));
        }
        return new Tensor[] {values, indices};
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Shape images = call.inputShape(0);
        int lead = images.rank() - results.rank();
        Tensor up = upstream[0].flatten(lead, -1);
        Tensor zeros = Creation.full(images, 0, up.dtype()).flatten(lead, -1);
        Tensor gradient = zeros.scatterAdd(-1, call.output(1).flatten(lead, -1), up);
        return new Tensor[] {gradient.reshape(images.dims())};
    }
}
