/**
 * Linear algebra on matrices and batches of them: factorizations, systems of equations, least
 * squares, eigenvalues; and Fourier transforms. Computed by LAPACK where the OpenBLAS in use has
 * it, otherwise, and for small matrices, in Java. For users of the library.
 *
 * {@snippet :
 * import dev.gatun.linalg.Linalg;
 * import dev.gatun.linalg.Svd;
 * import dev.gatun.memory.Scope;
 * import dev.gatun.tensor.Tensor;
 *
 * try (Scope scope = Scope.open("linear algebra")) {
 *     Tensor a = Tensor.of(new double[] {4, 1, 1, 3}, 2, 2);
 *     Tensor x = Linalg.solve(a, Tensor.of(1.0, 2.0));
 *     assert x.allClose(Tensor.of(1 / 11.0, 7 / 11.0));
 *     Svd svd = Linalg.svd(a);
 *     assert svd.s().prod().allClose(Linalg.det(a));
 * }
 * }
 */
@NullMarked
package dev.gatun.linalg;

import org.jspecify.annotations.NullMarked;
