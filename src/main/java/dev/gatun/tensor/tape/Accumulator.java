package dev.gatun.tensor.tape;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.op.Copies;
import org.jspecify.annotations.Nullable;

/**
 * Sums a leaf's gradients, in memory that lives as long as the leaf's. Several threads may train
 * one leaf: each sum is added as a whole.
 */
public final class Accumulator {
    private final Tensor leaf;
    private @Nullable Tensor sum;

    /** Whether the next gradient overwrites what lies in the sum. */
    private boolean isEmpty = true;

    Accumulator(Tensor leaf) {
        this.leaf = leaf;
    }

    /** The sum, or null if there is none. */
    public synchronized @Nullable Tensor sum() {
        return isEmpty ? null : sum;
    }

    /** Forgets the sum; its memory serves the next one. */
    public synchronized void clear() {
        isEmpty = true;
    }

    /**
     * Makes sure of the memory, so that {@link #add} cannot fail halfway through several leaves.
     *
     * @throws IllegalStateException if the leaf's scope is closed or another thread's
     */
    synchronized Tensor reserved() {
        if (!Internals.storage(leaf).isLive()) {
            throw new IllegalStateException(
                    "backward: the gradient of the leaf %s has no place, for %s is closed; %s"
                            .formatted(leaf.describe(), leaf.scope(), Node.WAYS_OUT));
        }
        Tensor known = sum;
        if (known == null) {
            Scope home = leaf.scope();
            known =
                    Internals.unwritten(
                            home.takesBuffers() ? home : Scope.automatic(),
                            leaf.shape(),
                            leaf.dtype());
            sum = known;
        }
        return known;
    }

    /** Adds a gradient of the leaf's shape and dtype. */
    synchronized void add(Tensor gradient) {
        Tensor to = reserved();
        if (isEmpty) {
            Copies.write(gradient, to);
            Internals.storage(to).overwritten();
            isEmpty = false;
        } else {
            Internals.add(to, gradient);
        }
    }
}
