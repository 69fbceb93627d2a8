/**
 * The routines of linear algebra on one matrix, by LAPACK or in Java. Not exported; the operations
 * of {@code linalg.op} use them.
 */
@NullMarked
package dev.gatun.linalg.driver;

import org.jspecify.annotations.NullMarked;
