/**
 * Attention and the networks made of it: heads, masks, positions, PyTorch's transformer layers, the
 * shapes of GPT-2 and Llama under the names of their published weights, and the cache that decoding
 * goes by. For users of the library.
 *
 * {@snippet :
 * import dev.gatun.memory.Scope;
 * import dev.gatun.nn.attention.AttentionMask;
 * import dev.gatun.nn.attention.MultiHeadAttention;
 * import dev.gatun.tensor.Tensor;
 *
 * try (Scope _ = Scope.open("model")) {
 *     MultiHeadAttention attention = new MultiHeadAttention(64, 4);
 *     Tensor y = attention.apply(Tensor.randn(8, 16, 64), AttentionMask.causal());
 *     assert y.shape().toString().equals("[8, 16, 64]");
 * }
 * }
 */
@NullMarked
package dev.gatun.nn.attention;

import org.jspecify.annotations.NullMarked;
