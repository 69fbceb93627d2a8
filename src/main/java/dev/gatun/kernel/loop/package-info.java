/**
 * Kernels of elementwise expressions, and of reductions of them along the last axis, over operands
 * of any layout and type.
 *
 * <p>A call of a {@link dev.gatun.kernel.loop.Kernel} merges axes and selects a loop for the access
 * pattern of the innermost one: interpreted at first, compiled when it is hot. Called by {@code
 * tensor}, {@code reduce} and {@code row}. Uses {@code loop.interpreted}, {@code loop.vector},
 * {@code loop.spec}, {@code move}, {@code threads} and {@code simd}.
 */
@NullMarked
package dev.gatun.kernel.loop;

import org.jspecify.annotations.NullMarked;
