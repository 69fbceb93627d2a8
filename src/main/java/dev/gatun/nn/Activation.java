package dev.gatun.nn;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;
import java.util.function.UnaryOperator;

/** A function without parameters as a layer: {@code Activation.relu()}. */
public final class Activation extends Layer {
    private final String name;
    private final String options;
    private final UnaryOperator<Tensor> function;

    /**
     * A function as a layer.
     *
     * @param name its name in print, such as {@code "ReLU"}
     */
    public Activation(String name, UnaryOperator<Tensor> function) {
        this(name, "", function);
    }

    /**
     * A function as a layer.
     *
     * @param name its name in print, such as {@code "LeakyReLU"}
     * @param options what is printed between the brackets, such as {@code "negative_slope=0.01"}
     */
    public Activation(String name, String options, UnaryOperator<Tensor> function) {
        this.name = Nulls.refuse("Activation", "name", name);
        this.options = Nulls.refuse("Activation", "options", options);
        this.function = Nulls.refuse("Activation", "function", function);
    }

    /** {@link Tensor#relu()}. */
    public static Activation relu() {
        return new Activation("ReLU", Tensor::relu);
    }

    /** {@link Tensor#gelu()}. */
    public static Activation gelu() {
        return new Activation("GELU", "approximate='none'", Tensor::gelu);
    }

    /** {@link Tensor#tanh()}. */
    public static Activation tanh() {
        return new Activation("Tanh", Tensor::tanh);
    }

    /** {@link Tensor#sigmoid()}. */
    public static Activation sigmoid() {
        return new Activation("Sigmoid", Tensor::sigmoid);
    }

    /** {@link Tensor#silu()}. */
    public static Activation silu() {
        return new Activation("SiLU", Tensor::silu);
    }

    @Override
    protected Tensor forward(Tensor x) {
        return function.apply(x);
    }

    @Override
    protected String typeName() {
        return name;
    }

    @Override
    protected String options() {
        return options;
    }
}
