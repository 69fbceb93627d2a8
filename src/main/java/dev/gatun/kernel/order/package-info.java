/**
 * Elements in order: which come first along an axis ({@link dev.gatun.kernel.order.RowOrder}),
 * where a value stands among sorted ones ({@link dev.gatun.kernel.order.SortedSearch}). Elements of
 * every type are compared by integer keys ({@link dev.gatun.kernel.order.SortKeys}).
 *
 * <p>Not exported; called by {@code tensor.op.order}. Uses {@code move} and {@code threads}.
 */
@NullMarked
package dev.gatun.kernel.order;

import org.jspecify.annotations.NullMarked;
