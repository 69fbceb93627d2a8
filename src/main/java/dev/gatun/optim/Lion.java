package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Chen and others, Symbolic discovery of optimization algorithms, 2023, algorithm 2. A step has the
 * same size everywhere: {@code w = w (1 - lr weightDecay) - lr sign(beta1 m + (1 - beta1) g)}, then
 * {@code m = beta2 m + (1 - beta2) g}. PyTorch has none.
 *
 * {@snippet :
 * Optimizer optimizer = new Lion(model.parameters(), Lion.options().lr(1e-4).weightDecay(1));
 * }
 */
public final class Lion extends Optimizer {
    /**
     * Of parameters, which are named "0", "1" and so on.
     *
     * @throws IllegalArgumentException as of {@link Optimizer#addGroup(List, OptimizerOptions)}
     */
    public Lion(List<Tensor> parameters, double lr) {
        this(Nulls.refuse("Lion", "parameters", parameters), options().lr(lr));
    }

    /** Of parameters, which are named "0", "1" and so on. */
    public Lion(List<Tensor> parameters, LionOptions options) {
        super("Lion", parameters, options);
    }

    /** Of parameters with their names. */
    public Lion(Map<String, Tensor> parameters, double lr) {
        this(Nulls.refuse("Lion", "parameters", parameters), options().lr(lr));
    }

    /** Of parameters with their names. */
    public Lion(Map<String, Tensor> parameters, LionOptions options) {
        super("Lion", parameters, options);
    }

    /** The options with their defaults: rate 1e-4, betas 0.9 and 0.99, no decay. */
    public static LionOptions options() {
        return LionOptions.DEFAULT;
    }
}
