/**
 * Loops over memory, and the one door of the library to OpenBLAS: a package for each kind of loop.
 *
 * <p>Softmax and norms are in {@code row}, sums and extremes in {@code reduce}, matrix products in
 * {@code matmul}, elementwise expressions in {@code loop}, random numbers and sequences in {@code
 * fill}, copies and conversions in {@code move}, the worker threads in {@code threads}. None of
 * them checks what it is given but by asserts: shapes and types are checked by the tensors above.
 *
 * <p>What stands here itself concerns all of them: starting and ending.
 */
@NullMarked
package dev.gatun.kernel;

import org.jspecify.annotations.NullMarked;
