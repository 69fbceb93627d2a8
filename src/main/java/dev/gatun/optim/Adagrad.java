package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Duchi, Hazan and Singer, Adaptive subgradient methods, 2011: {@code torch.optim.Adagrad}. The
 * gradient is divided by the root of the sum of its squares so far, plus eps.
 *
 * {@snippet :
 * Optimizer optimizer = new Adagrad(model.parameters(), Adagrad.options().lr(0.1));
 * }
 */
public final class Adagrad extends Optimizer {
    /**
     * Of parameters, which are named "0", "1" and so on.
     *
     * @throws IllegalArgumentException as of {@link Optimizer#addGroup(List, OptimizerOptions)}
     */
    public Adagrad(List<Tensor> parameters, double lr) {
        this(Nulls.refuse("Adagrad", "parameters", parameters), options().lr(lr));
    }

    /** Of parameters, which are named "0", "1" and so on. */
    public Adagrad(List<Tensor> parameters, AdagradOptions options) {
        super("Adagrad", parameters, options);
    }

    /** Of parameters with their names. */
    public Adagrad(Map<String, Tensor> parameters, double lr) {
        this(Nulls.refuse("Adagrad", "parameters", parameters), options().lr(lr));
    }

    /** Of parameters with their names. */
    public Adagrad(Map<String, Tensor> parameters, AdagradOptions options) {
        super("Adagrad", parameters, options);
    }

    /**
     * The options with their defaults: rate 1e-2, which does not decay, sums that begin with 0, eps
     * 1e-10, no decay.
     */
    public static AdagradOptions options() {
        return AdagradOptions.DEFAULT;
    }
}
