/**
 * The specification of a loop, for interpreted and compiled ones: the results ({@link
 * dev.gatun.kernel.loop.spec.Output}), the access pattern of the operands ({@link
 * dev.gatun.kernel.loop.spec.AccessPattern}), and the loop itself ({@link
 * dev.gatun.kernel.loop.spec.Loop}). Called by the other packages of {@code loop} and by {@code
 * reduce} and {@code row}; uses no other package of kernels.
 */
@NullMarked
package dev.gatun.kernel.loop.spec;

import org.jspecify.annotations.NullMarked;
