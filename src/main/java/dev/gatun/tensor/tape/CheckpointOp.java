package dev.gatun.tensor.tape;

import dev.gatun.checks.Nulls;
import dev.gatun.kernel.fill.RandomStream;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.op.move.Copies;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
public record CheckpointOp(
        Function<Tensor[], Tensor> block, Tensor[] inputs, List<RandomStream> draws)
        implements BuiltIn {
    /** Runs the block, and records it as a whole if its result has a gradient. */
    public static Tensor of(Function<Tensor[], Tensor> block, Tensor... inputs) {
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
            if (!inner.requiresGrad()) {
                Internals.setNode(result, Internals.node(inner), Internals.outputIndex(inner));
                return result;
            }
            Tensor[] edge = edge(inner, tape, start);
            return Tape.record(new CheckpointOp(block, given, draws.made()), result, edge);
        }
    }

    /** What the block used of what had been recorded before. */
    private static Tensor[] edge(Tensor result, Tape tape, int start) {
        Node made = Objects.requireNonNull(Internals.node(result));
        List<Node> nodes = Backprop.order(made, behind -> behind.isSince(tape, start));
        Set<Tensor> used = new HashSet<>();
        if (!made.isSince(tape, start)) {
            used.add(result);
        }
        for (Node node : nodes) {
            for (int i = 0; node.isSince(tape, start) && i < node.inputCount(); i++) {
                Node parent = node.parent(i);
                if (parent != null && !parent.isSince(tape, start)) {
                    used.add(outside(parent, node.outputIndex(i)));
                }
            }
        }
        return nodes.stream() // in their order, whatever that of the set
                .filter(node -> !node.isSince(tape, start))
                .flatMap(node -> node.rawOutputs().filter(used::contains))
                .toArray(Tensor[]::new);
    }

    private static Tensor outside(Node node, int output) {
        Tensor tensor = node.rawOutput(output);
        if (Internals.node(tensor) != node) {
            throw new IllegalStateException(
                    "checkpoint: the block writes in place to %s, which it did not make"
                            .formatted(tensor.describe()));
        }
        return tensor;
    }

    @Override
    public String name() {
        return "checkpoint";
    }

    /** Runs the block again, recording. */
    @Override
    public Tensor[] forward(Call call, Tensor... edge) {
        boolean was = Tape.turn(true);
        try {
            return new Tensor[] {applied(block, RecordedDraws.again(draws), inputs)};
        } finally {
            Tape.turn(was);
        }
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        if (Tape.isOn()) {
            return gradients(call, upstream[0]);
        }
        try (Scope scratch = Scope.open("checkpoint")) {
            @Nullable Tensor[] gradients = gradients(call, upstream[0]);
            for (int i = 0; i < gradients.length; i++) {
                Tensor gradient = gradients[i];
                gradients[i] = gradient == null ? null : Copies.copyTo(gradient, scratch.outer());
            }
            return gradients;
        }
    }

    private @Nullable Tensor[] gradients(Call call, Tensor upstream) {
        Tensor[] edge = new Tensor[call.inputCount()];
        for (int i = 0; i < edge.length; i++) {
            edge[i] = call.input(i);
        }
        Tensor result = forward(call, edge)[0];
        boolean hasGradient = result.requiresGrad();
        if (!hasGradient || !result.shape().equals(upstream.shape())) {
            throw new IllegalStateException(
                    "checkpoint: the block gave %s%s when it ran again, and tensor %s %s at first"
                            .formatted(
                                    result.describe(),
                                    hasGradient ? "" : ", which has no gradient,",
                                    call.outputShape(0),
                                    call.outputDType(0)));
        }
        return Backprop.toEdge(result, upstream, edge);
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
}
