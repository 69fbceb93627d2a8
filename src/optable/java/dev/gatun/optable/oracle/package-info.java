/**
 * What operations must give, by plain loops over numbers in double, and how near to it a result
 * must be. The rows of the table use it.
 */
@NullMarked
package dev.gatun.optable.oracle;

import org.jspecify.annotations.NullMarked;
