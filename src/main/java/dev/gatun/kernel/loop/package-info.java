/**
 * Elementwise expressions, and reductions of them along the last axis, over operands of any layout
 * and type.
 *
 * <p>A {@link dev.gatun.kernel.loop.Kernel} is a compiled expression. A call of it merges axes and
 * picks a loop for the access pattern of the innermost one: interpreted at first, compiled once it
 * is hot. Uses {@code loop.interpreted}, {@code loop.vector}, {@code loop.spec}, {@code move} and
 * {@code threads}.
 */
@NullMarked
package dev.gatun.kernel.loop;

import org.jspecify.annotations.NullMarked;
