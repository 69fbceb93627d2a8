package dev.gatun.tensor.op.move;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.BuiltIn;
import dev.gatun.tensor.tape.Tape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive views along an axis that together are the whole. Recorded as one call, so that its
 * gradient is written once, part beside part, and not once for each part with zeros elsewhere.
 *
 * @param name of the method
 * @param axis counted from the front
 * @param sizes of the parts along the axis; their sum is the axis's size
 */
@SuppressWarnings("ArrayRecordComponent") // never written
record SplitOp(String name, int axis, long... sizes) implements BuiltIn {
    /** The most results of a recorded call; an index of a result is a short. */
    private static final int MOST = 1 << 10;

    List<Tensor> parts(Tensor x) {
        if (Internals.node(x) == null) {
            return List.of(views(x));
        }
        return sizes.length <= MOST ? List.of(Tape.call(this, x)) : slices(x);
    }

    private List<Tensor> slices(Tensor x) {
        List<Tensor> slices = new ArrayList<>(sizes.length);
        long start = 0;
        for (long size : sizes) {
            slices.add(x.narrow(axis, start, size));
            start += size;
        }
        return slices;
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        return views(inputs[0]);
    }

    private Tensor[] views(Tensor x) {
        Tensor[] views = new Tensor[sizes.length];
        long start = 0;
        for (int i = 0; i < views.length; i++) {
            views[i] = Internals.view(x, x.layout().narrow(axis, start, sizes[i]));
            start += sizes[i];
        }
        return views;
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor[] parts = new Tensor[sizes.length];
        for (int i = 0; i < parts.length; i++) {
            Tensor part = upstream[i];
            parts[i] = part == null ? zeros(call.outputShape(i), call.inputDType(0)) : part;
        }
        return new Tensor[] {CatOp.of(name, axis, parts)};
    }

    /** A single number, expanded: of a part that was not used. */
    private static Tensor zeros(Shape shape, DType dtype) {
        long[] ones = new long[shape.rank()];
        Arrays.fill(ones, 1);
        return Creation.full(Shape.of(ones), 0, dtype).expand(shape.dims());
    }
}
