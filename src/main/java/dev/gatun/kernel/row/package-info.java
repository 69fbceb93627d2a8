/**
 * Softmax, layer norm and cross-entropy: programs over rows, whose passes go over blocks that stay
 * in cache meanwhile.
 *
 * <p>A program is made once, of operands with names and statements over them. Which statements go
 * over a row together, what is read and written, and which numbers need room is derived:
 *
 * {@snippet :
 * static final RowProgram RMS_NORM =
 *         RowProgram.of("rmsNorm", p -> {
 *             RowVariable x = p.row("x");                  // (..., n)
 *             RowVariable weight = p.row("weight", 1);     // (n), or null for 1
 *             RowVariable rstd = p.number("rstd");         // (...)
 *             RowVariable y = p.row("y");                  // (..., n)
 *             RowValue meanSquare = sum(x.square()).div(p.n());
 *             rstd.set(meanSquare.add(p.scalar("eps")).sqrt().reciprocal());
 *             y.set(x.mul(rstd).mul(weight));
 *         });
 *
 * RMS_NORM.run(DType.F32, new double[] {1e-5}, x, weight, rstd, y);
 * }
 *
 * <p>Operations on tensors alone call it. Uses {@code reduce}, {@code loop}, {@code loop.spec} and
 * {@code move}.
 */
@NullMarked
package dev.gatun.kernel.row;

import org.jspecify.annotations.NullMarked;
