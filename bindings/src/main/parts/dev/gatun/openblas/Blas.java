// joins VectorRoutines MatrixVectorRoutines MatrixMatrixRoutines MatrixCopyRoutines ArrayRoutines
package dev.gatun.openblas;

/**
 * The BLAS, on {@code float} ({@code s...}) and {@code double} ({@code d...}) elements, computed by
 * OpenBLAS.
 *
 * {@snippet :
 * // C (2 x 4) = A (2 x 3) times B (3 x 4), row by row
 * try (Arena arena = Arena.ofConfined()) {
 *     MemorySegment a = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4, 5, 6);
 *     MemorySegment b = arena.allocate(ValueLayout.JAVA_FLOAT, 12).fill((byte) 0);
 *     MemorySegment c = arena.allocate(ValueLayout.JAVA_FLOAT, 8);
 *     Blas.sgemm(Order.ROW_MAJOR, Transpose.NO, Transpose.NO, 2, 4, 3, 1, a, 3, b, 4, 0, c, 4);
 * }
 * }
 *
 * <p>The names, and the order and meaning of arguments, are those of the C interface. Sizes,
 * increments and leading dimensions count elements, and fit 31 bits, the width of an {@code int} in
 * OpenBLAS. An operand begins at the first byte of its segment, which may be longer than needed.
 *
 * <p>A vector is {@code n} elements, {@code inc} apart; with a negative increment it runs from the
 * end of its memory to the beginning, so {@code x[i]} is at {@code (n - 1 - i) * |inc|}.
 *
 * <p>Every argument is checked before native code runs, also where nothing is to be computed, and a
 * refused call has written nothing. A method throws
 *
 * <ul>
 *   <li>{@link IllegalArgumentException} for a size, increment or leading dimension out of range,
 *       an operand shorter than these ask for, a segment on the heap, misaligned for its elements
 *       or, where it is written, read-only, and for an output that shares elements with another
 *       operand (see below);
 *   <li>{@link NullPointerException} for a null, naming it;
 *   <li>{@link IllegalStateException} for a segment whose scope is closed, {@link
 *       WrongThreadException} for one confined to another thread;
 *   <li>{@link OpenBlasUnavailableException} when there is no library to call.
 * </ul>
 *
 * <p>An output may lie between the elements of another operand: blocks of one matrix can be
 * multiplied into a third block of it, and a row updated from a column, as factorisations do. Which
 * elements are shared is worked out exactly when the leading dimensions agree; otherwise the
 * address ranges must not meet. The routines that go element by element (axpy, axpby, copy, swap,
 * geadd) also take the very same operand twice.
 *
 * <p>With {@code beta = 0} an output is overwritten, NaN included; with {@code alpha = 0} or an
 * empty inner dimension the factors are not read, and NaN in them does not spread. OpenBLAS alone
 * keeps neither promise at every size.
 *
 * <p>There is no {@code amax}: OpenBLAS's skips NaN and answers 0, a valid index, for an empty
 * vector.
 *
 * <p>Methods are safe to call from any number of threads, on outputs that do not overlap. While
 * OpenBLAS may use several threads for one call ({@link OpenBlas#setThreads}), products of matrices
 * and the other routines of level 3 run one at a time. Results may differ in the last bits with the
 * processor and the number of threads.
 */
public final class Blas {
    private Blas() {}
}
