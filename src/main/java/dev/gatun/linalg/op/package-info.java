/**
 * The operations of linear algebra, a record each: checks of values, result and gradient side by
 * side. Not exported; the methods of {@code Linalg} use it.
 */
@NullMarked
package dev.gatun.linalg.op;

import org.jspecify.annotations.NullMarked;
