/**
 * Recurrent layers and cells, named as PyTorch names them: Elman's network, gated recurrent units,
 * and long short-term memory. For users of the library; stands on {@link dev.gatun.nn}.
 *
 * {@snippet :
 * import dev.gatun.memory.Scope;
 * import dev.gatun.nn.recurrent.LSTM;
 * import dev.gatun.nn.recurrent.LSTMResult;
 * import dev.gatun.nn.recurrent.RecurrentOptions;
 * import dev.gatun.tensor.Tensor;
 *
 * try (Scope _ = Scope.open("model")) {
 *     LSTM lstm = new LSTM(8, 16, RecurrentOptions.DEFAULT.layers(2).batchFirst());
 *     LSTMResult first = lstm.apply(Tensor.randn(4, 10, 8)); // 4 sequences of 10 steps
 *     assert first.output().shape().toString().equals("[4, 10, 16]");
 *     LSTMResult next = lstm.apply(Tensor.randn(4, 10, 8), first.state().detach());
 *     next.output().square().mean().backward();
 * }
 * }
 *
 * <p>A direction of a layer over all its steps is one recorded operation. The products of all
 * inputs with their weights are one product before the first step; a step is one product and one
 * pass over the gates; and the gradients of the weights are one product each after the last.
 */
@NullMarked
package dev.gatun.nn.recurrent;

import org.jspecify.annotations.NullMarked;
