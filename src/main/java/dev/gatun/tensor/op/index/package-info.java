/**
 * Operations on elements named by index, or by where they stand. Each operation is a record of what
 * it computes and its gradient; its {@code of} checks the arguments and calls it. Not exported. The
 * methods of tensors use it.
 */
@NullMarked
package dev.gatun.tensor.op.index;

import org.jspecify.annotations.NullMarked;
