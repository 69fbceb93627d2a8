/**
 * Compiles expressions to machine code: steps of an expression become {@linkplain
 * dev.gatun.kernel.loop.emitted.Primitive primitive steps} that both instruction sets of x86-64
 * have, and these become instructions. Called by {@code loop}; uses {@code loop.spec}.
 */
@NullMarked
package dev.gatun.kernel.loop.emitted;

import org.jspecify.annotations.NullMarked;
