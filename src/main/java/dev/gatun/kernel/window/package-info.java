/**
 * Convolutions and pooling: sums, products and extremes over windows of images.
 *
 * <p>Called by {@code tensor}. Uses {@code matmul}, {@code reduce} and {@code move}.
 */
@NullMarked
package dev.gatun.kernel.window;

import org.jspecify.annotations.NullMarked;
