package dev.gatun.tensor.tape;

import dev.gatun.memory.internal.PerThread;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.internal.TensorRefusals;
import org.jspecify.annotations.Nullable;

/**
 * The recording of operations, and the rules of writes in place to recorded tensors.
 *
 * <p>There is no list: each result refers to its {@link Node}, which refers to its inputs, so that
 * results which are no longer reachable are collected.
 */
public final class Tape {
    private static final PerThread<Tape> OF_THREAD = new PerThread<>(Tape::new);

    /**
     * The greatest depth of nested checkpoints. Each level takes the stack of its block, twice in
     * the backward pass, and a block n levels deep is computed n times again. Halving a computation
     * repeatedly takes a dozen levels.
     */
    public static final int MOST_NESTED = 200;

    private boolean isOn = true;
    private boolean isWatched;
    private int numbers;

    /** The number of nested checkpoints whose blocks are running. */
    private int checkpoints;

    /** The random streams of the checkpoint whose block is running; null outside one. */
    private @Nullable RecordedDraws draws;

    private Tape() {}

    /** The tape of the calling thread. */
    public static Tape current() {
        return OF_THREAD.get();
    }

    /** Whether operations of this thread are recorded. */
    public static boolean isOn() {
        return OF_THREAD.get().isOn;
    }

    /** Turns recording on or off for this thread; returns whether it was on. */
    public static boolean turn(boolean on) {
        Tape tape = OF_THREAD.get();
        boolean was = tape.isOn;
        tape.isOn = on;
        return was;
    }

    /** The random streams of the checkpoint whose block is running; null outside one. */
    public @Nullable RecordedDraws draws() {
        return draws;
    }

    /** Begins or ends a block; returns the previous one. */
    public @Nullable RecordedDraws draw(@Nullable RecordedDraws block) {
        RecordedDraws was = draws;
        draws = block;
        return was;
    }

    /** Whether {@link Anomaly} is on. */
    public boolean isWatched() {
        return isWatched;
    }

    /** Turns {@link Anomaly} on or off; returns whether it was on. */
    public boolean watch(boolean on) {
        boolean was = isWatched;
        isWatched = on;
        return was;
    }

    /**
     * Begins the block of a checkpoint.
     *
     * @throws IllegalStateException if it would be nested too deep
     */
    public void enterCheckpoint() {
        if (checkpoints == MOST_NESTED) {
            throw new IllegalStateException(
                    "checkpoint: "
                            + checkpoints
                            + " checkpoints are under way, each within the one before, and no more"
                            + " may be; put several steps into one block, or halve the computation"
                            + " again and again, which takes few levels");
        }
        checkpoints++;
    }

    /** Ends the block of a checkpoint. */
    public void leaveCheckpoint() {
        checkpoints--;
    }

    /** Returns the number for a new node. */
    int nextNumber() {
        return numbers++;
    }

    /** The number of nodes so far; it wraps around. */
    public int numbers() {
        return numbers;
    }

    /**
     * Calls an operation, and records the call where a gradient is wanted for an input. While it
     * computes, nothing is recorded.
     *
     * @return the outputs
     */
    public static Tensor[] call(Op op, Tensor... inputs) {
        Tape tape = OF_THREAD.get();
        boolean isBuiltIn = op instanceof BuiltIn;
        Node call = isWanted(inputs) ? Node.of(tape, op, inputs) : Node.UNRECORDED;
        boolean wasOn = tape.isOn;
        Tensor[] outputs;
        tape.isOn = false;
        try {
            outputs = op.forward(call, isBuiltIn ? inputs : inputs.clone());
        } finally {
            tape.isOn = wasOn;
        }
        if (!isBuiltIn) {
            outputs = Contract.outputs(op, outputs, inputs);
        }
        if (call == Node.UNRECORDED) {
            for (Tensor output : outputs) {
                cut(op.name(), output, inputs);
            }
        } else {
            tape.end(op, call, outputs);
        }
        return outputs;
    }

    private void end(Op op, Node call, Tensor... outputs) {
        call.end(outputs);
        for (int i = 0; i < outputs.length; i++) {
            if (op.isDifferentiable(i)) {
                setNode(op, call, i, outputs[i]);
            } else {
                cut(op.name(), outputs[i], call.wanting());
            }
        }
        if (isWatched) {
            Anomaly.checkResult(call);
        }
    }

    private static void setNode(Op op, Node call, int index, Tensor output) {
        if (output.dtype().isFloating()) {
            Internals.setNode(output, call, index);
        } else {
            cut(op.name() + " " + output.dtype(), output, call.wanting());
        }
    }

    /**
     * Records an operation with one result that was computed directly, as {@link #call} does.
     *
     * @return the result
     */
    public static Tensor record(BuiltIn op, Tensor result, Tensor... inputs) {
        Node cut = null;
        for (Tensor input : inputs) {
            Node node = Internals.node(input);
            if (node != null && !node.isCut()) {
                Tape tape = OF_THREAD.get();
                if (tape.isOn) {
                    Node call = Node.of(tape, op, inputs);
                    call.end(result);
                    setNode(op, call, 0, result);
                    if (tape.isWatched) {
                        Anomaly.checkResult(call);
                    }
                }
                return result;
            }
            cut = cut == null ? node : cut;
        }
        if (cut != null && isOn()) {
            Internals.setNode(result, cut, 0);
        }
        return result;
    }

    /**
     * Records that a result is that of an operation without a gradient, if a gradient is wanted for
     * an input.
     *
     * @return the result
     */
    public static Tensor cut(String op, Tensor result, Tensor... inputs) {
        for (Tensor input : inputs) {
            Node node = Internals.node(input);
            if (node != null) {
                Tape tape = OF_THREAD.get();
                if (tape.isOn) {
                    NoGradient made = new NoGradient(op, input.shape(), input.dtype());
                    Internals.setNode(
                            result, node.isCut() ? node : Node.cut(tape, made, result), 0);
                }
                break;
            }
        }
        return result;
    }

    /** Whether operations are recorded and a gradient is wanted for an input. */
    public static boolean isWanted(Tensor... inputs) {
        for (Tensor input : inputs) {
            if (Internals.followed(input) != null) {
                return isOn();
            }
        }
        return false;
    }

    /**
     * Whether a write in place must be recorded. The rules are PyTorch's, except that a recorded
     * write to memory of which there are other views is refused, because their gradients would be
     * wrong.
     *
     * @param operands the tensors that the written values are computed from
     * @throws IllegalStateException if the target is a leaf, or shares its memory
     */
    public static boolean recordsWrite(String op, Tensor target, Tensor... operands) {
        if (!isWanted(target) && !isWanted(operands)) {
            return false;
        }
        Node own = Internals.node(target);
        if (own != null && own.isLeaf()) {
            throw TensorRefusals.state(
                    op,
                    target,
                    "requires a gradient, which a write in place would falsify; write inside"
                            + " Gradients.noGrad()");
        }
        if (Internals.isShared(target)) {
            throw new IllegalStateException(
                    ("%s: other tensors share the memory of %s, and their gradients could not follow"
                                    + " a write; write to a copy()")
                            .formatted(op, target.describe()));
        }
        return true;
    }
}
