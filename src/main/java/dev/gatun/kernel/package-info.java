/**
 * Loops over memory, and the library's only calls of OpenBLAS: a package for each kind of loop.
 * Called by the packages of {@code tensor}.
 *
 * <p>Softmax and norms are in {@code row}, sums and extremes in {@code reduce}, matrix products in
 * {@code matmul}, elementwise expressions in {@code loop}, random numbers and sequences in {@code
 * fill}, copies and conversions in {@code move}, the worker threads in {@code threads}, the vectors
 * of the JVM in {@code simd}. They check their arguments by assertions only; tensors check shapes
 * and types.
 *
 * <p>The classes of this package itself start and end all of them.
 */
@NullMarked
package dev.gatun.kernel;

import org.jspecify.annotations.NullMarked;
