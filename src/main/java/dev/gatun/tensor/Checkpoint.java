package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.kernel.fill.RandomStream;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.op.Copies;
import dev.gatun.tensor.tape.Backprop;
import dev.gatun.tensor.tape.Node;
import dev.gatun.tensor.tape.Op;
import dev.gatun.tensor.tape.RecordedDraws;
import dev.gatun.tensor.tape.Tape;
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
 * @param draws what the block drew from the standard generator
 */
@SuppressWarnings("ArrayRecordComponent") // never written
record Checkpoint(Function<Tensor[], Tensor> block, Tensor[] inputs, List<RandomStream> draws)
        implements Op {
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
        RecordedDraws draws = RecordedDraws.first(tape.draws());
        try (Scope scratch = Scope.open("checkpoint")) {
            Tensor inner = applied(block, draws, given);
            Tensor result = Copies.copyTo(inner, scratch.outer()); // recorded below, as a whole
            Node made = inner.followed();
            if (made == null) {
                result.node = inner.node;
                return result;
            }
            Tensor[] edge = edge(made, tape, start);
            return Tape.record(new Checkpoint(block, given, draws.made()), result, edge);
        }
    }

    /** What the block used of what had been recorded before. */
    private static Tensor[] edge(Node result, Tape tape, int start) {
        List<Tensor> edge = new ArrayList<>();
        for (Node node : Backprop.order(result, behind -> behind.isSince(tape, start))) {
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
        if (made == null || !result.shape().equals(upstream.shape())) {
            throw new IllegalStateException(
                    "checkpoint: the block gave %s%s when it ran again, and %s at first"
                            .formatted(
                                    result.describe(),
                                    made == null ? ", which has no gradient," : "",
                                    node.output().describe()));
        }
        return Backprop.toEdge(made, upstream, edge);
    }

    private static Tensor applied(
            Function<Tensor[], Tensor> block, RecordedDraws draws, Tensor... inputs) {
        Tape tape = Tape.current();
        @Nullable RecordedDraws was = tape.draw(draws);
        try {
            Tensor result = block.apply(inputs.clone());
            return Nulls.refuse("checkpoint", "the result of the block", result);
        } finally {
            tape.draw(was);
        }
    }

    /** Runs the block as the first time, recording. */
    private Tensor again() {
        boolean was = Tape.turn(true);
        try {
            return applied(block, RecordedDraws.again(draws), inputs);
        } finally {
            Tape.turn(was);
        }
    }
}
