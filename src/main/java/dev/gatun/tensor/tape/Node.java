package dev.gatun.tensor.tape;

import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import org.jspecify.annotations.Nullable;

/**
 * A tensor's place in the recorded computation: a leaf that gradients end at, or the operation that
 * made the tensor and what it was made from.
 */
public final class Node {
    /** How a computation that passes a scope can have its gradient, or do without. */
    static final String WAYS_OUT =
            "call backward before that scope closes, compute in a wider scope, or"
                    + " keep(x.detach()) where no gradient is to pass";

    private static final Tensor[] NO_INPUTS = {};
    private static final Node[] NO_PARENTS = {};
    private static final int[] NO_VERSIONS = {};

    /** What made the tensor; null for a leaf. */
    public final @Nullable Op op;

    /** Where a leaf's gradients are summed; null for a result. */
    public final @Nullable Accumulator accumulator;

    /** The line of the user that made the tensor, where {@link Anomaly} asked for it. */
    @Nullable String site;

    private final Tape tape;

    /** Counts the nodes of a tape. */
    private final int number;

    private final Tensor output;
    private final int outputVersion;
    private Tensor[] inputs;

    /**
     * The inputs' nodes as they were: a write in place gives a tensor another one. Null where no
     * gradient is wanted.
     */
    private @Nullable Node[] parents;

    private int[] versions;

    private Node(Tape tape, @Nullable Op op, Tensor output, Tensor... inputs) {
        this.tape = tape;
        this.number = tape.nextNumber();
        this.op = op;
        this.output = output;
        this.outputVersion = Internals.storage(output).version();
        this.inputs = inputs;
        if (op == null) {
            this.accumulator = new Accumulator(output);
            this.parents = NO_PARENTS;
            this.versions = NO_VERSIONS;
        } else {
            this.accumulator = null;
            this.parents = new Node[inputs.length];
            this.versions = new int[inputs.length];
            for (int i = 0; i < inputs.length; i++) {
                parents[i] = Internals.followed(inputs[i]);
                versions[i] = Internals.storage(inputs[i]).version();
            }
        }
    }

    /** The node of a tensor that gradients are asked for. */
    public static Node leaf(Tensor tensor) {
        return new Node(Tape.current(), null, tensor, NO_INPUTS);
    }

    /**
     * The node of a tensor that a gradient is asked of.
     *
     * @throws IllegalStateException if it requires none
     */
    public static Node asked(String op, Tensor tensor) {
        Node node = Internals.node(tensor);
        if (node != null && node.op instanceof NoGradient cut) {
            throw cut.refusal(op, tensor);
        }
        if (node == null) {
            throw new IllegalStateException(
                    op
                            + ": "
                            + tensor.describe()
                            + " does not require a gradient: nothing it was computed from does, or"
                            + " it was computed with gradients off");
        }
        return node;
    }

    /** The node of a result. */
    static Node of(Tape tape, Op op, Tensor result, Tensor... inputs) {
        return new Node(tape, op, result, inputs);
    }

    /** The node of a result that gradients cannot pass, or are not wanted for, by its nature. */
    static Node cut(Tape tape, NoGradient op, Tensor result) {
        return new Node(tape, op, result, NO_INPUTS);
    }

    /** Whether it only says why there is no gradient: {@link NoGradient}. */
    public boolean isCut() {
        return op instanceof NoGradient;
    }

    /** Whether gradients end here. */
    public boolean isLeaf() {
        return op == null;
    }

    /** How many inputs there were. */
    public int arity() {
        return inputs.length;
    }

    /** Whether a gradient is wanted for an input. */
    public boolean needs(int input) {
        return parents[input] != null;
    }

    /** The node of an input; null where no gradient is wanted. */
    public @Nullable Node parent(int input) {
        return parents[input];
    }

    /** An input, for what does not change: its shape, its dtype. */
    public Tensor input(int index) {
        return inputs[index];
    }

    /**
     * An input whose elements the gradient reads.
     *
     * @throws IllegalStateException if they have been overwritten since
     */
    public Tensor savedInput(int index) {
        return unchanged(inputs[index], versions[index], "input " + index);
    }

    /**
     * The result, whose elements the gradient reads.
     *
     * @throws IllegalStateException if they have been overwritten since
     */
    public Tensor savedOutput() {
        return unchanged(output, outputVersion, "the result");
    }

    /** The result, for what does not change. */
    public Tensor output() {
        return output;
    }

    /**
     * A tensor that the operation made beside its result, for its gradient.
     *
     * @throws IllegalStateException if its scope is closed
     */
    public Tensor saved(Tensor own) {
        return live(own, "a number for each row");
    }

    private Tensor unchanged(Tensor tensor, int version, String role) {
        Tensor saved = live(tensor, role);
        if (Internals.storage(saved).version() != version) {
            throw new IllegalStateException(
                    "backward: the gradient of %s needs %s, %s, which has been written in place since; write to a copy()"
                            .formatted(name(), role, saved.describe()));
        }
        return saved;
    }

    private Tensor live(Tensor saved, String role) {
        if (Internals.storage(saved).isFreed()) {
            throw new IllegalStateException(
                    "backward: the gradient of %s needs %s, %s, which free() has freed; call free() after backward"
                            .formatted(name(), role, saved.describe()));
        }
        if (!Internals.storage(saved).isLive()) {
            throw new IllegalStateException(
                    "backward: the gradient of %s needs %s, %s, which is gone with %s; %s"
                            .formatted(name(), role, saved.describe(), saved.scope(), WAYS_OUT));
        }
        return saved;
    }

    /** What messages and drawn graphs call it. */
    public String name() {
        return op == null ? "leaf" : op.name();
    }

    /** A number that tells nodes of one tape apart, and mostly those of several. */
    int number() {
        return number;
    }

    /** Whether it was recorded on a tape since a {@linkplain Tape#numbers() number} of nodes. */
    public boolean isSince(Tape other, int start) {
        return tape == other && number - start >= 0;
    }

    /** Lets go of what it was made from: no gradient comes this way again. */
    void release() {
        inputs = NO_INPUTS;
        parents = NO_PARENTS;
        versions = NO_VERSIONS;
    }

    /** Whether it can no longer be said what it was made from. */
    boolean isReleased() {
        return op != null && inputs.length == 0;
    }
}
