/**
 * Writes a class for an expression, whose loop uses the Vector API. Uses {@code loop.spec} and
 * {@code simd}.
 */
@NullMarked
package dev.gatun.kernel.loop.vector;

import org.jspecify.annotations.NullMarked;
