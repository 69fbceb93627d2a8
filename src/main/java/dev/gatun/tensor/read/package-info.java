/** Converts elements to Java numbers, arrays and text. Called by {@code tensor}; not exported. */
@NullMarked
package dev.gatun.tensor.read;

import org.jspecify.annotations.NullMarked;
