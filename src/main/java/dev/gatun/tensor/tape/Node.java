package dev.gatun.tensor.tape;

import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.internal.TensorRefusals;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A node of the recorded computation: a leaf, or the {@link Call} of an operation. A tensor refers
 * to its node, and knows which of the outputs it is.
 */
public final class Node implements Call {
    /** The hint of messages about tensors whose scope is closed. */
    static final String WAYS_OUT =
            "call backward before that scope closes, compute in a wider scope, or"
                    + " keep(x.detach()) where no gradient is to pass";

    private static final Tensor[] NONE = {};
    private static final Node[] NO_PARENTS = {};
    private static final int[] NO_VERSIONS = {};

    /** The outputs of a call that has not ended. */
    private static final Tensor[] NOT_YET = {};

    /** The call that forward is given if nothing is recorded. */
    static final Node UNRECORDED = new Node(null, 0, null, NONE);

    /** The operation; null for a leaf. */
    public final @Nullable Op op;

    /** The sum of the gradients of a leaf; null for a call. */
    public final @Nullable Accumulator accumulator;

    /** The line of the user's code that made the call, if {@link Anomaly} is on. */
    @Nullable String site;

    private final @Nullable Tape tape;

    /** The number of this node on its tape. */
    private final int number;

    private Tensor[] inputs;
    private Tensor[] outputs = NOT_YET;
    private Tensor[] saved = NONE;

    /**
     * The nodes of the inputs at the time of the call, because a write in place gives a tensor
     * another node. Null for inputs without a gradient.
     */
    private @Nullable Node[] parents = NO_PARENTS;

    /** The index of each input among the outputs of its parent; null if all are 0. */
    private int @Nullable [] outputIndices;

    /**
     * The versions of the inputs, the outputs and the saved tensors, in this order, at the end of
     * forward.
     */
    private int[] versions = NO_VERSIONS;

    private Node(@Nullable Tape tape, int number, @Nullable Op op, Tensor... inputs) {
        this.tape = tape;
        this.number = number;
        this.op = op;
        this.inputs = inputs;
        this.accumulator = null;
    }

    private Node(Tape tape, Tensor leaf) {
        this.tape = tape;
        this.number = tape.nextNumber();
        this.op = null;
        this.inputs = NONE;
        this.outputs = new Tensor[] {leaf};
        this.accumulator = new Accumulator(leaf);
    }

    /** Makes the node of a leaf. */
    public static Node leaf(Tensor tensor) {
        return new Node(Tape.current(), tensor);
    }

    /** Begins a call. */
    static Node of(Tape tape, Op op, Tensor... inputs) {
        Node call = new Node(tape, tape.nextNumber(), op, inputs);
        call.parents = new Node[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            call.parents[i] = Internals.followed(inputs[i]);
            int index = Internals.outputIndex(inputs[i]);
            if (index != 0) {
                if (call.outputIndices == null) {
                    call.outputIndices = new int[inputs.length];
                }
                call.outputIndices[i] = index;
            }
        }
        return call;
    }

    /** The node of the result of an operation without a gradient. */
    static Node cut(Tape tape, NoGradient op, Tensor result) {
        Node cut = new Node(tape, tape.nextNumber(), op, NONE);
        cut.outputs = new Tensor[] {result};
        return cut;
    }

    /** Ends a call. */
    void end(Tensor... made) {
        outputs = made;
        versions = new int[inputs.length + made.length + saved.length];
        int at = versions(0, inputs);
        at = versions(at, made);
        versions(at, saved);
    }

    private int versions(int start, Tensor... tensors) {
        int at = start;
        for (Tensor tensor : tensors) {
            versions[at++] = Internals.storage(tensor).version();
        }
        return at;
    }

    /**
     * The node of a tensor for which a gradient is asked.
     *
     * @throws IllegalStateException if it requires no gradient
     */
    public static Node asked(String op, Tensor tensor) {
        Node node = Internals.node(tensor);
        if (node != null && node.op instanceof NoGradient cut) {
            throw cut.refusal(op, tensor);
        }
        if (node == null) {
            throw TensorRefusals.state(
                    op,
                    tensor,
                    "does not require a gradient: nothing it was computed from does, or it was"
                            + " computed with gradients off");
        }
        return node;
    }

    /** Whether this is the node of an operation without a gradient, {@link NoGradient}. */
    public boolean isCut() {
        return op instanceof NoGradient;
    }

    /** Whether this node is a leaf. */
    public boolean isLeaf() {
        return op == null;
    }

    /** The node of an input; null if no gradient is wanted. */
    public @Nullable Node parent(int input) {
        return parents[input];
    }

    /** The index of an input among the outputs of its parent. */
    public int outputIndex(int input) {
        return outputIndices == null ? 0 : outputIndices[input];
    }

    /** The first input that a gradient is wanted for. */
    Tensor wanting() {
        int input = 0;
        while (parents[input] == null) {
            input++;
        }
        return inputs[input];
    }

    /** An input, of which shape and type may be read; its elements may have been overwritten. */
    public Tensor rawInput(int index) {
        return inputs[index];
    }

    /** An output, of which shape and type may be read; its elements may have been overwritten. */
    public Tensor rawOutput(int index) {
        return outputs[index];
    }

    /** All outputs, as {@link #rawOutput}. */
    public Stream<Tensor> rawOutputs() {
        return Arrays.stream(outputs);
    }

    @Override
    public boolean needs(int input) {
        return parents.length > 0 && parents[index("input", inputs, input)] != null;
    }

    @Override
    public int inputCount() {
        return made(inputs).length;
    }

    @Override
    public int outputCount() {
        return made(outputs).length;
    }

    @Override
    public Tensor input(int index) {
        return unchanged("input", inputs, index, 0);
    }

    @Override
    public Shape inputShape(int index) {
        return at("input", inputs, index).shape();
    }

    @Override
    public DType inputDType(int index) {
        return at("input", inputs, index).dtype();
    }

    @Override
    public Tensor output(int index) {
        return unchanged("output", outputs, index, inputs.length);
    }

    @Override
    public Shape outputShape(int index) {
        return at("output", outputs, index).shape();
    }

    @Override
    public DType outputDType(int index) {
        return at("output", outputs, index).dtype();
    }

    @Override
    public void save(Tensor... tensors) {
        Tensor[] more = Checks.copy("save", "tensors", tensors);
        if (!isUnderWay()) {
            throw new IllegalStateException(name() + ": save is for forward, which is done");
        }
        if (this != UNRECORDED) {
            int before = saved.length;
            saved = Arrays.copyOf(saved, before + more.length);
            System.arraycopy(more, 0, saved, before, more.length);
        }
    }

    @Override
    public Tensor saved(int index) {
        return unchanged("saved tensor", saved, index, inputs.length + outputs.length);
    }

    @SuppressWarnings("ReferenceEquality") // there may be no outputs when forward is done
    private boolean isUnderWay() {
        return outputs == NOT_YET;
    }

    /** What is for backward, and refused in forward. */
    private Tensor[] made(Tensor... tensors) {
        if (isUnderWay()) {
            throw new IllegalStateException(
                    (op == null ? "Call" : name())
                            + ": forward may ask of its call what needs a gradient, and save; the"
                            + " rest is for backward");
        }
        return tensors;
    }

    private Tensor at(String role, Tensor[] of, int index) {
        return made(of)[index(role, of, index)];
    }

    private int index(String role, Tensor[] of, int index) {
        if (index < 0 || index >= of.length) {
            throw new IndexOutOfBoundsException(
                    "%s: there is no %s %d, only %d%s"
                            .formatted(
                                    name(),
                                    role,
                                    index,
                                    of.length,
                                    isReleased() ? "; the call has been let go" : ""));
        }
        return index;
    }

    /**
     * A tensor whose elements the gradient reads.
     *
     * @param firstVersion where the versions of such tensors begin
     */
    private Tensor unchanged(String role, Tensor[] of, int index, int firstVersion) {
        Tensor tensor = at(role, of, index);
        Storage storage = Internals.storage(tensor);
        if (storage.isFreed()) {
            throw refusal(role, of, index, "free() has freed; call free() after backward");
        }
        if (!storage.isLive()) {
            throw refusal(role, of, index, "is gone with " + tensor.scope() + "; " + WAYS_OUT);
        }
        if (storage.version() != versions[firstVersion + index]) {
            throw refusal(role, of, index, "has been written in place since; write to a copy()");
        }
        return tensor;
    }

    private IllegalStateException refusal(String role, Tensor[] of, int index, String why) {
        boolean isOnlyOutput = role.equals("output") && of.length == 1;
        return new IllegalStateException(
                "backward: the gradient of %s needs %s, %s, which %s"
                        .formatted(
                                name(),
                                isOnlyOutput ? "the result" : role + " " + index,
                                of[index].describe(),
                                why));
    }

    /** The gradients of the inputs, checked if the operation is a user's. */
    @Nullable Tensor[] backward(@Nullable Tensor... upstream) {
        return op instanceof BuiltIn ours
                ? ours.backward(this, upstream)
                : Contract.gradients(Objects.requireNonNull(op), this, upstream);
    }

    /** The name in messages. */
    public String name() {
        return op == null ? "leaf" : op.name();
    }

    /** The label in drawn graphs. */
    public String label() {
        return op instanceof BuiltIn ours ? ours.label() : name();
    }

    /** A number that is unique among the nodes of a tape, and usually among those of several. */
    int number() {
        return number;
    }

    /** Whether it was recorded on a tape since a {@linkplain Tape#numbers() number} of nodes. */
    public boolean isSince(Tape other, int start) {
        return tape == other && number - start >= 0;
    }

    /** Releases the inputs; the node cannot be differentiated again. */
    void release() {
        inputs = NONE;
        saved = NONE;
        parents = NO_PARENTS;
        versions = NO_VERSIONS;
    }

    /** Whether the inputs were released. */
    boolean isReleased() {
        return op != null && inputs.length == 0;
    }
}
