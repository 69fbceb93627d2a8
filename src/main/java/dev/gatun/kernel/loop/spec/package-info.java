/**
 * What the ways to run an expression share: what is computed ({@link
 * dev.gatun.kernel.loop.spec.Output}), how the operands stand in memory ({@link
 * dev.gatun.kernel.loop.spec.AccessPattern}), and what can then be called ({@link
 * dev.gatun.kernel.loop.spec.Loop}). Uses no other package of kernels.
 */
@NullMarked
package dev.gatun.kernel.loop.spec;

import org.jspecify.annotations.NullMarked;
