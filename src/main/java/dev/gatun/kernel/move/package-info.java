/**
 * Elements from one place to another: copies, conversions between types, gathering and scattering
 * by index. Here is also the {@link dev.gatun.kernel.move.Operand}, an array as every kernel meets
 * it. Uses {@code threads}.
 */
@NullMarked
package dev.gatun.kernel.move;

import org.jspecify.annotations.NullMarked;
