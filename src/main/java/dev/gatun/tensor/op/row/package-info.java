/**
 * Operations on rows along one axis: softmax, norms, cross-entropy. Each operation is a record of
 * what it computes and its gradient; its {@code of} checks the arguments and calls it. Not
 * exported. The methods of tensors use it.
 */
@NullMarked
package dev.gatun.tensor.op.row;

import org.jspecify.annotations.NullMarked;
