package dev.gatun.openblas;

import static dev.gatun.openblas.View.matrix;
import static dev.gatun.openblas.View.vector;

/** The BLAS as one would write it on paper: double loops over {@link View}s, nothing else. */
final class BlasOracle {
    private interface Entries {
        double at(long i, long j);
    }

    private BlasOracle() {}

    static void dot(RoutineCall c, ExpectedMemory e) {
        long n = c.number("n");
        View x = vector(c, "x", n);
        View y = vector(c, "y", n);
        double sum = 0;
        double magnitude = 0;
        for (long i = 0; i < n; i++) {
            sum += x.at(i) * y.at(i);
            magnitude += Math.abs(x.at(i) * y.at(i));
        }
        e.result(sum, n, magnitude);
    }

    static void axpby(RoutineCall c, ExpectedMemory e) {
        long n = c.number("n");
        double alpha = c.scalar("alpha");
        double beta = c.arguments.containsKey("beta") ? c.scalar("beta") : 1;
        View x = vector(c, "x", n);
        View y = vector(c, "y", n);
        for (long i = 0; i < n; i++) {
            add(e, y.name, y.index(i), scaled(alpha, x.at(i)), 1, Math.abs(alpha), beta, y.at(i));
        }
    }

    static void scal(RoutineCall c, ExpectedMemory e) {
        long n = c.number("n");
        View x = vector(c, "x", n);
        for (long i = 0; i < n; i++) {
            double value = c.scalar("alpha") * x.at(i);
            e.put("x", x.index(i), value, 1, Math.abs(value));
        }
    }

    static void copy(RoutineCall c, ExpectedMemory e) {
        long n = c.number("n");
        View x = vector(c, "x", n);
        View y = vector(c, "y", n);
        for (long i = 0; i < n; i++) {
            e.put("y", y.index(i), x.at(i), 0, 0);
        }
    }

    static void swap(RoutineCall c, ExpectedMemory e) {
        long n = c.number("n");
        View x = vector(c, "x", n);
        View y = vector(c, "y", n);
        for (long i = 0; i < n; i++) {
            e.put("x", x.index(i), y.at(i), 0, 0);
            e.put("y", y.index(i), x.at(i), 0, 0);
        }
    }

    static void nrm2(RoutineCall c, ExpectedMemory e) {
        long n = c.number("n");
        View x = vector(c, "x", n);
        double sum = 0;
        for (long i = 0; i < n; i++) {
            sum += x.at(i) * x.at(i);
        }
        e.result(Math.sqrt(sum), n, Math.sqrt(sum));
    }

    static void asum(RoutineCall c, ExpectedMemory e) {
        long n = c.number("n");
        View x = vector(c, "x", n);
        double sum = 0;
        for (long i = 0; i < n; i++) {
            sum += Math.abs(x.at(i));
        }
        e.result(sum, n, sum);
    }

    static void gemv(RoutineCall c, ExpectedMemory e) {
        boolean plain = c.trans("trans") == Transpose.NO;
        long rows = c.number(plain ? "m" : "n");
        long cols = c.number(plain ? "n" : "m");
        View a = matrix(c, "a");
        timesVector(c, e, plain ? a::at : (i, j) -> a.at(j, i), rows, cols);
    }

    static void symv(RoutineCall c, ExpectedMemory e) {
        long n = c.number("n");
        timesVector(c, e, symmetric(c, "a"), n, n);
    }

    private static void timesVector(
            RoutineCall c, ExpectedMemory e, Entries a, long rows, long cols) {
        View x = vector(c, "x", cols);
        View y = vector(c, "y", rows);
        for (long i = 0; i < rows; i++) {
            long row = i;
            dotInto(c, e, y.name, y.index(i), y.at(i), cols, l -> a.at(row, l), x::at);
        }
    }

    static void ger(RoutineCall c, ExpectedMemory e) {
        View x = vector(c, "x", c.number("m"));
        View y = vector(c, "y", c.number("n"));
        View a = matrix(c, "a");
        double alpha = c.scalar("alpha");
        for (long i = 0; i < c.number("m"); i++) {
            for (long j = 0; j < c.number("n"); j++) {
                double product = scaled(alpha, x.at(i) * y.at(j));
                add(e, "a", a.index(i, j), product, 2, Math.abs(product), 1, a.at(i, j));
            }
        }
    }

    static void trmv(RoutineCall c, ExpectedMemory e) {
        long n = c.number("n");
        Entries a = triangular(c);
        View x = vector(c, "x", n);
        for (long i = 0; i < n; i++) {
            double sum = 0;
            double magnitude = 0;
            for (long l = 0; l < n; l++) {
                sum += a.at(i, l) * x.at(l);
                magnitude += Math.abs(a.at(i, l) * x.at(l));
            }
            e.put("x", x.index(i), sum, n, magnitude);
        }
    }

    static void trsv(RoutineCall c, ExpectedMemory e) {
        long n = c.number("n");
        View x = vector(c, "x", n);
        double[] solution = new double[(int) n];
        for (int i = 0; i < n; i++) {
            solution[i] = x.at(i);
        }
        solve(triangular(c), solution);
        for (int i = 0; i < n; i++) {
            e.put("x", x.index(i), solution[i], n, SOLUTION);
        }
    }

    static void gemm(RoutineCall c, ExpectedMemory e) {
        View a = matrix(c, "a", "transA");
        View b = matrix(c, "b", "transB");
        long n = c.number("n");
        long m = c.arguments.containsKey("m") ? c.number("m") : n;
        product(c, e, a::at, b::at, m, n, c.number("k"));
    }

    static void symm(RoutineCall c, ExpectedMemory e) {
        boolean left = c.is(Side.LEFT);
        Entries a = symmetric(c, "a");
        View b = matrix(c, "b");
        long m = c.number("m");
        long n = c.number("n");
        product(c, e, left ? a : b::at, left ? b::at : a, m, n, left ? m : n);
    }

    static void syrk(RoutineCall c, ExpectedMemory e) {
        View a = matrix(c, "a", "trans");
        long n = c.number("n");
        product(c, e, a::at, (i, j) -> a.at(j, i), n, n, c.number("k"));
    }

    private static void product(
            RoutineCall c, ExpectedMemory e, Entries a, Entries b, long m, long n, long k) {
        View out = matrix(c, "c");
        // gemmt and syrk write one triangle; symm reads one, and writes all.
        boolean half = !c.arguments.containsKey("side") && c.arguments.containsKey("triangle");
        for (long i = 0; i < m; i++) {
            for (long j = 0; j < n; j++) {
                if (!half || isStored(c, i, j)) {
                    long row = i;
                    long col = j;
                    dotInto(
                            c,
                            e,
                            "c",
                            out.index(i, j),
                            out.at(i, j),
                            k,
                            l -> a.at(row, l),
                            l -> b.at(l, col));
                }
            }
        }
    }

    static void trmm(RoutineCall c, ExpectedMemory e) {
        boolean left = c.is(Side.LEFT);
        Entries a = triangular(c);
        View b = matrix(c, "b");
        double alpha = c.scalar("alpha");
        long k = c.number(left ? "m" : "n");
        for (long i = 0; i < c.number("m"); i++) {
            for (long j = 0; j < c.number("n"); j++) {
                double sum = 0;
                double magnitude = 0;
                for (long l = 0; alpha != 0 && l < k; l++) {
                    double term = left ? a.at(i, l) * b.at(l, j) : b.at(i, l) * a.at(l, j);
                    sum += term;
                    magnitude += Math.abs(term);
                }
                e.put("b", b.index(i, j), scaled(alpha, sum), k + 1, Math.abs(alpha) * magnitude);
            }
        }
    }

    static void trsm(RoutineCall c, ExpectedMemory e) {
        boolean left = c.is(Side.LEFT);
        Entries a = triangular(c);
        View b = matrix(c, "b");
        double alpha = c.scalar("alpha");
        int k = (int) c.number(left ? "m" : "n");
        for (long line = 0; line < c.number(left ? "n" : "m"); line++) {
            double[] solution = new double[k];
            for (int i = 0; i < k; i++) {
                solution[i] = scaled(alpha, left ? b.at(i, line) : b.at(line, i));
            }
            if (alpha != 0) {
                solve(left ? a : (i, j) -> a.at(j, i), solution);
            }
            for (int i = 0; i < k; i++) {
                int index = left ? b.index(i, line) : b.index(line, i);
                e.put("b", index, solution[i], k + 1, Math.abs(alpha) * SOLUTION);
            }
        }
    }

    static void geadd(RoutineCall c, ExpectedMemory e) {
        View a = matrix(c, "a");
        View out = matrix(c, "c");
        double alpha = c.scalar("alpha");
        for (long i = 0; i < c.number("m"); i++) {
            for (long j = 0; j < c.number("n"); j++) {
                double added = scaled(alpha, a.at(i, j));
                add(
                        e,
                        "c",
                        out.index(i, j),
                        added,
                        1,
                        Math.abs(alpha),
                        c.scalar("beta"),
                        out.at(i, j));
            }
        }
    }

    static void omatcopy(RoutineCall c, ExpectedMemory e) {
        View a = matrix(c, "a");
        View b = matrix(c, "b", "trans");
        for (long i = 0; i < c.number("m"); i++) {
            for (long j = 0; j < c.number("n"); j++) {
                double value = scaled(c.scalar("alpha"), a.at(i, j));
                e.put("b", b.index(i, j), value, 1, Math.abs(value));
            }
        }
    }

    static void imatcopy(RoutineCall c, ExpectedMemory e) {
        View a = matrix(c, "a");
        boolean byRow = c.order().after(c.trans("trans")) == Order.ROW_MAJOR;
        long ldb = c.number("ldb");
        for (long i = 0; i < c.number("m"); i++) {
            for (long j = 0; j < c.number("n"); j++) {
                double value = scaled(c.scalar("alpha"), a.at(i, j));
                int index = RoutineCall.MARGIN + Math.toIntExact(byRow ? i * ldb + j : j * ldb + i);
                e.put("a", index, value, 1, Math.abs(value));
            }
        }
    }

    /**
     * Bounds the entries and the conditioning of the systems in {@link Calls}: the diagonal is at
     * least 2, the other entries of a row or column sum to less than 1, the right-hand side is
     * below 1.
     */
    private static final double SOLUTION = 16;

    /** Forward or backward substitution, by whichever triangle is there. */
    private static void solve(Entries a, double[] x) {
        int n = x.length;
        boolean lower = n > 1 && a.at(0, n - 1) == 0;
        for (int step = 0; step < n; step++) {
            int i = lower ? step : n - 1 - step;
            for (int j = lower ? 0 : i + 1; j < (lower ? i : n); j++) {
                x[i] -= a.at(i, j) * x[j];
            }
            x[i] /= a.at(i, i);
        }
    }

    private interface Vector {
        double at(long i);
    }

    /** {@code alpha sum(x[l] y[l]) + beta old}, reading neither what is multiplied by zero. */
    private static void dotInto(
            RoutineCall c,
            ExpectedMemory e,
            String name,
            int index,
            double old,
            long k,
            Vector x,
            Vector y) {
        double alpha = c.scalar("alpha");
        double sum = 0;
        double magnitude = 0;
        for (long l = 0; alpha != 0 && l < k; l++) {
            sum += x.at(l) * y.at(l);
            magnitude += Math.abs(x.at(l) * y.at(l));
        }
        add(e, name, index, alpha * sum, k, Math.abs(alpha) * magnitude, c.scalar("beta"), old);
    }

    private static void add(
            ExpectedMemory e,
            String name,
            int index,
            double added,
            long terms,
            double magnitude,
            double beta,
            double old) {
        double kept = scaled(beta, old);
        e.put(name, index, added + kept, terms + 2, magnitude + Math.abs(kept));
    }

    private static double scaled(double factor, double value) {
        return factor == 0 ? 0 : factor * value;
    }

    private static boolean isStored(RoutineCall c, long i, long j) {
        return c.is(Triangle.UPPER) ? i <= j : i >= j;
    }

    private static Entries symmetric(RoutineCall c, String name) {
        View a = matrix(c, name);
        return (i, j) -> isStored(c, i, j) ? a.at(i, j) : a.at(j, i);
    }

    /** op(A), of which the other triangle is zero and a unit diagonal is one. */
    private static Entries triangular(RoutineCall c) {
        View a = matrix(c, "a");
        Entries stored =
                (i, j) -> {
                    if (i == j && c.is(Diagonal.UNIT)) {
                        return 1;
                    }
                    return isStored(c, i, j) ? a.at(i, j) : 0;
                };
        return c.trans("trans") == Transpose.NO ? stored : (i, j) -> stored.at(j, i);
    }
}
