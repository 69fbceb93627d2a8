package dev.gatun.nn;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;
import java.util.function.UnaryOperator;

/** A function without parameters as a layer, under PyTorch's name for it. */
public abstract sealed class FunctionLayer extends Layer permits Activation, Pooling {
    private final String name;
    private final String options;
    private final UnaryOperator<Tensor> function;

    /**
     * A function as a layer.
     *
     * @param type the class, in messages
     * @param name the name in print
     * @param options what is printed between the brackets
     */
    FunctionLayer(String type, String name, String options, UnaryOperator<Tensor> function) {
        this.name = Nulls.refuse(type, "name", name);
        this.options = Nulls.refuse(type, "options", options);
        this.function = Nulls.refuse(type, "function", function);
    }

    @Override
    protected final Tensor forward(Tensor x) {
        return function.apply(x);
    }

    @Override
    protected final String typeName() {
        return name;
    }

    @Override
    protected final String options() {
        return options;
    }
}
