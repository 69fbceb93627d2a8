/**
 * Attention, by blocks whose scores stay in cache.
 *
 * <p>Called by {@code tensor}. Uses {@code matmul}, {@code row}, {@code move} and {@code threads}.
 */
@NullMarked
package dev.gatun.kernel.attention;

import org.jspecify.annotations.NullMarked;
