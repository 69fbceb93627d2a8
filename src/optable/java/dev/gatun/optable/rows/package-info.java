/**
 * The rows of the table of operations, a file for each family, and {@link
 * dev.gatun.optable.rows.OpTable} that holds them all.
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.optable.rows;
