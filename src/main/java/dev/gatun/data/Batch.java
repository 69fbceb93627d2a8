package dev.gatun.data;

import dev.gatun.checks.Nulls;
import dev.gatun.memory.Keepable;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import java.util.List;

/**
 * Some examples: a tensor for each of their parts, whose first axis counts the examples.
 *
 * @param tensors inputs first, then targets, if there are any
 */
public record Batch(List<Tensor> tensors) implements Keepable<Batch> {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public Batch {
        tensors = Nulls.copy("Batch", "tensors", "tensor", tensors);
        if (tensors.isEmpty()) {
            throw new IllegalArgumentException("Batch: there are no tensors");
        }
    }

    /** The inputs: the first tensor. */
    public Tensor x() {
        return tensors.getFirst();
    }

    /**
     * The targets: the second tensor.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public Tensor y() {
        return tensors.get(1);
    }

    @Override
    public Batch copyTo(Scope target) {
        Nulls.refuse("copyTo", "target", target);
        return new Batch(tensors.stream().map(each -> each.copyTo(target)).toList());
    }
}
