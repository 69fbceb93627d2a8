package dev.gatun.linalg.driver;

/**
 * The eigenvectors of a matrix by those of its Schur form, by substitution from below (Golub and
 * Van Loan, Matrix Computations, 7.6.4; Peters and Wilkinson, Eigenvectors of real and complex
 * matrices, 1970). Matrices lie by columns, dense, with elements of about 1.
 */
final class SchurVectors {
    private static final double ULP = Math.ulp(1.0);

    /** A vector with a larger element is divided by it: no sum of products can overflow. */
    private static final double LARGE = 0x1p200;

    private final int n;
    private final double[] t;

    /** The vector under way; where it is not known yet, the right side of its equations. */
    private final double[] real;

    private final double[] imag;

    /** The last row that is not 0. */
    private int last;

    /** The eigenvalue. */
    private double p;

    private double q;

    /** What stands for a smaller divisor: eigenvalues that are equal differ by rounding. */
    private double least;

    private SchurVectors(int n, double[] t) {
        this.n = n;
        this.t = t;
        real = new double[n];
        imag = new double[n];
    }

    /** The eigenvectors, of no length in particular: of a pair the real and the imaginary part. */
    static double[] of(int n, double[] t, double[] z, double[] wr, double[] wi) {
        SchurVectors vectors = new SchurVectors(n, t);
        double[] v = new double[n * n];
        for (int j = 0; j < n; j++) {
            vectors.start(j, wr[j], wi[j]);
            vectors.substitute(j - 1);
            vectors.shrink(0, 1);
            vectors.multiply(z, vectors.real, v, j);
            if (wi[j] != 0) {
                j++;
                vectors.multiply(z, vectors.imag, v, j);
            }
        }
        return v;
    }

    private double at(int row, int column) {
        return t[column * n + row];
    }

    /** The elements that belong to the block of the eigenvalue {@code p + iq}. */
    private void start(int j, double ofReal, double ofImag) {
        p = ofReal;
        q = ofImag;
        least = Math.max(ULP * (Math.abs(p) + Math.abs(q)), Double.MIN_NORMAL * (n / ULP));
        real[j] = 1;
        imag[j] = 0;
        last = j;
        if (q != 0) {
            last = j + 1;
            // The rows of the block less the eigenvalue are (-iq, b) and (c, -iq).
            double b = at(j, j + 1);
            double c = at(j + 1, j);
            boolean isUpper = Math.abs(b) >= Math.abs(c);
            real[j] = isUpper ? 1 : 0;
            imag[j] = isUpper ? 0 : q / c;
            real[j + 1] = isUpper ? 0 : 1;
            imag[j + 1] = isUpper ? q / b : 0;
        }
    }

    /** Rows from the last but those of the block up. */
    private void substitute(int from) {
        for (int row = from; row >= 0; row--) {
            if (row > 0 && at(row, row - 1) != 0) {
                row--;
                rightSide(row, row + 2);
                rightSide(row + 1, row + 2);
                pair(row);
            } else {
                rightSide(row, row + 1);
                divide(row, row, at(row, row) - p, -q);
            }
            shrink(row, LARGE);
        }
    }

    /** Less the products of a row of T with the elements that are known. */
    private void rightSide(int row, int from) {
        double sum = 0;
        double sumOfImag = 0;
        for (int k = from; k <= last; k++) {
            sum -= at(row, k) * real[k];
            sumOfImag -= at(row, k) * imag[k];
        }
        real[row] = sum;
        imag[row] = sumOfImag;
    }

    /** Two rows of a block, by elimination with the larger element of the first column as pivot. */
    private void pair(int row) {
        double gap = at(row, row) - p;
        double b = at(row, row + 1);
        double c = at(row + 1, row);
        double size = Math.max(Math.abs(gap), Math.abs(q));
        if (size < Math.abs(c)) {
            exchange(row); // (c, gap - iq) is above (gap - iq, b)
            double ratio = gap / c;
            double ratioOfImag = -q / c;
            eliminate(row, ratio, ratioOfImag);
            // b - (gap - iq)^2 / c
            divide(row + 1, row, b - ratio * gap - ratioOfImag * q, ratio * q - ratioOfImag * gap);
            real[row] -= gap * real[row + 1] + q * imag[row + 1];
            imag[row] -= gap * imag[row + 1] - q * real[row + 1];
            divide(row, row, c, 0);
        } else {
            double square = gap / size * (gap / size) + q / size * (q / size);
            double ratio = c / size * (gap / size / square);
            double ratioOfImag = c / size * (q / size / square);
            eliminate(row, ratio, ratioOfImag);
            // gap - iq - b c / (gap - iq)
            divide(row + 1, row, gap - ratio * b, -q - ratioOfImag * b);
            real[row] -= b * real[row + 1];
            imag[row] -= b * imag[row + 1];
            divide(row, row, gap, -q);
        }
    }

    private void exchange(int row) {
        double kept = real[row];
        real[row] = real[row + 1];
        real[row + 1] = kept;
        kept = imag[row];
        imag[row] = imag[row + 1];
        imag[row + 1] = kept;
    }

    /** Takes a multiple of a row from the next one's right side. */
    private void eliminate(int row, double ratio, double ratioOfImag) {
        real[row + 1] -= ratio * real[row] - ratioOfImag * imag[row];
        imag[row + 1] -= ratio * imag[row] + ratioOfImag * real[row];
    }

    /**
     * An element: its right side divided by {@code c + id}.
     *
     * @param from the first row that has a right side
     */
    private void divide(int row, int from, double c, double d) {
        double re = c;
        double im = d;
        double size = Math.abs(re) + Math.abs(im);
        if (size < least) {
            re = least;
            im = 0;
            size = least;
        }
        if (size < 1 / LARGE) {
            shrink(from, 1);
        }
        double r = real[row];
        double s = imag[row];
        if (Math.abs(re) >= Math.abs(im)) { // Smith, Algorithm 116: Complex division, 1962
            double ratio = im / re;
            double by = re + im * ratio;
            real[row] = (r + s * ratio) / by;
            imag[row] = (s - r * ratio) / by;
        } else {
            double ratio = re / im;
            double by = re * ratio + im;
            real[row] = (r * ratio + s) / by;
            imag[row] = (s * ratio - r) / by;
        }
        shrink(from, LARGE);
    }

    /** Divides the vector by its largest element where that is more than a bound. */
    private void shrink(int from, double bound) {
        double largest = 0;
        for (int k = from; k <= last; k++) {
            largest = Math.max(largest, Math.max(Math.abs(real[k]), Math.abs(imag[k])));
        }
        for (int k = from; k <= last && largest > bound; k++) {
            real[k] /= largest;
            imag[k] /= largest;
        }
    }

    /** Writes a product of Z with the vector. */
    private void multiply(double[] z, double[] x, double[] v, int column) {
        for (int k = 0; k <= last; k++) {
            for (int i = 0; i < n; i++) {
                v[column * n + i] += x[k] * z[k * n + i];
            }
        }
    }
}
