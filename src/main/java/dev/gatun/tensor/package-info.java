/**
 * Tensors: what a user of this library works with.
 *
 * {@snippet :
 * import dev.gatun.memory.Scope;
 * import dev.gatun.shape.DType;
 * import dev.gatun.shape.Slice;
 * import dev.gatun.tensor.Tensor;
 *
 * try (Scope step = Scope.open("step")) {
 *     Tensor x = Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}});
 *     Tensor y = x.mul(2).add(Tensor.of(10f, 20f, 30f)); // the row is added to each row
 *     assert y.toString().equals("[[12. 24. 36.]\n [18. 30. 42.]]\n[2, 3] float32");
 *
 *     Tensor odd = x.slice(1, Slice.every(2)); // a view: the same memory
 *     odd.fill_(0);
 *     assert x.get(1, 2) == 0 && x.get(1, 1) == 5;
 *
 *     // An operation of one's own runs in one pass, whatever it consists of.
 *     Tensor z = Tensor.map(x, y, (a, b) -> a.mul(b).add(1).log());
 *     assert Math.abs(z.get(0, 1) - Math.log(2 * 24 + 1)) < 1e-6;
 *     assert z.t().to(DType.F64).get(1, 0) == z.get(0, 1);
 * }
 * }
 *
 * <p>Start with {@link dev.gatun.tensor.Tensor}; its methods stand in one interface a family. A
 * {@link dev.gatun.tensor.Formula} is an elementwise operation made once and kept, a {@link
 * dev.gatun.tensor.Generator} a source of random tensors. Every other operation is an {@link
 * dev.gatun.tensor.Op}, the library's own and yours: what it computes and its gradient, side by
 * side.
 */
@NullMarked
package dev.gatun.tensor;

import org.jspecify.annotations.NullMarked;
