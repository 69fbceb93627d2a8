package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Loshchilov and Hutter, Decoupled weight decay regularization, 2019: {@code torch.optim.AdamW}.
 *
 * <p>{@code w = w (1 - lr weightDecay) - lr m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + eps)},
 * where m and v are running means of the gradients and of their squares, and t counts the steps.
 * Means that would become denormal numbers are 0.
 *
 * {@snippet :
 * Optimizer optimizer = new AdamW(model.parameters(), AdamW.options().lr(1e-3).betas(0.9, 0.99).weightDecay(0.1));
 * }
 */
public final class AdamW extends Optimizer {
    /**
     * Of parameters, which are named "0", "1" and so on.
     *
     * @throws IllegalArgumentException as of {@link Optimizer#addGroup(List, OptimizerOptions)}
     */
    public AdamW(List<Tensor> parameters, double lr) {
        this(Nulls.refuse("AdamW", "parameters", parameters), options().lr(lr));
    }

    /**
     * Of parameters, which are named "0", "1" and so on.
     *
     * @throws IllegalArgumentException as above, or if the options are not those of AdamW
     */
    public AdamW(List<Tensor> parameters, AdamOptions options) {
        super("AdamW", parameters, options);
        options.check("AdamW");
    }

    /** Of parameters with their names. */
    public AdamW(Map<String, Tensor> parameters, double lr) {
        this(Nulls.refuse("AdamW", "parameters", parameters), options().lr(lr));
    }

    /**
     * Of parameters with their names.
     *
     * @throws IllegalArgumentException as above, or if the options are not those of AdamW
     */
    public AdamW(Map<String, Tensor> parameters, AdamOptions options) {
        super("AdamW", parameters, options);
        options.check("AdamW");
    }

    /** The options with their defaults: rate 1e-3, betas 0.9 and 0.999, eps 1e-8, decay 0.01. */
    public static AdamOptions options() {
        return AdamOptions.ADAM_W;
    }
}
