/**
 * Copies, conversions between types, gathering and scattering by index; and {@link
 * dev.gatun.kernel.move.Operand}, the array that all kernels take. Called by {@code tensor} and the
 * other packages of kernels; uses {@code threads}.
 */
@NullMarked
package dev.gatun.kernel.move;

import org.jspecify.annotations.NullMarked;
