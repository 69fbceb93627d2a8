/**
 * The SIMD instructions of this JVM. Called by {@code loop}, {@code matmul} and {@code dev.gatun};
 * uses no other package of kernels.
 */
@NullMarked
package dev.gatun.kernel.simd;

import org.jspecify.annotations.NullMarked;
