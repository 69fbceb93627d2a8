/**
 * Reductions along any axes: sums, products, extremes and their indices; and running sums.
 *
 * <p>Floating-point numbers are folded by kernels of {@code loop}, in pieces whose results are
 * combined, and the columns of small matrices by loops over arrays; integers by plain loops over
 * longs. Uses {@code loop}, {@code loop.spec}, {@code fill}, {@code move} and {@code threads}.
 */
@NullMarked
package dev.gatun.kernel.reduce;

import org.jspecify.annotations.NullMarked;
