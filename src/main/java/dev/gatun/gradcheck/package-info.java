/**
 * Gradients compared with finite differences of the function, or with the same function written
 * with the {@linkplain dev.gatun.reference reference}.
 *
 * {@snippet :
 * import dev.gatun.gradcheck.GradCheck;
 * import dev.gatun.memory.Scope;
 * import dev.gatun.tensor.Tensor;
 *
 * try (Scope scope = Scope.open("check")) {
 *     Tensor x = Tensor.of(0.3, -1.2).requiresGrad_(true);
 *     GradCheck.Report report = GradCheck.STANDARD.first(in -> in[0].tanh().mul(in[0]), x);
 *     assert report.orThrow().compared() == 4; // two results, two elements each
 * }
 * }
 */
@NullMarked
package dev.gatun.gradcheck;

import org.jspecify.annotations.NullMarked;
