/**
 * Operations that select elements by index, and triangles of matrices. Each operation is a record
 * of what it computes and its gradient; its {@code of} checks the arguments and calls it. Not
 * exported. The methods of tensors use it.
 */
@NullMarked
package dev.gatun.tensor.op.index;

import org.jspecify.annotations.NullMarked;
