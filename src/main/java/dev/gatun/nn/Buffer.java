package dev.gatun.nn;

import dev.gatun.checks.Nulls;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;

/**
 * A tensor that a module holds, such as a running mean: part of its state, not trained. One that is
 * trained is a {@link Parameter}.
 *
 * <p>A module's field is of this type and not a {@link Tensor}, because {@link Module#to} puts a
 * tensor of another type in its place.
 */
public sealed class Buffer permits Parameter {
    private Tensor tensor;
    private final boolean isSaved;

    Buffer(Tensor tensor, boolean isSaved) {
        this.tensor = tensor;
        this.isSaved = isSaved;
    }

    /** The tensor; another one after {@link Module#to}. */
    public final Tensor tensor() {
        return tensor;
    }

    /**
     * The tensor for a product with another: in F32 where it is stored in 16 bits and the other is
     * of F32, as the results of layers are.
     */
    public final Tensor matching(Tensor other) {
        DType dtype = tensor.dtype();
        return Nulls.refuse("matching", "other", other).dtype() == dtype.computeType()
                ? tensor.to(dtype.computeType())
                : tensor;
    }

    /** Whether {@link Module#stateDict()} has it. */
    public final boolean isSaved() {
        return isSaved;
    }

    /** Converts in the scope of the tensor, whose memory is freed. */
    void to(DType dtype) {
        Tensor before = tensor;
        if (before.dtype() == dtype) {
            return;
        }
        try (GradientMode _ = Gradients.noGrad();
                Scope _ = Scope.open("to")) {
            tensor = before.to(dtype).copyTo(before.scope());
        }
        tensor.requiresGrad_(before.requiresGrad());
        before.free();
    }

    /** Copies the elements of another tensor of this shape. */
    final void copyFrom(Tensor source) {
        try (GradientMode _ = Gradients.noGrad()) {
            tensor.copy_(source);
        }
    }
}
