/**
 * Order: sorting, selection by rank, search among sorted numbers, counting and drawing. Each is a
 * composition of a kernel that finds places and of operations with gradients, above all {@code
 * gather}. Not exported. The methods of tensors use it.
 */
@NullMarked
package dev.gatun.tensor.op.order;

import org.jspecify.annotations.NullMarked;
