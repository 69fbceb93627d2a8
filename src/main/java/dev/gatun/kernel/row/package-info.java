/**
 * Softmax, layer norm and cross-entropy: programs over rows, which run in several passes over
 * blocks of rows that stay in cache.
 *
 * <p>A program is made once, of named operands and statements. The passes, the roles of the
 * operands and the memory for intermediate numbers are derived from these:
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
 * <p>Called by {@code tensor}. Uses {@code reduce}, {@code loop}, {@code loop.spec} and {@code
 * move}.
 */
@NullMarked
package dev.gatun.kernel.row;

import org.jspecify.annotations.NullMarked;
