/**
 * Operations that change shape, order, type or place of elements: views, copies, conversions,
 * concatenation; and the gradient of broadcasting. Each operation is a record of what it computes
 * and its gradient; its {@code of} checks the arguments and calls it. Not exported. The packages of
 * tensors use it.
 */
@NullMarked
package dev.gatun.tensor.op.move;

import org.jspecify.annotations.NullMarked;
