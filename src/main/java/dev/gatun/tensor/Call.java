package dev.gatun.tensor;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.tape.Node;

/**
 * One call of an {@link Op}, passed to {@code forward} and {@code backward}. If a gradient is
 * wanted, the tape records it; otherwise {@code forward} is given a call that saves nothing.
 *
 * <p>{@link #needs} may be called by both, {@link #save} by {@code forward}, all other methods by
 * {@code backward}; calls at other times throw {@link IllegalStateException}. Inputs, outputs and
 * saved tensors are counted from 0.
 */
public sealed interface Call permits Node {
    /** Whether a gradient is wanted for an input. */
    boolean needs(int input);

    /** The number of inputs. */
    int inputCount();

    /** The number of outputs. */
    int outputCount();

    /**
     * An input.
     *
     * @throws IllegalStateException if it was overwritten since or freed, or its scope is closed;
     *     {@link #inputShape} works even then
     */
    Tensor input(int index);

    /** The shape of an input. */
    Shape inputShape(int index);

    /** The type of an input. */
    DType inputDType(int index);

    /**
     * An output.
     *
     * @throws IllegalStateException if it was overwritten since or freed, or its scope is closed;
     *     {@link #outputShape} works even then
     */
    Tensor output(int index);

    /** The shape of an output. */
    Shape outputShape(int index);

    /** The type of an output. */
    DType outputDType(int index);

    /**
     * Saves tensors for {@code backward}, after those saved before. Second derivatives treat them
     * as constants; compute what is to be differentiated again from {@link #input} or {@link
     * #output}.
     */
    void save(Tensor... tensors);

    /**
     * A tensor that was saved.
     *
     * @throws IllegalStateException if it was overwritten since or freed, or its scope is closed
     */
    Tensor saved(int index);
}
