package dev.gatun.tensor.tape;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.op.move.Copies;
import org.jspecify.annotations.Nullable;

/**
 * The sum of the gradients of a leaf, in the scope of the leaf. Several threads may add to the sum
 * of one leaf; each addition is atomic.
 */
public final class Accumulator {
    private final Tensor leaf;
    private @Nullable Tensor sum;

    /** Whether the next gradient overwrites the sum. */
    private boolean isEmpty = true;

    Accumulator(Tensor leaf) {
        this.leaf = leaf;
    }

    /** The sum, or null if there is none. */
    public synchronized @Nullable Tensor sum() {
        return isEmpty ? null : sum;
    }

    /** Clears the sum; its memory is used for the next one. */
    public synchronized void clear() {
        isEmpty = true;
    }

    /**
     * Allocates the memory of the sum, so that {@link #add} does not fail after some of several
     * leaves.
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
