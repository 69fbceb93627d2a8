package dev.gatun.tensor.tape;

import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import org.jspecify.annotations.Nullable;

/** An operation of the library with one input and one output, which takes no arrays. */
public interface SingleOp extends BuiltIn {
    /** {@link #forward(Call, Tensor...)}; what a gradient needs is the input or the output. */
    Tensor forward(Tensor x);

    /** {@link #backward(Call, Tensor...)}. */
    Tensor backward(Call call, Tensor upstream);

    /** {@link #apply(Tensor...)}. */
    default Tensor apply(Tensor x) {
        return Internals.node(x) == null ? forward(x) : Tape.call(this, x)[0];
    }

    @Override
    default Tensor[] forward(Call call, Tensor... inputs) {
        return new Tensor[] {forward(inputs[0])};
    }

    @Override
    default @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        return new Tensor[] {backward(call, upstream[0])};
    }
}
