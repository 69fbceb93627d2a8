/**
 * Layers of networks and their state, named as PyTorch names them. Written with what users of the
 * library have: tensors, formulas, operations, scopes. For users of the library; knows no
 * optimizer.
 *
 * {@snippet :
 * import dev.gatun.memory.Scope;
 * import dev.gatun.nn.Activation;
 * import dev.gatun.nn.Linear;
 * import dev.gatun.nn.Sequential;
 * import dev.gatun.tensor.Tensor;
 *
 * try (Scope _ = Scope.open("model")) {
 *     Sequential net = new Sequential(new Linear(8, 16), Activation.relu(), new Linear(16, 3));
 *     Tensor scores = net.apply(Tensor.randn(32, 8)); // (32, 3)
 *     scores.square().mean().backward();
 *     assert net.parameters().size() == 4;
 *     assert net.parameters().getFirst().grad() != null;
 * }
 * }
 */
@NullMarked
package dev.gatun.nn;

import org.jspecify.annotations.NullMarked;
