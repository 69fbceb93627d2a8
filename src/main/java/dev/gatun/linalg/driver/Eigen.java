package dev.gatun.linalg.driver;

/**
 * Eigenvalues and right eigenvectors of a real matrix by its Schur form. Matrices lie by columns,
 * dense.
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not kept
record Eigen(double[] real, double[] imag, double[] vectors) {
    /**
     * Of A, which is overwritten; the vectors have length 1 and a largest element that is real, of
     * a pair the real and the imaginary part.
     *
     * @param withVectors whether there are vectors
     * @param least the smallest positive number of the type that takes the values
     * @throws NotConvergedException if the steps do not converge
     */
    static Eigen of(int n, double[] a, boolean withVectors, double least) {
        int exponent = Jacobi.down(a);
        Balance balance = Balance.of(n, a);
        double[] z = new double[n * n];
        int missing = Schur.of(n, a, z, balance.low(), balance.high());
        if (missing > 0) {
            throw new NotConvergedException("it has not converged: " + missing + " are not found");
        }
        double[] wr = new double[n];
        double[] wi = new double[n];
        Schur.values(n, a, wr, wi);
        double[] v = new double[0];
        if (withVectors) {
            v = SchurVectors.of(n, a, z, wr, wi);
            balance.restore(v);
        }
        Eigen all = new Eigen(wr, wi, v);
        for (int j = 0; j < n && withVectors; j++) {
            if (wi[j] == 0) {
                all.normalize(n, j, 1);
            } else {
                all.normalize(n, j, 2);
                all.turn(n, j);
                j++;
            }
        }
        all.scale(n, exponent, least);
        return all;
    }

    /** Makes the length of a vector 1 that is in one column or, with its imaginary part, two. */
    private void normalize(int n, int column, int columns) {
        double largest = 0;
        for (int i = column * n; i < (column + columns) * n; i++) {
            largest = Math.max(largest, Math.abs(vectors[i]));
        }
        double sum = 0;
        for (int i = column * n; i < (column + columns) * n; i++) {
            vectors[i] /= largest;
            sum += vectors[i] * vectors[i];
        }
        double length = Math.sqrt(sum);
        for (int i = column * n; i < (column + columns) * n; i++) {
            vectors[i] /= length;
        }
    }

    /** Multiplies a complex vector by a number of size 1 that makes its largest element real. */
    private void turn(int n, int column) {
        int re = column * n;
        int im = re + n;
        int at = 0;
        double most = 0;
        for (int i = 0; i < n; i++) {
            double square = vectors[re + i] * vectors[re + i] + vectors[im + i] * vectors[im + i];
            if (square > most) {
                most = square;
                at = i;
            }
        }
        double size = Math.sqrt(most);
        double cos = vectors[re + at] / size;
        double sin = vectors[im + at] / size;
        for (int i = 0; i < n; i++) {
            double real = vectors[re + i];
            double imag = vectors[im + i];
            vectors[re + i] = cos * real + sin * imag;
            vectors[im + i] = cos * imag - sin * real;
        }
        vectors[im + at] = 0;
    }

    /**
     * Scales the eigenvalues back. Where the imaginary parts of a pair become 0, both have the real
     * part of the vector.
     */
    private void scale(int n, int exponent, double least) {
        for (int j = 0; j < n; j++) {
            real[j] = Math.scalb(real[j], exponent);
            boolean isPair = imag[j] != 0;
            imag[j] = Math.scalb(imag[j], exponent);
            if (isPair && Math.abs(imag[j]) < least) {
                imag[j] = 0;
                if (vectors.length > 0 && j + 1 < n && imag[j + 1] < 0) {
                    System.arraycopy(vectors, j * n, vectors, (j + 1) * n, n);
                    normalize(n, j, 1);
                    normalize(n, j + 1, 1);
                }
            }
        }
    }
}
