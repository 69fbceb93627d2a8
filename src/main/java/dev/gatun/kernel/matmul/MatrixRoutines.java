package dev.gatun.kernel.matmul;

import dev.gatun.kernel.threads.Threads;
import dev.gatun.openblas.Blas;
import java.lang.foreign.MemorySegment;

/**
 * The products of the library, as each {@link Backend} computes them. Matrices lie in off-heap
 * memory, from the first byte of their segment.
 *
 * <p>Large products are divided among the {@link Threads#count()} threads of the library; results
 * do not depend on how many there are. All refuse the same calls with the same exceptions, those of
 * {@link Blas}, and then have written nothing.
 */
public sealed interface MatrixRoutines permits JavaRoutines, OpenBlasRoutines {

    /** Computes a product of matrices. */
    void gemm(Gemm product, MemorySegment a, MemorySegment b, MemorySegment c);

    /** Computes a product of a matrix and a vector. */
    void gemv(Gemv product, MemorySegment a, MemorySegment x, MemorySegment y);
}
