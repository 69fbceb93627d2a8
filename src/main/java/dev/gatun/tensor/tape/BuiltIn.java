package dev.gatun.tensor.tape;

import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import java.util.List;

/**
 * An operation of the library: the method that calls it has checked the arguments, and tests hold
 * its gradients, so that it is called without the checks that {@link Contract} makes of others.
 */
public interface BuiltIn extends Op {
    /** What drawn graphs call it: its name and the numbers it was given. */
    default String label() {
        return name();
    }

    @Override
    default Tensor apply(Tensor... inputs) {
        return Tape.call(this, inputs)[0];
    }

    @Override
    default List<Tensor> applyAll(Tensor... inputs) {
        return List.of(Tape.call(this, inputs));
    }
}
