package dev.gatun.openblas;

import static dev.gatun.openblas.LapackCall.lend;

import dev.gatun.openblas.Lapack.Vectors;
import dev.gatun.openblas.generated.Lapacke;
import java.lang.foreign.MemorySegment;

/**
 * LAPACKE's routines, each of both precisions as one, for matrices by columns. The arguments have
 * been checked; the result is LAPACK's {@code info}. Called by {@link Lapack}.
 */
final class LapackRoutines {
    /** LAPACK_COL_MAJOR. */
    private static final int COLUMNS = 102;

    private LapackRoutines() {}

    private static byte letter(Triangle triangle) {
        return (byte) (triangle == Triangle.UPPER ? 'U' : 'L');
    }

    private static byte letter(Transpose trans) {
        return (byte) (trans == Transpose.NO ? 'N' : 'T');
    }

    private static byte letter(Diagonal diagonal) {
        return (byte) (diagonal == Diagonal.UNIT ? 'U' : 'N');
    }

    static int potrf(Real real, Triangle triangle, long n, MemorySegment a, long lda) {
        return real == Real.DOUBLE
                ? Lapacke.LAPACKE_dpotrf(COLUMNS, letter(triangle), (int) n, lend(a), (int) lda)
                : Lapacke.LAPACKE_spotrf(COLUMNS, letter(triangle), (int) n, lend(a), (int) lda);
    }

    static int potrs(
            Real real,
            Triangle triangle,
            long n,
            long k,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb) {
        return real == Real.DOUBLE
                ? Lapacke.LAPACKE_dpotrs(
                        COLUMNS,
                        letter(triangle),
                        (int) n,
                        (int) k,
                        lend(a),
                        (int) lda,
                        lend(b),
                        (int) ldb)
                : Lapacke.LAPACKE_spotrs(
                        COLUMNS,
                        letter(triangle),
                        (int) n,
                        (int) k,
                        lend(a),
                        (int) lda,
                        lend(b),
                        (int) ldb);
    }

    static int potri(Real real, Triangle triangle, long n, MemorySegment a, long lda) {
        return real == Real.DOUBLE
                ? Lapacke.LAPACKE_dpotri(COLUMNS, letter(triangle), (int) n, lend(a), (int) lda)
                : Lapacke.LAPACKE_spotri(COLUMNS, letter(triangle), (int) n, lend(a), (int) lda);
    }

    static int getrf(Real real, long m, long n, MemorySegment a, long lda, MemorySegment pivots) {
        return real == Real.DOUBLE
                ? Lapacke.LAPACKE_dgetrf(
                        COLUMNS, (int) m, (int) n, lend(a), (int) lda, lend(pivots))
                : Lapacke.LAPACKE_sgetrf(
                        COLUMNS, (int) m, (int) n, lend(a), (int) lda, lend(pivots));
    }

    static int getrs(
            Real real,
            Transpose trans,
            long n,
            long k,
            MemorySegment a,
            long lda,
            MemorySegment pivots,
            MemorySegment b,
            long ldb) {
        return real == Real.DOUBLE
                ? Lapacke.LAPACKE_dgetrs(
                        COLUMNS,
                        letter(trans),
                        (int) n,
                        (int) k,
                        lend(a),
                        (int) lda,
                        lend(pivots),
                        lend(b),
                        (int) ldb)
                : Lapacke.LAPACKE_sgetrs(
                        COLUMNS,
                        letter(trans),
                        (int) n,
                        (int) k,
                        lend(a),
                        (int) lda,
                        lend(pivots),
                        lend(b),
                        (int) ldb);
    }

    static int getri(Real real, long n, MemorySegment a, long lda, MemorySegment pivots) {
        return real == Real.DOUBLE
                ? Lapacke.LAPACKE_dgetri(COLUMNS, (int) n, lend(a), (int) lda, lend(pivots))
                : Lapacke.LAPACKE_sgetri(COLUMNS, (int) n, lend(a), (int) lda, lend(pivots));
    }

    static int geqrf(Real real, long m, long n, MemorySegment a, long lda, MemorySegment tau) {
        return real == Real.DOUBLE
                ? Lapacke.LAPACKE_dgeqrf(COLUMNS, (int) m, (int) n, lend(a), (int) lda, lend(tau))
                : Lapacke.LAPACKE_sgeqrf(COLUMNS, (int) m, (int) n, lend(a), (int) lda, lend(tau));
    }

    static int orgqr(
            Real real, long m, long n, long k, MemorySegment a, long lda, MemorySegment tau) {
        return real == Real.DOUBLE
                ? Lapacke.LAPACKE_dorgqr(
                        COLUMNS, (int) m, (int) n, (int) k, lend(a), (int) lda, lend(tau))
                : Lapacke.LAPACKE_sorgqr(
                        COLUMNS, (int) m, (int) n, (int) k, lend(a), (int) lda, lend(tau));
    }

    static int trtrs(
            Real real,
            Triangle triangle,
            Transpose trans,
            Diagonal diagonal,
            long n,
            long k,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb) {
        return real == Real.DOUBLE
                ? Lapacke.LAPACKE_dtrtrs(
                        COLUMNS,
                        letter(triangle),
                        letter(trans),
                        letter(diagonal),
                        (int) n,
                        (int) k,
                        lend(a),
                        (int) lda,
                        lend(b),
                        (int) ldb)
                : Lapacke.LAPACKE_strtrs(
                        COLUMNS,
                        letter(triangle),
                        letter(trans),
                        letter(diagonal),
                        (int) n,
                        (int) k,
                        lend(a),
                        (int) lda,
                        lend(b),
                        (int) ldb);
    }

    static int gesdd(
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
            long ldvt) {
        return real == Real.DOUBLE
                ? Lapacke.LAPACKE_dgesdd(
                        COLUMNS,
                        vectors.letter,
                        (int) m,
                        (int) n,
                        lend(a),
                        (int) lda,
                        lend(s),
                        lend(u),
                        (int) ldu,
                        lend(vt),
                        (int) ldvt)
                : Lapacke.LAPACKE_sgesdd(
                        COLUMNS,
                        vectors.letter,
                        (int) m,
                        (int) n,
                        lend(a),
                        (int) lda,
                        lend(s),
                        lend(u),
                        (int) ldu,
                        lend(vt),
                        (int) ldvt);
    }

    static int gesvd(
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
            long ldvt,
            MemorySegment superb) {
        return real == Real.DOUBLE
                ? Lapacke.LAPACKE_dgesvd(
                        COLUMNS,
                        vectors.letter,
                        vectors.letter,
                        (int) m,
                        (int) n,
                        lend(a),
                        (int) lda,
                        lend(s),
                        lend(u),
                        (int) ldu,
                        lend(vt),
                        (int) ldvt,
                        superb)
                : Lapacke.LAPACKE_sgesvd(
                        COLUMNS,
                        vectors.letter,
                        vectors.letter,
                        (int) m,
                        (int) n,
                        lend(a),
                        (int) lda,
                        lend(s),
                        lend(u),
                        (int) ldu,
                        lend(vt),
                        (int) ldvt,
                        superb);
    }

    static int gelsd(
            Real real,
            long m,
            long n,
            long k,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb,
            MemorySegment s,
            double rcond,
            MemorySegment rank) {
        return real == Real.DOUBLE
                ? Lapacke.LAPACKE_dgelsd(
                        COLUMNS, (int) m, (int) n, (int) k, lend(a), (int) lda, lend(b), (int) ldb,
                        lend(s), rcond, rank)
                : Lapacke.LAPACKE_sgelsd(
                        COLUMNS,
                        (int) m,
                        (int) n,
                        (int) k,
                        lend(a),
                        (int) lda,
                        lend(b),
                        (int) ldb,
                        lend(s),
                        (float) rcond,
                        rank);
    }

    static int syevd(
            Real real,
            boolean withVectors,
            Triangle triangle,
            long n,
            MemorySegment a,
            long lda,
            MemorySegment w) {
        return real == Real.DOUBLE
                ? Lapacke.LAPACKE_dsyevd(
                        COLUMNS,
                        (byte) (withVectors ? 'V' : 'N'),
                        letter(triangle),
                        (int) n,
                        lend(a),
                        (int) lda,
                        lend(w))
                : Lapacke.LAPACKE_ssyevd(
                        COLUMNS,
                        (byte) (withVectors ? 'V' : 'N'),
                        letter(triangle),
                        (int) n,
                        lend(a),
                        (int) lda,
                        lend(w));
    }

    static int geev(
            Real real,
            boolean withVectors,
            long n,
            MemorySegment a,
            long lda,
            MemorySegment wr,
            MemorySegment wi,
            MemorySegment v,
            long ldv) {
        return real == Real.DOUBLE
                ? Lapacke.LAPACKE_dgeev(
                        COLUMNS,
                        (byte) 'N',
                        (byte) (withVectors ? 'V' : 'N'),
                        (int) n,
                        lend(a),
                        (int) lda,
                        lend(wr),
                        lend(wi),
                        MemorySegment.NULL,
                        1,
                        lend(v),
                        (int) ldv)
                : Lapacke.LAPACKE_sgeev(
                        COLUMNS,
                        (byte) 'N',
                        (byte) (withVectors ? 'V' : 'N'),
                        (int) n,
                        lend(a),
                        (int) lda,
                        lend(wr),
                        lend(wi),
                        MemorySegment.NULL,
                        1,
                        lend(v),
                        (int) ldv);
    }
}
