package dev.gatun.linalg.driver;

import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.memory.Scope;
import dev.gatun.openblas.Diagonal;
import dev.gatun.openblas.Lapack;
import dev.gatun.openblas.Lapack.Vectors;
import dev.gatun.openblas.LapackException;
import dev.gatun.openblas.Real;
import dev.gatun.openblas.Transpose;
import dev.gatun.openblas.Triangle;
import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;

/** The routines by LAPACK. */
record LapackDriver(Real real) implements Driver {
    private static Transpose trans(boolean isTransposed) {
        return isTransposed ? Transpose.YES : Transpose.NO;
    }

    private static long ld(long rows) {
        return Math.max(1, rows);
    }

    /** Calls a routine that iterates. */
    private static void iterate(Runnable routine) {
        try {
            routine.run();
        } catch (LapackException e) {
            throw new NotConvergedException(e.meaning());
        }
    }

    @Override
    public int potrf(long n, MemorySegment a) {
        try {
            Lapack.potrf(real, Triangle.LOWER, n, a, ld(n));
            return 0;
        } catch (LapackException e) {
            return e.info();
        }
    }

    @Override
    public int getrf(long m, long n, MemorySegment a, MemorySegment pivots) {
        return Lapack.getrf(real, m, n, a, ld(m), pivots);
    }

    @Override
    public void getrs(
            boolean isTransposed,
            long n,
            long k,
            MemorySegment a,
            MemorySegment pivots,
            MemorySegment b) {
        if (hasReciprocals(n, a)) {
            Lapack.getrs(real, trans(isTransposed), n, k, a, ld(n), pivots, b, ld(n));
        } else {
            new JavaDriver(real).getrs(isTransposed, n, k, a, pivots, b);
        }
    }

    @Override
    public void getri(long n, MemorySegment a, MemorySegment pivots) {
        if (hasReciprocals(n, a)) {
            Lapack.getri(real, n, a, ld(n), pivots);
        } else {
            new JavaDriver(real).getri(n, a, pivots);
        }
    }

    /**
     * Whether elements of the diagonal have reciprocals, or are 0. Solvers of OpenBLAS multiply by
     * these; that of a denormal number may be infinite, and its product with 0 is NaN.
     */
    private boolean hasReciprocals(long n, MemorySegment a) {
        double most = real == Real.FLOAT ? Float.MAX_VALUE : Double.MAX_VALUE;
        for (long i = 0; i < n; i++) {
            double each = ElementAccess.get(dtype(), a, i * n + i);
            if (each != 0 && Math.abs(1 / each) > most) {
                return false;
            }
        }
        return true;
    }

    private DType dtype() {
        return real == Real.FLOAT ? DType.F32 : DType.F64;
    }

    @Override
    public int trtrs(
            boolean isUpper,
            boolean isTransposed,
            boolean isUnit,
            long n,
            long k,
            MemorySegment a,
            MemorySegment b) {
        if (!isUnit && !hasReciprocals(n, a)) {
            return new JavaDriver(real).trtrs(isUpper, isTransposed, false, n, k, a, b);
        }
        try {
            Lapack.trtrs(
                    real,
                    isUpper ? Triangle.UPPER : Triangle.LOWER,
                    trans(isTransposed),
                    isUnit ? Diagonal.UNIT : Diagonal.NON_UNIT,
                    n,
                    k,
                    a,
                    ld(n),
                    b,
                    ld(n));
            return 0;
        } catch (LapackException e) {
            return e.info();
        }
    }

    @Override
    public void geqrf(long m, long n, MemorySegment a, MemorySegment tau) {
        Lapack.geqrf(real, m, n, a, ld(m), tau);
    }

    @Override
    public void orgqr(long m, long n, long k, MemorySegment a, MemorySegment tau) {
        Lapack.orgqr(real, m, n, k, a, ld(m), tau);
    }

    /** {@link Lapack#gesdd} or {@link Lapack#gesvd}. */
    interface SvdRoutine {
        void run(
                Real real,
                Vectors vectors,
                long m,
                long n,
                MemorySegment a,
                long lda,
                MemorySegment s,
                MemorySegment u,
                long ldu,
                MemorySegment vt,
                long ldvt);
    }

    /** By divide and conquer, or where that does not converge, by QR iteration. */
    @Override
    public void svd(
            Vectors vectors,
            long m,
            long n,
            MemorySegment a,
            MemorySegment s,
            MemorySegment u,
            MemorySegment vt) {
        svd(Lapack::gesdd, Lapack::gesvd, vectors, m, n, a, s, u, vt);
    }

    /** By one routine, or where that does not converge, by another. */
    void svd(
            SvdRoutine first,
            SvdRoutine otherwise,
            Vectors vectors,
            long m,
            long n,
            MemorySegment a,
            MemorySegment s,
            MemorySegment u,
            MemorySegment vt) {
        long ldvt = ld(vectors == Vectors.THIN ? Math.min(m, n) : n);
        try (Scope scratch = Scope.open("svd")) {
            MemorySegment copy = scratch.allocate(a.byteSize(), 64).copyFrom(a);
            try {
                iterate(() -> first.run(real, vectors, m, n, copy, ld(m), s, u, ld(m), vt, ldvt));
            } catch (NotConvergedException _) {
                copy.copyFrom(a);
                iterate(() ->
                        otherwise.run(real, vectors, m, n, copy, ld(m), s, u, ld(m), vt, ldvt));
            }
        }
        withoutSigns(s, Math.min(m, n));
    }

    /** Zeros among singular values may be negative: on a processor with AVX-512 they are. */
    private void withoutSigns(MemorySegment s, long count) {
        DType dtype = dtype();
        for (long i = 0; i < count; i++) {
            ElementAccess.set(dtype, s, i, Math.abs(ElementAccess.get(dtype, s, i)));
        }
    }

    @Override
    public void syevd(boolean withVectors, long n, MemorySegment a, MemorySegment w) {
        iterate(() -> Lapack.syevd(real, withVectors, Triangle.LOWER, n, a, ld(n), w));
    }

    @Override
    public int gelsd(
            long m,
            long n,
            long k,
            MemorySegment a,
            MemorySegment b,
            MemorySegment s,
            double rcond) {
        try {
            int rank = Lapack.gelsd(real, m, n, k, a, ld(m), b, ld(Math.max(m, n)), s, rcond);
            withoutSigns(s, Math.min(m, n));
            return rank;
        } catch (LapackException e) {
            throw new NotConvergedException(e.meaning());
        }
    }

    @Override
    public void geev(
            boolean withVectors,
            long n,
            MemorySegment a,
            MemorySegment wr,
            MemorySegment wi,
            MemorySegment v) {
        iterate(() -> Lapack.geev(real, withVectors, n, a, ld(n), wr, wi, v, ld(n)));
    }
}
