/**
 * Compiles an expression to a class whose loop uses the Vector API. Called by {@code loop}; uses
 * {@code loop.spec} and {@code simd}.
 */
@NullMarked
package dev.gatun.kernel.loop.vector;

import org.jspecify.annotations.NullMarked;
