package dev.gatun.tensor.tape;

import dev.gatun.memory.internal.PerThread;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import org.jspecify.annotations.Nullable;

/**
 * Where operations are recorded, and the rules of writing in place to what has been.
 *
 * <p>There is no list: each result holds its {@link Node}, which holds its inputs, so what nobody
 * can reach any more is no longer on the tape.
 */
public final class Tape {
    private static final PerThread<Tape> OF_THREAD = new PerThread<>(Tape::new);

    /**
     * How many may be nested in each other: each level takes the stack of its block, in the
     * backward twice, and a block n levels deep is computed n times again. Halving a computation
     * again and again takes a dozen levels.
     */
    public static final int MOST_NESTED = 200;

    private boolean isOn = true;
    private boolean isWatched;
    private int numbers;

    /** How many checkpoints are under way, each within the one before. */
    private int checkpoints;

    /** What the block of the checkpoint under way draws; null outside one. */
    private @Nullable RecordedDraws draws;

    private Tape() {}

    /** The calling thread's. */
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

    /** What the block of the checkpoint under way draws; null outside one. */
    public @Nullable RecordedDraws draws() {
        return draws;
    }

    /** Begins or ends a block; returns what was under way before. */
    public @Nullable RecordedDraws draw(@Nullable RecordedDraws block) {
        RecordedDraws was = draws;
        draws = block;
        return was;
    }

    /** Whether {@link Anomaly} looks for NaN. */
    public boolean isWatched() {
        return isWatched;
    }

    /** Starts or stops looking for NaN; returns whether it was looked for. */
    public boolean watch(boolean on) {
        boolean was = isWatched;
        isWatched = on;
        return was;
    }

    /**
     * Notes that a checkpoint's block begins.
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

    /** Notes that a checkpoint's block has ended. */
    public void leaveCheckpoint() {
        checkpoints--;
    }

    /** The number of a new node. */
    int nextNumber() {
        return numbers++;
    }

    /** How many nodes there have been; it wraps around. */
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
     * Remembers what made the one result of an operation, as {@link #call} does, where it was
     * computed directly.
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
     * Remembers that an operation without a gradient made a result, if one is wanted for an input.
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
     * Whether a write in place must be recorded, by PyTorch's rules but for one: where other
     * tensors look at the same memory, their gradients could not follow such a write, and it is
     * refused.
     *
     * @param operands what is written
     * @throws IllegalStateException if the target is a leaf, or shares its memory
     */
    public static boolean recordsWrite(String op, Tensor target, Tensor... operands) {
        if (!isWanted(target) && !isWanted(operands)) {
            return false;
        }
        Node own = Internals.node(target);
        if (own != null && own.isLeaf()) {
            throw new IllegalStateException(
                    op
                            + ": "
                            + target.describe()
                            + " requires a gradient, which a write in place would falsify;"
                            + " write inside Gradients.noGrad()");
        }
        if (Internals.isShared(target)) {
            throw new IllegalStateException(
                    op
                            + ": other tensors share the memory of "
                            + target.describe()
                            + ", and their gradients could not follow a write; write to a copy()");
        }
        return true;
    }
}
