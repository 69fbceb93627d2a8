package dev.gatun.tensor;

import dev.gatun.kernel.fill.RandomStream;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.tape.Node;
import org.jspecify.annotations.Nullable;

/** Gives the other packages of tensors what is closed here. */
final class TensorAccess implements Internals.Access {
    @Override
    public Tensor of(Storage storage, Layout layout, DType dtype) {
        return new Tensor(storage, layout, dtype);
    }

    @Override
    public Storage storage(Tensor x) {
        return x.storage;
    }

    @Override
    public @Nullable Node node(Tensor x) {
        return x.node;
    }

    @Override
    public int outputIndex(Tensor x) {
        return x.outputIndex;
    }

    @Override
    public void setNode(Tensor x, @Nullable Node node, int outputIndex) {
        x.node = node;
        x.outputIndex = (short) outputIndex;
    }

    @Override
    public boolean isShared(Tensor x) {
        return x.isShared;
    }

    @Override
    public Tensor view(Tensor x, Layout layout) {
        return x.view(layout);
    }

    @Override
    public void add(Tensor sum, Tensor gradient) {
        Writes.add(sum, gradient);
    }

    @Override
    public RandomStream draw(Generator generator) {
        return generator.draw();
    }

    @Override
    public RandomStream next(Generator generator) {
        return generator.next();
    }
}
