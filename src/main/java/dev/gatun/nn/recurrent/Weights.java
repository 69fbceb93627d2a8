package dev.gatun.nn.recurrent;

import dev.gatun.nn.Init;
import dev.gatun.nn.Parameter;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The weights of one direction of a layer, or of a cell, for g gates of h units.
 *
 * @param input for the input, (g h, inputs)
 * @param hidden for the hidden state, (g h, h)
 * @param inputBias (g h), or null
 * @param hiddenBias (g h); null if there is no other
 */
record Weights(
        Parameter input,
        Parameter hidden,
        @Nullable Parameter inputBias,
        @Nullable Parameter hiddenBias) {

    /**
     * Registers weights under PyTorch's names, with its start: uniform between +-1/sqrt(h).
     *
     * @param register registers a parameter of the module
     * @param suffix follows the names
     */
    static Weights register(
            BiFunction<String, Tensor, Parameter> register,
            String suffix,
            int gates,
            long inputs,
            long units,
            boolean hasBias) {
        double bound = 1 / Math.sqrt((double) units);
        BiFunction<String, Tensor, Parameter> start =
                (name, zeros) ->
                        register.apply(
                                name + suffix,
                                Init.uniform(zeros, -bound, bound, Generator.standard()));
        long rows = gates * units;
        return new Weights(
                start.apply("weight_ih", Tensor.zeros(rows, inputs)),
                start.apply("weight_hh", Tensor.zeros(rows, units)),
                hasBias ? start.apply("bias_ih", Tensor.zeros(rows)) : null,
                hasBias ? start.apply("bias_hh", Tensor.zeros(rows)) : null);
    }

    /** The sum of the biases, for gates that add them; null if there are none. */
    @Nullable Tensor bias() {
        return inputBias == null || hiddenBias == null
                ? null
                : computed(inputBias).add(computed(hiddenBias));
    }

    /** A parameter in the type that it is computed with. */
    static Tensor computed(Parameter parameter) {
        Tensor value = parameter.tensor();
        return value.to(value.dtype().computeType());
    }
}
