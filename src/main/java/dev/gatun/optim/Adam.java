package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Kingma and Ba, Adam: a method for stochastic optimization, 2015: {@code torch.optim.Adam}. Weight
 * decay is added to the gradient; {@link AdamW} takes it off the weights.
 *
 * {@snippet :
 * Optimizer optimizer = new Adam(model.parameters(), 1e-3);
 * }
 */
public final class Adam extends Optimizer {
    /**
     * Of parameters, which are named "0", "1" and so on.
     *
     * @throws IllegalArgumentException as of {@link Optimizer#addGroup(List, OptimizerOptions)}
     */
    public Adam(List<Tensor> parameters, double lr) {
        this(Nulls.refuse("Adam", "parameters", parameters), options().lr(lr));
    }

    /**
     * Of parameters, which are named "0", "1" and so on.
     *
     * @throws IllegalArgumentException as above, or if the options are not those of Adam
     */
    public Adam(List<Tensor> parameters, AdamOptions options) {
        super("Adam", parameters, options);
        options.check("Adam");
    }

    /** Of parameters with their names. */
    public Adam(Map<String, Tensor> parameters, double lr) {
        this(Nulls.refuse("Adam", "parameters", parameters), options().lr(lr));
    }

    /**
     * Of parameters with their names.
     *
     * @throws IllegalArgumentException as above, or if the options are not those of Adam
     */
    public Adam(Map<String, Tensor> parameters, AdamOptions options) {
        super("Adam", parameters, options);
        options.check("Adam");
    }

    /** The options with their defaults: rate 1e-3, betas 0.9 and 0.999, eps 1e-8, no decay. */
    public static AdamOptions options() {
        return AdamOptions.ADAM;
    }
}
