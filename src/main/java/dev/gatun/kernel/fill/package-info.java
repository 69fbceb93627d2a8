/**
 * Fills whose elements depend on their index: random numbers, sequences, triangles. Called by
 * {@code tensor} and {@code reduce}; uses {@code move} and {@code threads}.
 */
@NullMarked
package dev.gatun.kernel.fill;

import org.jspecify.annotations.NullMarked;
