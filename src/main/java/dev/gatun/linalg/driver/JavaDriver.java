package dev.gatun.linalg.driver;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.gatun.openblas.Lapack.Vectors;
import dev.gatun.openblas.Real;
import java.lang.foreign.MemorySegment;

/** The routines in Java, which computes in double whatever the type. */
record JavaDriver(Real real) implements Driver {
    private double[] load(long count, MemorySegment from) {
        double[] to = new double[Math.toIntExact(count)];
        for (int i = 0; i < to.length; i++) {
            to[i] =
                    real == Real.FLOAT
                            ? from.getAtIndex(JAVA_FLOAT, i)
                            : from.getAtIndex(JAVA_DOUBLE, i);
        }
        return to;
    }

    private void store(double[] from, int count, MemorySegment to) {
        for (int i = 0; i < count; i++) {
            if (real == Real.FLOAT) {
                to.setAtIndex(JAVA_FLOAT, i, (float) from[i]);
            } else {
                to.setAtIndex(JAVA_DOUBLE, i, from[i]);
            }
        }
    }

    @Override
    public int potrf(long n, MemorySegment a) {
        double[] own = load(n * n, a);
        int info = Triangular.cholesky((int) n, own);
        store(own, own.length, a);
        return info;
    }

    @Override
    public int getrf(long m, long n, MemorySegment a, MemorySegment pivots) {
        double[] own = load(m * n, a);
        int[] rows = new int[(int) Math.min(m, n)];
        int info = Triangular.lu((int) m, (int) n, own, rows);
        store(own, own.length, a);
        for (int i = 0; i < rows.length; i++) {
            pivots.setAtIndex(JAVA_INT, i, rows[i]);
        }
        return info;
    }

    @Override
    public void getrs(
            boolean isTransposed,
            long n,
            long k,
            MemorySegment a,
            MemorySegment pivots,
            MemorySegment b) {
        double[] x = load(n * k, b);
        Triangular.solve(isTransposed, (int) n, (int) k, load(n * n, a), rows(n, pivots), x);
        store(x, x.length, b);
    }

    private static int[] rows(long n, MemorySegment pivots) {
        int[] rows = new int[(int) n];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = pivots.getAtIndex(JAVA_INT, i);
        }
        return rows;
    }

    @Override
    public void getri(long n, MemorySegment a, MemorySegment pivots) {
        double[] x = Jacobi.identity((int) n);
        Triangular.solve(false, (int) n, (int) n, load(n * n, a), rows(n, pivots), x);
        store(x, x.length, a);
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
        double[] x = load(n * k, b);
        int info =
                Triangular.solve(
                        isUpper, isTransposed, isUnit, (int) n, (int) k, load(n * n, a), x);
        store(x, x.length, b);
        return info;
    }

    @Override
    public void geqrf(long m, long n, MemorySegment a, MemorySegment tau) {
        double[] own = load(m * n, a);
        int exponent = Jacobi.down(own);
        double[] factors = new double[(int) Math.min(m, n)];
        Householder.factor((int) m, (int) n, own, factors);
        for (int j = 0; j < n; j++) {
            for (int i = 0; i <= Math.min(j, m - 1); i++) {
                int at = j * (int) m + i;
                own[at] = Math.scalb(own[at], exponent);
            }
        }
        store(own, own.length, a);
        store(factors, factors.length, tau);
    }

    @Override
    public void orgqr(long m, long n, long k, MemorySegment a, MemorySegment tau) {
        double[] q = Householder.q((int) m, (int) n, (int) k, load(m * k, a), load(k, tau));
        store(q, q.length, a);
    }

    @Override
    public void svd(
            Vectors vectors,
            long m,
            long n,
            MemorySegment a,
            MemorySegment s,
            MemorySegment u,
            MemorySegment vt) {
        boolean isFull = vectors == Vectors.FULL;
        JacobiSvd of = new JacobiSvd((int) m, (int) n, isFull);
        of.run(load(m * n, a));
        store(of.s(), of.s().length, s);
        if (vectors != Vectors.NONE) {
            store(of.u(), of.u().length, u);
            int rows = (int) (isFull ? n : Math.min(m, n));
            store(Jacobi.transposed((int) n, rows, of.v()), of.v().length, vt);
        }
    }

    @Override
    public void syevd(boolean withVectors, long n, MemorySegment a, MemorySegment w) {
        double[] own = load(n * n, a);
        store(new JacobiEigh((int) n).run(own), (int) n, w);
        store(own, own.length, a);
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
        JacobiSvd of = new JacobiSvd((int) m, (int) n, false);
        of.run(load(m * n, a));
        int few = of.s().length;
        store(of.s(), few, s);
        double ulp = real == Real.FLOAT ? Math.ulp(1f) : Math.ulp(1.0);
        double least = few == 0 ? 0 : of.s()[0] * (rcond < 0 ? ulp : rcond);
        int rank = 0;
        while (rank < few && of.s()[rank] > least) {
            rank++;
        }
        long rows = Math.max(m, n);
        double[] right = load(rows * k, b);
        double[] x = new double[right.length];
        for (int c = 0; c < k; c++) {
            int at = (int) (c * rows);
            for (int j = 0; j < rank; j++) {
                double sum = 0;
                for (int i = 0; i < m; i++) {
                    sum += of.u()[(int) (j * m) + i] * right[at + i];
                }
                for (int i = 0; i < n; i++) {
                    x[at + i] += of.v()[(int) (j * n) + i] * sum / of.s()[j];
                }
            }
        }
        store(x, x.length, b);
        return rank;
    }

    @Override
    public void geev(
            boolean withVectors,
            long n,
            MemorySegment a,
            MemorySegment wr,
            MemorySegment wi,
            MemorySegment v) {
        double least = real == Real.FLOAT ? Float.MIN_VALUE : Double.MIN_VALUE;
        Eigen eigen = Eigen.of((int) n, load(n * n, a), withVectors, least);
        store(eigen.real(), (int) n, wr);
        store(eigen.imag(), (int) n, wi);
        store(eigen.vectors(), eigen.vectors().length, v);
    }
}
