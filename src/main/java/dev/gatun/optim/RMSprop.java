package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Tieleman and Hinton, Lecture 6.5 - rmsprop, 2012: {@code torch.optim.RMSprop}. The gradient is
 * divided by the root of the running mean of its squares, plus eps; where it is centred, by the
 * deviation. Rounding cannot make that variance negative, as it can in PyTorch.
 *
 * {@snippet :
 * Optimizer optimizer = new RMSprop(model.parameters(), RMSprop.options().momentum(0.9));
 * }
 */
public final class RMSprop extends Optimizer {
    /**
     * Of parameters, which are named "0", "1" and so on.
     *
     * @throws IllegalArgumentException as of {@link Optimizer#addGroup(List, OptimizerOptions)}
     */
    public RMSprop(List<Tensor> parameters, double lr) {
        this(Nulls.refuse("RMSprop", "parameters", parameters), options().lr(lr));
    }

    /** Of parameters, which are named "0", "1" and so on. */
    public RMSprop(List<Tensor> parameters, RMSpropOptions options) {
        super("RMSprop", parameters, options);
    }

    /** Of parameters with their names. */
    public RMSprop(Map<String, Tensor> parameters, double lr) {
        this(Nulls.refuse("RMSprop", "parameters", parameters), options().lr(lr));
    }

    /** Of parameters with their names. */
    public RMSprop(Map<String, Tensor> parameters, RMSpropOptions options) {
        super("RMSprop", parameters, options);
    }

    /** The options with their defaults: rate 1e-2, alpha 0.99, eps 1e-8, no momentum, no decay. */
    public static RMSpropOptions options() {
        return RMSpropOptions.DEFAULT;
    }
}
