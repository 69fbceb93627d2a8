/**
 * Elements that depend on their position: random numbers, sequences, triangles. Uses {@code move}
 * and {@code threads}.
 */
@NullMarked
package dev.gatun.kernel.fill;

import org.jspecify.annotations.NullMarked;
