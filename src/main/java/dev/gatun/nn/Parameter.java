package dev.gatun.nn;

import dev.gatun.tensor.Tensor;

/**
 * A tensor of a module that is trained: a leaf that requires a gradient, until it is frozen ({@link
 * Module#freeze()}). Two modules that hold the same one share its weights.
 */
public final class Parameter extends Buffer {
    private boolean isShared;

    Parameter(Tensor tensor) {
        super(tensor.requiresGrad_(true), true);
    }

    /** Notes that another module holds it too. */
    void share() {
        isShared = true;
    }

    /** Whether several modules hold it. */
    boolean isShared() {
        return isShared;
    }
}
