package dev.gatun.tensor;

import org.jspecify.annotations.Nullable;

/**
 * A tensor's place in the recorded computation: a leaf that gradients end at, or the operation that
 * made the tensor and what it was made from.
 */
final class Node {
    private static final Tensor[] NONE = {};

    /** What made the tensor; null for a leaf. */
    final @Nullable Op op;

    /** The leaf's gradient so far; null for none. */
    @Nullable Tensor gradient;

    private final Tensor[] inputs;
    private final int[] versions;
    private final Tensor output;
    private final int outputVersion;

    private Node(@Nullable Op op, Tensor output, Tensor... inputs) {
        this.op = op;
        this.output = output;
        this.outputVersion = output.storage.version();
        this.inputs = inputs;
        this.versions = new int[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            versions[i] = inputs[i].storage.version();
        }
    }

    /** The node of a tensor that gradients are asked for. */
    static Node leaf(Tensor tensor) {
        return new Node(null, tensor, NONE);
    }

    /** The node of a result. */
    static Node of(Op op, Tensor result, Tensor... inputs) {
        return new Node(op, result, inputs);
    }

    /** Whether gradients end here. */
    boolean isLeaf() {
        return op == null;
    }

    /** How many inputs there were. */
    int arity() {
        return inputs.length;
    }

    /** Whether a gradient is wanted for an input. */
    boolean needs(int input) {
        return inputs[input].node != null;
    }

    /** An input, for what does not change: its shape, its dtype, its own node. */
    Tensor input(int index) {
        return inputs[index];
    }

    /**
     * An input whose elements the gradient reads.
     *
     * @throws IllegalStateException if they have been overwritten since
     */
    Tensor savedInput(int index) {
        return unchanged(inputs[index], versions[index], "input " + index);
    }

    /**
     * The result, whose elements the gradient reads.
     *
     * @throws IllegalStateException if they have been overwritten since
     */
    Tensor savedOutput() {
        return unchanged(output, outputVersion, "the result");
    }

    /** The result, for what does not change. */
    Tensor output() {
        return output;
    }

    private Tensor unchanged(Tensor saved, int version, String role) {
        if (saved.storage.version() != version) {
            throw new IllegalStateException(
                    "backward: the gradient of %s needs %s, %s, which has been written in place since; write to a copy()"
                            .formatted(op == null ? "a leaf" : op.name(), role, saved.describe()));
        }
        return saved;
    }
}
