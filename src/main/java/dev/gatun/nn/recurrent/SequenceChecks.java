package dev.gatun.nn.recurrent;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Tensor;

/** The checks of what recurrent layers and cells are made with and given. */
final class SequenceChecks {
    private SequenceChecks() {}

    /** An input of as many axes as said, or of one less, without a batch. */
    static void features(String type, Tensor x, int rank, String axes, long inputs) {
        if (x.rank() != rank && x.rank() != rank - 1) {
            throw new ShapeException(
                    type,
                    "the input has the axes " + axes,
                    x.rank() + " axes",
                    "one without a batch has no axis for it",
                    x.shape());
        }
        if (x.size(-1) != inputs) {
            throw new ShapeException(
                    type,
                    "the input has other features than it was made for",
                    x.size(-1) + " != " + inputs,
                    "",
                    x.shape());
        }
    }

    /** At least one step. */
    static void steps(String type, Tensor x, int axis) {
        if (x.size(axis) == 0) {
            throw new ShapeException(
                    type, "the sequence has no steps", "axis " + axis + " is 0", "", x.shape());
        }
    }

    /** Converts to the type that is computed with, which must be that of the weights. */
    static Tensor computed(String type, String what, Tensor x, Tensor weight) {
        DType needed = weight.dtype().computeType();
        if (!x.dtype().isFloating() || x.dtype().computeType() != needed) {
            throw new IllegalArgumentException(
                    "%s: the %s is %s and the weights are %s; convert it with to(%s), or the module"
                            .formatted(
                                    type, what, x.dtype(), weight.dtype(), weight.dtype().name()));
        }
        return x.to(needed);
    }

    /**
     * A first state of the shape that batches have, or of one without the axis of the batch, 1,
     * which is added.
     */
    static Tensor state(String type, Tensor state, Shape shape, boolean isBatch, Tensor weight) {
        Shape given = isBatch ? shape : shape.remove(shape.rank() - 2);
        if (!state.shape().equals(given)) {
            throw new ShapeException(
                    type,
                    "the state has another shape than input and layers give it",
                    state.shape(),
                    given);
        }
        Tensor computed = computed(type, "state", state, weight);
        return isBatch ? computed : computed.unsqueeze(shape.rank() - 2);
    }
}
