/**
 * Records of operations over windows of images: convolutions, pooling, resizing.
 *
 * <p>Called by {@code tensor}.
 */
@NullMarked
package dev.gatun.tensor.op.window;

import org.jspecify.annotations.NullMarked;
