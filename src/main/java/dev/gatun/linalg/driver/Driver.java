package dev.gatun.linalg.driver;

import dev.gatun.kernel.matmul.Backend;
import dev.gatun.openblas.Lapack.Vectors;
import dev.gatun.openblas.OpenBlas;
import dev.gatun.openblas.Real;
import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;

/**
 * The routines of linear algebra on one matrix, by the names and with the operands of LAPACK.
 * Matrices lie by columns, without gaps, are finite and off heap. Those that return a number return
 * LAPACK's {@code info}: 0, or where the matrix is singular or not positive definite, counted from
 * 1. Those that may not converge throw {@link NotConvergedException}.
 */
public interface Driver {
    /**
     * Matrices whose sizes are all at most this are treated in Java: a call of LAPACK costs more.
     */
    int SMALL = 8;

    /** The driver for matrices of a type, F32 or F64, with no size above {@code size}. */
    static Driver of(DType dtype, long size) {
        Real real = dtype == DType.F32 ? Real.FLOAT : Real.DOUBLE;
        return size > SMALL && hasLapack() ? new LapackDriver(real) : new JavaDriver(real);
    }

    /** Whether matrices that are not small are treated by LAPACK. */
    static boolean hasLapack() {
        return Backend.active() == Backend.OPENBLAS && OpenBlas.hasLapack();
    }

    /** {@code A = L L'}, in the lower triangle, which alone is read and written. */
    int potrf(long n, MemorySegment a);

    /** {@code A = P L U}; {@code pivots} are ints, counted from 1. */
    int getrf(long m, long n, MemorySegment a, MemorySegment pivots);

    /** Solves {@code A X = B} by the factors of {@link #getrf}; B is n x k. */
    void getrs(
            boolean isTransposed,
            long n,
            long k,
            MemorySegment a,
            MemorySegment pivots,
            MemorySegment b);

    /** The inverse by the factors of {@link #getrf}, none of whose pivots is 0, in their place. */
    void getri(long n, MemorySegment a, MemorySegment pivots);

    /** Solves a triangular system with B, n x k. */
    int trtrs(
            boolean isUpper,
            boolean isTransposed,
            boolean isUnit,
            long n,
            long k,
            MemorySegment a,
            MemorySegment b);

    /** {@code A = Q R}: R and the reflectors of Q. */
    void geqrf(long m, long n, MemorySegment a, MemorySegment tau);

    /** The first n columns of Q, m x n, of k reflectors, in their place. */
    void orgqr(long m, long n, long k, MemorySegment a, MemorySegment tau);

    /** The singular values and vectors of A, which is overwritten. */
    void svd(
            Vectors vectors,
            long m,
            long n,
            MemorySegment a,
            MemorySegment s,
            MemorySegment u,
            MemorySegment vt);

    /** Eigenvalues of a symmetric A, ascending; V takes its place. */
    void syevd(boolean withVectors, long n, MemorySegment a, MemorySegment w);

    /**
     * Least squares of least norm; B has max(m, n) rows.
     *
     * @return the rank
     */
    int gelsd(
            long m,
            long n,
            long k,
            MemorySegment a,
            MemorySegment b,
            MemorySegment s,
            double rcond);

    /** Eigenvalues of A, which is overwritten, and its eigenvectors as LAPACK packs them. */
    void geev(
            boolean withVectors,
            long n,
            MemorySegment a,
            MemorySegment wr,
            MemorySegment wi,
            MemorySegment v);
}
