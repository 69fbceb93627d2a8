/** Elements given back as Java has them: single numbers, arrays, text. Not exported. */
@NullMarked
package dev.gatun.tensor.read;

import org.jspecify.annotations.NullMarked;
