/**
 * Coefficients of functions that are polynomials by segments, which machine code looks up.
 * Functions of {@code loop.emitted} alone use it.
 */
@NullMarked
package dev.gatun.kernel.loop.emitted.segments;

import org.jspecify.annotations.NullMarked;
