package dev.gatun.openblas;

import static dev.gatun.openblas.LapackChecks.atMost;
import static dev.gatun.openblas.LapackChecks.ints;
import static dev.gatun.openblas.LapackChecks.limit;
import static dev.gatun.openblas.LapackChecks.matrix;
import static dev.gatun.openblas.LapackChecks.pivots;
import static dev.gatun.openblas.LapackChecks.present;
import static dev.gatun.openblas.LapackChecks.rightSide;
import static dev.gatun.openblas.LapackChecks.singularVectors;
import static dev.gatun.openblas.LapackChecks.square;
import static dev.gatun.openblas.LapackChecks.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * LAPACK's drivers, by LAPACKE. Matrices are off heap and lie by columns, the starts of two columns
 * {@code ld} elements apart; what {@code real} names is the type of all numbers. As in {@link Blas}
 * every argument is checked first, and a refused call has written nothing. Workspace is LAPACKE's
 * own. Calls may be made from any thread, virtual ones included: all but small ones run on a thread
 * with a large stack.
 *
 * <p>All throw {@link IllegalArgumentException} if an operand is NaN, {@link
 * OpenBlasUnavailableException} if OpenBLAS does not load, and {@link
 * UnsupportedOperationException} if it was built without LAPACKE, as Debian's was. What the numbers
 * of {@code info} mean is from the LAPACK Users' Guide, third edition.
 */
public final class Lapack {
    /** Its workspace of 2 n^2 elements is counted in an int. */
    private static final long MOST_SYEVD = 32_000;

    /** Which singular vectors are wanted. */
    public enum Vectors {
        /** None. */
        NONE('N'),
        /** The first min(m, n): U is m x min(m, n) and V' min(m, n) x n. */
        THIN('S'),
        /** All: U is m x m and V' n x n. */
        FULL('A');

        final byte letter;

        Vectors(char letter) {
            this.letter = (byte) letter;
        }
    }

    private Lapack() {}

    /**
     * The Cholesky factor of a symmetric positive definite A, n x n: {@code A = L L'}, or {@code U'
     * U}. Only the {@code triangle} is read and written.
     *
     * @throws LapackException if A is not positive definite
     */
    public static void potrf(Real real, Triangle triangle, long n, MemorySegment a, long lda) {
        present("potrf", "real", real, "triangle", triangle, "a", a);
        square("potrf", real, n, "a", a, lda);
        if (n == 0) {
            return;
        }
        int info =
                LapackCall.run("potrf", n, () -> LapackRoutines.potrf(real, triangle, n, a, lda));
        if (info > 0) {
            throw new LapackException(
                    "potrf",
                    info,
                    "the leading minor of order "
                            + info
                            + " is not positive: not a positive definite matrix");
        }
    }

    /** Solves {@code A X = B} by the factor of {@link #potrf}; X, n x k, takes the place of B. */
    public static void potrs(
            Real real,
            Triangle triangle,
            long n,
            long k,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb) {
        present("potrs", "real", real, "triangle", triangle, "a", a, "b", b);
        square("potrs", real, n, "a", a, lda);
        rightSide("potrs", real, n, k, a, lda, b, ldb);
        if (n == 0 || k == 0) {
            return;
        }
        int info =
                LapackCall.run(
                        "potrs",
                        n,
                        () -> LapackRoutines.potrs(real, triangle, n, k, a, lda, b, ldb));
        assert info == 0 : info;
    }

    /**
     * The inverse by the factor of {@link #potrf}, of which it takes the place, in the {@code
     * triangle}.
     *
     * @throws LapackException if the factor has a 0 on its diagonal
     */
    public static void potri(Real real, Triangle triangle, long n, MemorySegment a, long lda) {
        present("potri", "real", real, "triangle", triangle, "a", a);
        square("potri", real, n, "a", a, lda);
        if (n == 0) {
            return;
        }
        int info =
                LapackCall.run("potri", n, () -> LapackRoutines.potri(real, triangle, n, a, lda));
        if (info > 0) {
            throw new LapackException(
                    "potri",
                    info,
                    "element " + info + " of the diagonal is 0: the matrix is singular");
        }
    }

    /**
     * {@code A = P L U} with partial pivoting; A, m x n, is overwritten by L, without its ones, and
     * U. Row i was exchanged with row {@code pivots[i]}, counted from 1; they are min(m, n) {@code
     * int}. A singular A is no error.
     *
     * @return 0, or the number of the first pivot that is 0, counted from 1
     */
    public static int getrf(
            Real real, long m, long n, MemorySegment a, long lda, MemorySegment pivots) {
        present("getrf", "real", real, "a", a, "pivots", pivots);
        matrix("getrf", real, m, n, "a", a, lda);
        ints("getrf", "pivots", pivots, Math.min(m, n));
        if (m == 0 || n == 0) {
            return 0;
        }
        int info =
                LapackCall.run(
                        "getrf",
                        Math.max(m, n),
                        () -> LapackRoutines.getrf(real, m, n, a, lda, pivots));
        return info;
    }

    /**
     * Solves {@code A X = B}, or with A transposed, by the factors of {@link #getrf}; X, n x k,
     * takes the place of B.
     */
    public static void getrs(
            Real real,
            Transpose trans,
            long n,
            long k,
            MemorySegment a,
            long lda,
            MemorySegment pivots,
            MemorySegment b,
            long ldb) {
        present("getrs", "real", real, "trans", trans, "a", a, "pivots", pivots, "b", b);
        square("getrs", real, n, "a", a, lda);
        pivots("getrs", pivots, n);
        rightSide("getrs", real, n, k, a, lda, b, ldb);
        if (n == 0 || k == 0) {
            return;
        }
        int info =
                LapackCall.run(
                        "getrs",
                        n,
                        () -> LapackRoutines.getrs(real, trans, n, k, a, lda, pivots, b, ldb));
        assert info == 0 : info;
    }

    /**
     * The inverse by the factors of {@link #getrf}, of which it takes the place.
     *
     * @throws LapackException if A is singular
     */
    public static void getri(Real real, long n, MemorySegment a, long lda, MemorySegment pivots) {
        present("getri", "real", real, "a", a, "pivots", pivots);
        square("getri", real, n, "a", a, lda);
        pivots("getri", pivots, n);
        if (n == 0) {
            return;
        }
        int info = LapackCall.run("getri", n, () -> LapackRoutines.getri(real, n, a, lda, pivots));
        if (info > 0) {
            throw new LapackException(
                    "getri", info, "pivot " + info + " is 0: the matrix is singular");
        }
    }

    /**
     * {@code A = Q R}, m x n: R takes the place of the upper triangle of A, and what makes Q (see
     * {@link #orgqr}) that of the rest and {@code tau}, min(m, n) numbers.
     */
    public static void geqrf(
            Real real, long m, long n, MemorySegment a, long lda, MemorySegment tau) {
        present("geqrf", "real", real, "a", a, "tau", tau);
        matrix("geqrf", real, m, n, "a", a, lda);
        vector("geqrf", real, "tau", tau, Math.min(m, n));
        if (m == 0 || n == 0) {
            return;
        }
        int info =
                LapackCall.run(
                        "geqrf",
                        Math.max(m, n),
                        () -> LapackRoutines.geqrf(real, m, n, a, lda, tau));
        assert info == 0 : info;
    }

    /** The first n columns of Q, m x n, made of the k reflectors that {@link #geqrf} left. */
    public static void orgqr(
            Real real, long m, long n, long k, MemorySegment a, long lda, MemorySegment tau) {
        present("orgqr", "real", real, "a", a, "tau", tau);
        matrix("orgqr", real, m, n, "a", a, lda);
        atMost("orgqr", "n", n, "m", m);
        atMost("orgqr", "k", k, "n", n);
        vector("orgqr", real, "tau", tau, k);
        if (n == 0) {
            return;
        }
        int info =
                LapackCall.run(
                        "orgqr",
                        Math.max(m, n),
                        () -> LapackRoutines.orgqr(real, m, n, k, a, lda, tau));
        assert info == 0 : info;
    }

    /**
     * Solves {@code op(A) X = B}, A triangular; X, n x k, takes the place of B.
     *
     * @throws LapackException if A is singular; B is unchanged then
     */
    public static void trtrs(
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
        present(
                "trtrs",
                "real",
                real,
                "triangle",
                triangle,
                "trans",
                trans,
                "diagonal",
                diagonal,
                "a",
                a,
                "b",
                b);
        square("trtrs", real, n, "a", a, lda);
        rightSide("trtrs", real, n, k, a, lda, b, ldb);
        if (n == 0 || k == 0) {
            return;
        }
        int info =
                LapackCall.run(
                        "trtrs",
                        n,
                        () ->
                                LapackRoutines.trtrs(
                                        real, triangle, trans, diagonal, n, k, a, lda, b, ldb));
        if (info > 0) {
            throw new LapackException(
                    "trtrs",
                    info,
                    "element " + info + " of the diagonal is 0: the matrix is singular");
        }
    }

    /**
     * The singular values of A, m x n, in descending order, and the singular vectors that {@code
     * vectors} names: {@code A = U S V'}. A is overwritten. With {@link Vectors#NONE} {@code u} and
     * {@code vt} are not touched. Divide and conquer: the fast one.
     *
     * @throws IllegalArgumentException if an element of A is not finite
     * @throws LapackException if it does not converge
     */
    public static void gesdd(
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
        present("gesdd", "real", real, "vectors", vectors, "a", a, "s", s, "u", u, "vt", vt);
        matrix("gesdd", real, m, n, "a", a, lda);
        vector("gesdd", real, "s", s, Math.min(m, n));
        singularVectors("gesdd", real, vectors, m, n, u, ldu, vt, ldvt);
        LapackCall.finite("gesdd", real, "a", m, n, a, lda);
        if (m == 0 || n == 0) {
            return;
        }
        int info =
                LapackCall.run(
                        "gesdd",
                        Math.max(m, n),
                        () ->
                                LapackRoutines.gesdd(
                                        real, vectors, m, n, a, lda, s, u, ldu, vt, ldvt));
        if (info > 0) {
            throw new LapackException("gesdd", info, "it has not converged");
        }
    }

    /**
     * The singular values of A, m x n, in descending order, and the singular vectors that {@code
     * vectors} names: {@code A = U S V'}. A is overwritten. With {@link Vectors#NONE} {@code u} and
     * {@code vt} are not touched. QR iteration: slower, and converges where {@link #gesdd} does
     * not.
     *
     * @throws IllegalArgumentException if an element of A is not finite
     * @throws LapackException if it does not converge
     */
    public static void gesvd(
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
        present("gesvd", "real", real, "vectors", vectors, "a", a, "s", s, "u", u, "vt", vt);
        matrix("gesvd", real, m, n, "a", a, lda);
        vector("gesvd", real, "s", s, Math.min(m, n));
        singularVectors("gesvd", real, vectors, m, n, u, ldu, vt, ldvt);
        LapackCall.finite("gesvd", real, "a", m, n, a, lda);
        if (m == 0 || n == 0) {
            return;
        }
        try (Arena arena = Arena.ofShared()) {
            MemorySegment superb = arena.allocate(Math.min(m, n) << real.shift, 8);
            int info =
                    LapackCall.run(
                            "gesvd",
                            Math.max(m, n),
                            () ->
                                    LapackRoutines.gesvd(
                                            real, vectors, m, n, a, lda, s, u, ldu, vt, ldvt,
                                            superb));
            if (info > 0) {
                throw new LapackException(
                        "gesvd", info, "it has not converged; " + info + " values are still open");
            }
        }
    }

    /**
     * The X, n x k, of least norm among those that make {@code |A X - B|} least, by the singular
     * values of A, m x n. B has max(m, n) rows: in its first m the right side, afterwards in its
     * first n X. A is overwritten.
     *
     * @param rcond singular values below it, relative to the largest, count as 0; negative: the
     *     precision
     * @return the rank
     * @throws IllegalArgumentException if an element of A is not finite
     * @throws LapackException if it does not converge
     */
    public static int gelsd(
            Real real,
            long m,
            long n,
            long k,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb,
            MemorySegment s,
            double rcond) {
        present("gelsd", "real", real, "a", a, "b", b, "s", s);
        matrix("gelsd", real, m, n, "a", a, lda);
        rightSide("gelsd", real, m, n, k, a, lda, b, ldb);
        vector("gelsd", real, "s", s, Math.min(m, n));
        LapackCall.finite("gelsd", real, "a", m, n, a, lda);
        LapackCall.finite("gelsd", real, "b", m, k, b, ldb);
        if (m == 0 || n == 0 || k == 0) {
            return 0;
        }
        try (Arena arena = Arena.ofShared()) {
            MemorySegment rank = arena.allocate(ValueLayout.JAVA_INT);
            int info =
                    LapackCall.run(
                            "gelsd",
                            Math.max(m, n),
                            () ->
                                    LapackRoutines.gelsd(
                                            real, m, n, k, a, lda, b, ldb, s, rcond, rank));
            if (info > 0) {
                throw new LapackException("gelsd", info, "it has not converged");
            }
            return rank.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /**
     * The eigenvalues of a symmetric A, n x n, in ascending order, and if wanted its eigenvectors,
     * which then take its place. Only the {@code triangle} is read.
     *
     * @throws IllegalArgumentException if an element of A is not finite
     * @throws LapackException if it does not converge
     */
    public static void syevd(
            Real real,
            boolean withVectors,
            Triangle triangle,
            long n,
            MemorySegment a,
            long lda,
            MemorySegment w) {
        present("syevd", "real", real, "triangle", triangle, "a", a, "w", w);
        square("syevd", real, n, "a", a, lda);
        vector("syevd", real, "w", w, n);
        limit("syevd", "n", n, MOST_SYEVD);
        LapackCall.finite("syevd", real, "a", n, n, a, lda);
        if (n == 0) {
            return;
        }
        int info =
                LapackCall.run(
                        "syevd",
                        n,
                        () -> LapackRoutines.syevd(real, withVectors, triangle, n, a, lda, w));
        if (info > 0) {
            throw new LapackException("syevd", info, "it has not converged");
        }
    }

    /**
     * The eigenvalues of A, n x n, their real and their imaginary parts, and if wanted the right
     * eigenvectors: column j of V for a real eigenvalue; for a pair of conjugate ones, the first
     * with a positive imaginary part, column j is the real and column j + 1 the imaginary part. A
     * is overwritten.
     *
     * @throws IllegalArgumentException if an element of A is not finite
     * @throws LapackException if it does not converge
     */
    public static void geev(
            Real real,
            boolean withVectors,
            long n,
            MemorySegment a,
            long lda,
            MemorySegment wr,
            MemorySegment wi,
            MemorySegment v,
            long ldv) {
        present("geev", "real", real, "a", a, "wr", wr, "wi", wi, "v", v);
        square("geev", real, n, "a", a, lda);
        vector("geev", real, "wr", wr, n);
        vector("geev", real, "wi", wi, n);
        square("geev", real, withVectors ? n : 0, "v", v, ldv);
        LapackCall.finite("geev", real, "a", n, n, a, lda);
        if (n == 0) {
            return;
        }
        int info =
                LapackCall.run(
                        "geev",
                        n,
                        () -> LapackRoutines.geev(real, withVectors, n, a, lda, wr, wi, v, ldv));
        if (info > 0) {
            throw new LapackException(
                    "geev",
                    info,
                    "it has not converged; the first " + info + " eigenvalues are still open");
        }
    }
}
