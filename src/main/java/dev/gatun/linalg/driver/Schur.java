package dev.gatun.linalg.driver;

/**
 * The real Schur form, {@code A = Z T Z'} with an orthogonal Z and a T that is upper triangular but
 * for blocks of two rows, one for each pair of complex eigenvalues: reduction to Hessenberg's form
 * by reflectors, then QR steps with two shifts (Golub and Van Loan, Matrix Computations, 7.4.2 and
 * 7.5; Francis, The QR transformation, 1961 and 1962). Matrices lie by columns, dense, with
 * elements of about 1.
 */
final class Schur {
    private static final double ULP = Math.ulp(1.0);

    /** Steps for each row; two or three are usual. */
    private static final int MOST_STEPS = 30;

    /** A step in so many takes other shifts, in case the usual ones go round in a circle. */
    private static final int EXCEPTIONAL = 10;

    private final int n;
    private final double[] t;
    private final double[] z;

    /** T is triangular before this row and after {@link #last}. */
    private final int first;

    private final int last;

    /** What is as good as 0 whatever stands beside it. */
    private final double least;

    private final Reflector reflector;

    /** The shifts: a complex pair, or where {@link #imag} is 0 the same number twice. */
    private double real;

    private double imag;

    private Schur(int n, double[] t, double[] z, int first, int last) {
        this.n = n;
        this.t = t;
        this.z = z;
        this.first = first;
        this.last = last;
        least = Double.MIN_NORMAL * (n / ULP);
        reflector = new Reflector(Math.max(3, n));
    }

    /**
     * Overwrites A by T, and Z, of zeros, by what makes it.
     *
     * @param first the first row and column that is not triangular
     * @param last the last
     * @return 0, or how many eigenvalues, the first ones, have not been found
     */
    static int of(int n, double[] a, double[] z, int first, int last) {
        Schur schur = new Schur(n, a, z, first, last);
        schur.toHessenberg();
        return schur.toTriangle();
    }

    private double at(int row, int column) {
        return t[column * n + row];
    }

    private void toHessenberg() {
        for (int i = 0; i < n; i++) {
            z[i * n + i] = 1;
        }
        for (int k = first; k < last - 1; k++) {
            double head = reflector.of(n, t, k, k + 1, last);
            reflector.left(n, t, k + 1, k + 1, n - 1);
            reflector.right(n, t, k + 1, last);
            reflector.right(n, z, k + 1, n - 1);
            t[k * n + k + 1] = head;
            for (int i = k + 2; i <= last; i++) {
                t[k * n + i] = 0;
            }
        }
    }

    private int toTriangle() {
        int high = last;
        int steps = 0;
        long left = (long) MOST_STEPS * Math.max(10, last - first + 1);
        while (high >= first) {
            int low = high;
            while (low > first && !isNegligible(low)) {
                low--;
            }
            if (low > first) {
                t[(low - 1) * n + low] = 0;
            }
            if (low >= high - 1) {
                if (low == high - 1) {
                    Block.standardize(n, t, z, low);
                }
                high = low - 1;
                steps = 0;
            } else if (left == 0) {
                return high + 1;
            } else {
                steps++;
                left--;
                shifts(low, high, steps);
                chase(low, start(low, high), high);
            }
        }
        return 0;
    }

    /**
     * Whether the element below the diagonal is rounding: beside its neighbours on it, and in what
     * it does to the eigenvalues (Ahues and Tisseur, A new deflation criterion for the QR
     * algorithm, 1997).
     */
    private boolean isNegligible(int row) {
        double below = Math.abs(at(row, row - 1));
        if (below <= least) {
            return true;
        }
        double beside = Math.abs(at(row - 1, row - 1)) + Math.abs(at(row, row));
        if (beside == 0) {
            beside += row - 2 >= first ? Math.abs(at(row - 1, row - 2)) : 0;
            beside += row + 1 <= last ? Math.abs(at(row + 1, row)) : 0;
        }
        if (below > ULP * beside) {
            return false;
        }
        double above = Math.abs(at(row - 1, row));
        double own = Math.abs(at(row, row));
        double gap = Math.abs(at(row - 1, row - 1) - at(row, row));
        double larger = Math.max(below, above);
        double most = Math.max(own, gap);
        double sum = most + larger;
        double change = Math.min(below, above) * (larger / sum);
        return change <= Math.max(least, ULP * (Math.min(own, gap) * (most / sum)));
    }

    /** The eigenvalues of the last two rows, or of those that are real the nearer one twice. */
    private void shifts(int low, int high, int steps) {
        double a = at(high - 1, high - 1);
        double b = at(high - 1, high);
        double c = at(high, high - 1);
        double d = at(high, high);
        if (steps % EXCEPTIONAL == 0) {
            boolean isBelow = steps % (2 * EXCEPTIONAL) == 0;
            int from = isBelow ? high - 2 : low;
            double size = Math.abs(at(from + 1, from)) + Math.abs(at(from + 2, from + 1));
            a = 0.75 * size + (isBelow ? d : at(low, low));
            b = -0.4375 * size;
            c = size;
            d = a;
        }
        double size = Math.abs(a) + Math.abs(b) + Math.abs(c) + Math.abs(d);
        if (size == 0) {
            real = 0;
            imag = 0;
            return;
        }
        double mean = (a / size + d / size) / 2;
        double square = (a / size - mean) * (d / size - mean) - b / size * (c / size);
        double root = Math.sqrt(Math.abs(square));
        if (square < 0) {
            real = (d / size < mean ? mean - root : mean + root) * size;
            imag = 0;
        } else {
            real = mean * size;
            imag = root * size;
        }
    }

    /**
     * Sets the reflector to that of the first column of the product of both shifted matrices, from
     * the lowest row that two small elements below the diagonal allow to start at.
     */
    private int start(int low, int high) {
        for (int m = high - 2; ; m--) {
            double below = at(m + 1, m);
            double gap = at(m, m) - real;
            double size = Math.abs(gap) + Math.abs(imag) + Math.abs(below);
            double x = gap * (gap / size) + imag * (imag / size) + below / size * at(m, m + 1);
            double y = below / size * (gap + at(m + 1, m + 1) - real);
            double w = below / size * at(m + 2, m + 1);
            double beside = Math.abs(at(m, m)) + Math.abs(at(m + 1, m + 1));
            if (m == low
                    || Math.abs(at(m, m - 1)) * (Math.abs(y) + Math.abs(w))
                            <= ULP * Math.abs(x) * (beside + Math.abs(at(m - 1, m - 1)))) {
                reflector.of(3, x, y, w);
                return m;
            }
        }
    }

    /** The rest of the step: the bulge that the reflector makes is moved down and out. */
    private void chase(int low, int start, int high) {
        for (int k = start; k < high; k++) {
            int end = Math.min(k + 2, high);
            if (k > start) {
                t[(k - 1) * n + k] = reflector.of(n, t, k - 1, k, end);
                for (int i = k + 1; i <= end; i++) {
                    t[(k - 1) * n + i] = 0;
                }
            } else if (start > low) {
                t[(k - 1) * n + k] *= reflector.corner();
            }
            reflector.left(n, t, k, k, n - 1);
            reflector.right(n, t, k, Math.min(k + 3, high));
            reflector.right(n, z, k, n - 1);
        }
    }

    /** The eigenvalues of T: real parts, and imaginary ones, of a pair the positive one first. */
    static void values(int n, double[] t, double[] wr, double[] wi) {
        for (int k = 0; k < n; k++) {
            wr[k] = t[k * n + k];
            if (k + 1 < n && t[k * n + k + 1] != 0) {
                double b = Math.abs(t[(k + 1) * n + k]);
                wi[k] = Math.sqrt(b) * Math.sqrt(Math.abs(t[k * n + k + 1]));
                wr[k + 1] = wr[k];
                wi[k + 1] = -wi[k];
                k++;
            }
        }
    }
}
