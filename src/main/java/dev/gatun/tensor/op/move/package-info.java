/**
 * Operations that move elements and compute none: views, copies, conversions, tensors joined and
 * parts put back; and the gradient of broadcasting, which sums what was repeated. Each operation is
 * a record of what it computes and its gradient; its {@code of} checks the arguments and calls it.
 * Not exported. The packages of tensors use it.
 */
@NullMarked
package dev.gatun.tensor.op.move;

import org.jspecify.annotations.NullMarked;
