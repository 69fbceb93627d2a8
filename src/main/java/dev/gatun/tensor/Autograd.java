package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.internal.Checks;
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
 * computed from it is recorded until {@link #backward()} walks back through it and adds to each
 * leaf's {@link #grad()}. That gradient lives in the leaf's own scope and grows with each backward
 * until {@link #zeroGrad()}; what is recorded lives where the results do, in the scope of a step.
 *
 * <p>{@link Gradients} has what is not a method of one tensor: gradients that leave leaves alone
 * and can be differentiated again, code that is not recorded, checkpoints, and the search for NaN.
 *
 * <p>A computation is recorded, and walked, by one thread at a time. Leaves in a {@linkplain
 * Scope#shared shared scope} may be used by many, and their gradients add up.
 */
public sealed interface Autograd permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** Whether a gradient is wanted for it, or for something it was computed from. */
    default boolean requiresGrad() {
        return self().followed() != null;
    }

    /**
     * Makes it a leaf that gradients are summed for, or no longer one.
     *
     * @return this tensor
     * @throws IllegalArgumentException if it holds integers
     * @throws IllegalStateException if it was computed from a leaf; {@link #detach()} gives a
     *     tensor that was not
     */
    default Tensor requiresGrad_(boolean isWanted) {
        Tensor self = self();
        if (!isLeaf()) {
            if (!isWanted) {
                throw new IllegalStateException(
                        "requiresGrad_: "
                                + self.describe()
                                + " was computed from tensors that require a gradient; detach()"
                                + " it");
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

    /** Whether it was not computed from anything that requires a gradient. */
    default boolean isLeaf() {
        Node node = self().followed();
        return node == null || node.isLeaf();
    }

    /**
     * The sum of the gradients of every {@link #backward()} since the last {@link #zeroGrad()};
     * null if there was none. It has this tensor's shape and dtype and lives in its scope; later
     * backwards write to the same memory, so {@link Tensor#copy() copy} what is to be kept.
     *
     * @throws IllegalStateException if it was computed from a leaf: only leaves keep gradients, and
     *     {@link Gradients#of} gives those of any tensor
     */
    default @Nullable Tensor grad() {
        Accumulator accumulator = accumulator("grad");
        return accumulator == null ? null : accumulator.sum();
    }

    /**
     * Forgets the gradient: the next backward writes instead of adding. Costs nothing.
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
            throw new IllegalStateException(
                    op
                            + ": "
                            + self().describe()
                            + " was computed from tensors that require a gradient, and only those"
                            + " keep one; Gradients.of gives that of any tensor");
        }
        Node node = self().followed();
        return node == null ? null : node.accumulator;
    }

    /**
     * Adds the gradients of this tensor, which has one element, to the leaves it was computed from.
     *
     * <p>The computation is then let go, and its parts cannot be walked again: not by a second
     * backward, and not by that of another result that shares some of it. {@link #backward(Tensor,
     * boolean)} can hold on to it. Nothing is added to any leaf if a part of it fails.
     *
     * @throws dev.gatun.shape.ShapeException if it has not exactly one element
     * @throws IllegalStateException if it requires no gradient, and by name of the operation if
     *     that is because one on the way has none; if it has been walked before, a tensor that a
     *     gradient needs was overwritten since, or the scope of one is closed
     */
    default void backward() {
        try (Scope _ = Scope.open("backward")) {
            Node.asked("backward", self());
            Backprop.toLeaves(self(), Gradients.one(self()), false);
        }
    }

    /**
     * Adds the gradients of {@code (this * seed).sum()} to the leaves it was computed from, and
     * lets the computation go, as {@link #backward()} does.
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
     * @param retainGraph whether the computation is kept, to be walked again
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

    /** The same memory as a tensor that was computed from nothing: gradients end before it. */
    default Tensor detach() {
        return self().view(self().layout);
    }

    /**
     * What is recorded about this tensor, to be drawn.
     *
     * @throws IllegalStateException if it requires no gradient, or a backward has let it go
     */
    default Graph graph() {
        return graph(Map.of());
    }

    /**
     * What is recorded about this tensor, to be drawn with names at some tensors.
     *
     * @param names of leaves, inputs or results
     * @throws IllegalStateException if it requires no gradient, or a backward has let it go
     */
    default Graph graph(Map<String, Tensor> names) {
        Map<String, Tensor> own = Nulls.copy("graph", "names", "tensor", names);
        return Graph.of(Node.asked("graph", self()), own);
    }
}
