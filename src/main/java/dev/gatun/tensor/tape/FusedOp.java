package dev.gatun.tensor.tape;

import dev.gatun.tensor.Tensor;

/** An operation of the library in one pass, where others would do in several. */
public interface FusedOp extends BuiltIn {
    /** The result, composed of other operations: what tests hold value and gradient against. */
    Tensor composed(Tensor... inputs);
}
