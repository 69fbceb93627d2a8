package dev.gatun.kernel.matmul;

import dev.gatun.kernel.threads.Threads;
import dev.gatun.openblas.Blas;
import java.lang.foreign.MemorySegment;

/**
 * The matrix products of a {@link Backend}. Matrices are in off-heap memory, from the first byte of
 * their segments.
 *
 * <p>Large products are divided among the {@link Threads#count()} threads of the library; results
 * do not depend on how many there are. All implementations throw the same exceptions, those of
 * {@link Blas}, and a call that throws has written nothing.
 */
public sealed interface MatrixRoutines permits JavaRoutines, OpenBlasRoutines {

    /** Computes a product of matrices. */
    void gemm(Gemm product, MemorySegment a, MemorySegment b, MemorySegment c);

    /** Computes a product of a matrix and a vector. */
    void gemv(Gemv product, MemorySegment a, MemorySegment x, MemorySegment y);
}
