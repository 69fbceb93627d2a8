/**
 * Softmax, layer norm and cross-entropy: a few kernels one after the other over rows that stay in
 * cache meanwhile.
 *
 * <p>Uses {@code reduce}, {@code loop}, {@code loop.spec} and {@code move}.
 */
@NullMarked
package dev.gatun.kernel.row;

import org.jspecify.annotations.NullMarked;
