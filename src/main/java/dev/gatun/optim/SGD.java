package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Stochastic gradient descent, with momentum where it is wanted: {@code torch.optim.SGD}.
 *
 * <p>With a direction b and a gradient g, to which {@code weightDecay * w} is added, a step is
 * {@code b = momentum b + (1 - dampening) g} and {@code w = w - lr b}; the first direction is the
 * gradient. Nesterov's step is {@code w = w - lr (g + momentum b)}.
 *
 * {@snippet :
 * Optimizer optimizer = new SGD(model.parameters(), SGD.options().lr(0.1).momentum(0.9));
 * }
 */
public final class SGD extends Optimizer {
    /**
     * Of parameters, which are named "0", "1" and so on.
     *
     * @throws IllegalArgumentException as of {@link Optimizer#addGroup(List, OptimizerOptions)}
     */
    public SGD(List<Tensor> parameters, double lr) {
        this(Nulls.refuse("SGD", "parameters", parameters), options().lr(lr));
    }

    /** Of parameters, which are named "0", "1" and so on. */
    public SGD(List<Tensor> parameters, SGDOptions options) {
        super("SGD", parameters, options);
    }

    /** Of parameters with their names. */
    public SGD(Map<String, Tensor> parameters, double lr) {
        this(Nulls.refuse("SGD", "parameters", parameters), options().lr(lr));
    }

    /** Of parameters with their names. */
    public SGD(Map<String, Tensor> parameters, SGDOptions options) {
        super("SGD", parameters, options);
    }

    /** The options with their defaults: rate 1e-3, no momentum, no decay. */
    public static SGDOptions options() {
        return SGDOptions.DEFAULT;
    }
}
