package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.memory.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A block of code that keeps nothing but what goes in and what comes out, and is run again for its
 * gradient (Chen, Xu, Zhang, Guestrin: Training Deep Nets with Sublinear Memory Cost, 2016).
 *
 * <p>The recorded inputs are not those of the block but all tensors with a gradient that the block
 * turned out to use: the edge between what it recorded and what was recorded before. The block's
 * own record is thrown away with its memory.
 *
 * @param block the code
 * @param inputs what it is called with
 * @param dice where the standard generator stood
 */
@SuppressWarnings("ArrayRecordComponent") // never written
record Checkpoint(Function<Tensor[], Tensor> block, Tensor[] inputs, Generator.State dice)
        implements Op {
    /**
     * How many may be nested in each other: each level takes the stack of its block, in the
     * backward twice, and a block n levels deep is computed n times again. Halving a computation
     * again and again takes a dozen levels.
     */
    static final int MOST_NESTED = 200;

    static Tensor apply(Function<Tensor[], Tensor> block, Tensor... inputs) {
        Tensor[] given = Checks.copy("checkpoint", "inputs", inputs);
        Tape tape = Tape.current();
        tape.enterCheckpoint();
        try {
            return run(block, tape, given);
        } finally {
            tape.leaveCheckpoint();
        }
    }

    private static Tensor run(Function<Tensor[], Tensor> block, Tape tape, Tensor... given) {
        int start = tape.numbers();
        Generator.State dice = Generator.standard().state();
        try (Scope scratch = Scope.open("checkpoint")) {
            Tensor inner = result(block.apply(given.clone()));
            Tensor result = Copies.copyTo(inner, scratch.outer()); // recorded below, as a whole
            Node made = inner.followed();
            if (made == null) {
                result.node = inner.node;
                return result;
            }
            Tensor[] edge = edge(made, tape, start);
            return Tape.record(new Checkpoint(block, given, dice), result, edge);
        }
    }

    private static Tensor result(Tensor ofBlock) {
        return Nulls.refuse("checkpoint", "the result of the block", ofBlock);
    }

    /** What the block used of what had been recorded before. */
    private static Tensor[] edge(Node result, Tape tape, int start) {
        List<Tensor> edge = new ArrayList<>();
        for (Node node : Walk.order(result, behind -> behind.isSince(tape, start))) {
            if (!node.isSince(tape, start)) {
                Tensor tensor = node.output();
                if (tensor.node != node) {
                    throw new IllegalStateException(
                            "checkpoint: the block writes in place to "
                                    + tensor.describe()
                                    + ", which it did not make");
                }
                edge.add(tensor);
            }
        }
        return edge.toArray(Tensor[]::new);
    }

    @Override
    public String name() {
        return "checkpoint";
    }

    @Override
    public @Nullable Tensor[] backward(Node node, Tensor upstream) {
        if (Tape.isOn()) {
            return gradients(node, upstream);
        }
        try (Scope scratch = Scope.open("checkpoint")) {
            @Nullable Tensor[] gradients = gradients(node, upstream);
            for (int i = 0; i < gradients.length; i++) {
                Tensor gradient = gradients[i];
                gradients[i] = gradient == null ? null : Copies.copyTo(gradient, scratch.outer());
            }
            return gradients;
        }
    }

    private @Nullable Tensor[] gradients(Node node, Tensor upstream) {
        List<Node> edge = new ArrayList<>();
        for (int i = 0; i < node.arity(); i++) {
            Node parent = node.savedInput(i).node;
            if (parent != null) {
                edge.add(parent);
            }
        }
        Tensor result = again();
        Node made = result.followed();
        return made == null ? new Tensor[node.arity()] : Walk.toEdge(made, upstream, edge);
    }

    /** Runs the block as the first time, recording. */
    private Tensor again() {
        Generator.State now = Generator.standard().state();
        Generator.standard().restore(dice);
        boolean was = Tape.turn(true);
        try {
            return result(block.apply(inputs.clone()));
        } finally {
            Tape.turn(was);
            Generator.standard().restore(now);
        }
    }
}
