package dev.gatun.tensor.tape;

import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import java.util.List;

/**
 * An operation of the library. The calling method has checked the arguments, and tests check its
 * gradients, so that the checks of {@link Contract} are left out.
 */
public interface BuiltIn extends Op {
    /** The label in drawn graphs: the name and the numbers it was given. */
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
