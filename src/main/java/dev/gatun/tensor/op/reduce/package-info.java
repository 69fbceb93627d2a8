/**
 * Reductions along axes and running sums: sums, extremes, norms. Each operation is a record of what
 * it computes and its gradient; its {@code of} checks the arguments and calls it. Not exported. The
 * methods of tensors use it.
 */
@NullMarked
package dev.gatun.tensor.op.reduce;

import org.jspecify.annotations.NullMarked;
