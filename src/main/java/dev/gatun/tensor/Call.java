package dev.gatun.tensor;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.tape.Node;

/**
 * One call of an {@link Op}, as its {@code forward} and {@code backward} meet it: where a gradient
 * is wanted, what the tape records of it. Elsewhere {@code forward} is given a call that saves
 * nothing.
 *
 * <p>{@link #needs} is for both, {@link #save} for {@code forward}, everything else for {@code
 * backward}; at the wrong time it is refused with {@link IllegalStateException}. Inputs, outputs
 * and what was saved are counted from 0.
 */
public sealed interface Call permits Node {
    /** Whether a gradient is wanted for an input. */
    boolean needs(int input);

    /** How many inputs there were. */
    int inputCount();

    /** How many outputs there were. */
    int outputCount();

    /**
     * An input.
     *
     * @throws IllegalStateException if it has been overwritten since, freed, or is gone with its
     *     scope; {@link #inputShape} can be asked even then
     */
    Tensor input(int index);

    /** The shape of an input. */
    Shape inputShape(int index);

    /** The type of an input. */
    DType inputDType(int index);

    /**
     * An output.
     *
     * @throws IllegalStateException if it has been overwritten since, freed, or is gone with its
     *     scope; {@link #outputShape} can be asked even then
     */
    Tensor output(int index);

    /** The shape of an output. */
    Shape outputShape(int index);

    /** The type of an output. */
    DType outputDType(int index);

    /**
     * Keeps tensors for {@code backward}, behind those kept before. To second derivatives they are
     * constants: what is to be differentiated again is computed from {@link #input} or {@link
     * #output}.
     */
    void save(Tensor... tensors);

    /**
     * A tensor that was saved.
     *
     * @throws IllegalStateException if it has been overwritten since, freed, or is gone with its
     *     scope
     */
    Tensor saved(int index);
}
