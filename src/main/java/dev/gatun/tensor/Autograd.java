package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.TensorRefusals;
import dev.gatun.tensor.tape.Accumulator;
import dev.gatun.tensor.tape.Backprop;
import dev.gatun.tensor.tape.Node;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Methods of {@link Tensor} for gradients.
 *
 * {@snippet :
 * Tensor w = Tensor.of(2.0, 1.0).requiresGrad_(true); // a leaf
 * try (Scope step = Scope.open("step")) {
 *     w.square().mul(3).select(0, 0).backward();      // 3 w0^2
 *     System.out.println(w.grad());                   // [12. 0.] [2] float64
 * }
 * }
 *
 * <p>A tensor that {@linkplain #requiresGrad_ requires} a gradient is a <em>leaf</em>. What is
 * computed from it is recorded, and {@link #backward()} adds to the {@link #grad()} of each leaf.
 * That gradient is in the leaf's own scope, and each backward adds to it until {@link #zeroGrad()};
 * what is recorded is in the scope of the results, that of a step.
 *
 * <p>{@link Gradients} has the functions that are not methods of one tensor: gradients as results,
 * which can be differentiated again, code that is not recorded, checkpoints, and the detection of
 * NaN.
 *
 * <p>A computation is recorded and differentiated by one thread at a time. Leaves in a {@linkplain
 * Scope#shared shared scope} may be used by many threads, whose gradients are added.
 */
public sealed interface Autograd permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** Whether this tensor is a leaf that requires a gradient, or was computed from one. */
    default boolean requiresGrad() {
        return self().followed() != null;
    }

    /**
     * Makes this tensor a leaf whose gradients are summed, or a tensor without a gradient.
     *
     * @return this tensor
     * @throws IllegalArgumentException if its type is not a floating-point type
     * @throws IllegalStateException if it was computed from a leaf; use {@link #detach()} first
     */
    default Tensor requiresGrad_(boolean isWanted) {
        Tensor self = self();
        if (!isLeaf()) {
            if (!isWanted) {
                throw TensorRefusals.state(
                        "requiresGrad_",
                        self,
                        "was computed from tensors that require a gradient; detach() it");
            }
            return self;
        }
        if (isWanted) {
            Checks.floating("requiresGrad_", self.dtype);
        }
        if (isWanted != requiresGrad()) {
            self.node = isWanted ? Node.leaf(self) : null;
        }
        return self;
    }

    /** Whether this tensor was not computed from a tensor that requires a gradient. */
    default boolean isLeaf() {
        Node node = self().followed();
        return node == null || node.isLeaf();
    }

    /**
     * The sum of the gradients of every {@link #backward()} since the last {@link #zeroGrad()};
     * null if there was none. It has this tensor's shape and dtype and is in its scope; later
     * backwards write to the same memory, so {@link Tensor#copy() copy} it to keep it.
     *
     * @throws IllegalStateException if it was computed from a leaf: only leaves keep gradients;
     *     {@link Gradients#of} returns those of any tensor
     */
    default @Nullable Tensor grad() {
        Accumulator accumulator = accumulator("grad");
        return accumulator == null ? null : accumulator.sum();
    }

    /**
     * Clears the gradient: the next backward overwrites it. Takes no time.
     *
     * @throws IllegalStateException if it was computed from a leaf
     */
    default void zeroGrad() {
        Accumulator accumulator = accumulator("zeroGrad");
        if (accumulator != null) {
            accumulator.clear();
        }
    }

    private @Nullable Accumulator accumulator(String op) {
        if (!isLeaf()) {
            throw TensorRefusals.state(
                    op,
                    self(),
                    "was computed from tensors that require a gradient, and only those keep one;"
                            + " Gradients.of gives that of any tensor");
        }
        Node node = self().followed();
        return node == null ? null : node.accumulator;
    }

    /**
     * Adds the gradients of this tensor, which has one element, to the leaves it was computed from.
     *
     * <p>The recorded computation is then released, so that it cannot be differentiated again,
     * neither by a second backward nor by that of another result that shares a part of it. {@link
     * #backward(Tensor, boolean)} can retain it. If a part of it fails, nothing is added to any
     * leaf.
     *
     * @throws dev.gatun.shape.ShapeException if it has not exactly one element
     * @throws IllegalStateException if it requires no gradient (the message names the operation
     *     without a gradient, if that is the reason); if the computation was released, a tensor
     *     that a gradient needs was overwritten since, or the scope of one is closed
     */
    default void backward() {
        try (Scope _ = Scope.open("backward")) {
            Node.asked("backward", self());
            Backprop.toLeaves(self(), Gradients.one(self()), false);
        }
    }

    /**
     * Adds the gradients of {@code (this * seed).sum()} to the leaves it was computed from, and
     * releases the computation, as {@link #backward()} does.
     *
     * @param seed of this tensor's shape and dtype
     * @throws dev.gatun.shape.ShapeException if shapes differ
     * @throws IllegalArgumentException if dtypes differ
     * @throws IllegalStateException as for {@link #backward()}
     */
    default void backward(Tensor seed) {
        backward(seed, false);
    }

    /**
     * Adds the gradients of {@code (this * seed).sum()} to the leaves it was computed from.
     *
     * @param seed of this tensor's shape and dtype
     * @param retainGraph whether the computation is retained, to be differentiated again
     * @throws dev.gatun.shape.ShapeException if shapes differ
     * @throws IllegalArgumentException if dtypes differ
     * @throws IllegalStateException as for {@link #backward()}
     */
    default void backward(Tensor seed, boolean retainGraph) {
        Nulls.refuse("backward", "seed", seed);
        Node.asked("backward", self());
        Gradients.checkSeed("backward", self(), seed);
        try (Scope _ = Scope.open("backward")) {
            Backprop.toLeaves(self(), seed, retainGraph);
        }
    }

    /** A tensor over the same memory that is not recorded; no gradient passes through it. */
    default Tensor detach() {
        return self().view(self().layout);
    }

    /**
     * The recorded computation of this tensor, to be drawn.
     *
     * @throws IllegalStateException if it requires no gradient, or a backward has released it
     */
    default Graph graph() {
        return graph(Map.of());
    }

    /**
     * The recorded computation of this tensor, to be drawn with names for some tensors.
     *
     * @param names of leaves, inputs or results
     * @throws IllegalStateException if it requires no gradient, or a backward has released it
     */
    default Graph graph(Map<String, Tensor> names) {
        Map<String, Tensor> own = Nulls.copy("graph", "names", "tensor", names);
        return Graph.of(Node.asked("graph", self()), own);
    }
}
