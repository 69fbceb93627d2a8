/**
 * Optimizers with PyTorch's formulas and defaults, schedules of their rates, clipping of gradients,
 * running averages of weights. For users of the library; written with its public interface alone,
 * and independent of how a model is made of layers: an optimizer is given the parameters.
 *
 * {@snippet :
 * import dev.gatun.memory.Scope;
 * import dev.gatun.optim.AdamW;
 * import dev.gatun.tensor.Tensor;
 * import java.util.Map;
 *
 * try (Scope model = Scope.open("model")) {
 *     Tensor w = Tensor.of(4f, -2f).requiresGrad_(true);
 *     AdamW optimizer =
 *             new AdamW(Map.of("w", w), AdamW.options().lr(0.1).betas(0.9, 0.99).weightDecay(0));
 *     for (int i = 0; i < 200; i++) {
 *         try (Scope step = Scope.open("step")) {
 *             optimizer.zeroGrad();
 *             w.sub(1).square().sum().backward();
 *             optimizer.step();
 *         }
 *     }
 *     assert w.allClose(w.onesLike(), 0, 1e-2);
 *     assert optimizer.stateDict().containsKey("w.exp_avg");
 * }
 * }
 */
@NullMarked
package dev.gatun.optim;

import org.jspecify.annotations.NullMarked;
