/**
 * What SIMD instructions this JVM has: asked by the loops, by matrix products in Java, and by what
 * tells users of it. Uses no other package of kernels.
 */
@NullMarked
package dev.gatun.kernel.simd;

import org.jspecify.annotations.NullMarked;
