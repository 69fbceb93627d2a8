package dev.gatun.linalg.driver;

/**
 * The Schur form of two rows {@code (a b; c d)}: after a rotation of the rows, and of the columns,
 * by (cos, sin) either c is 0, or a and d are equal and b and c of opposite signs, for a pair of
 * complex eigenvalues. After Bai and Demmel, On swapping diagonal blocks in real Schur form, 1993,
 * which is LAPACK's way: eigenvalues that are real are found without cancellation.
 */
final class Block {
    private static final double ULP = Math.ulp(1.0);

    private double a;
    private double b;
    private double c;
    private double d;
    private double cos = 1;
    private double sin;

    private Block(double a, double b, double c, double d) {
        this.a = a;
        this.b = b;
        this.c = c;
        this.d = d;
    }

    /** The form of rows and columns k and k + 1 of T, which are rotated, with those of Z. */
    static void standardize(int n, double[] t, double[] z, int k) {
        int at = k * n + k;
        Block block = new Block(t[at], t[at + n], t[at + 1], t[at + n + 1]);
        block.rotate();
        for (int j = k + 2; j < n; j++) {
            double upper = t[j * n + k];
            double lower = t[j * n + k + 1];
            t[j * n + k] = block.cos * upper + block.sin * lower;
            t[j * n + k + 1] = block.cos * lower - block.sin * upper;
        }
        block.columns(n, t, k, k);
        block.columns(n, z, k, n);
        t[at] = block.a;
        t[at + n] = block.b;
        t[at + 1] = block.c;
        t[at + n + 1] = block.d;
    }

    private void columns(int n, double[] x, int k, int rows) {
        for (int i = 0; i < rows; i++) {
            double left = x[k * n + i];
            double right = x[(k + 1) * n + i];
            x[k * n + i] = cos * left + sin * right;
            x[(k + 1) * n + i] = cos * right - sin * left;
        }
    }

    private void rotate() {
        if (c == 0) {
            return;
        }
        if (b == 0) {
            exchange();
            return;
        }
        double half = (a - d) / 2;
        double larger = Math.max(Math.abs(b), Math.abs(c));
        double smaller = Math.min(Math.abs(b), Math.abs(c)) * Math.signum(b) * Math.signum(c);
        double size = Math.max(Math.abs(half), larger);
        double square = half / size * half + larger / size * smaller;
        if (square >= 4 * ULP * size) {
            double root = half + Math.copySign(Math.sqrt(size) * Math.sqrt(square), half);
            double length = Math.hypot(root, c);
            cos = root / length;
            sin = c / length;
            a = d + root;
            d -= larger / root * smaller;
            b -= c;
            c = 0;
        } else if (half != 0 || Math.signum(b) == Math.signum(c)) {
            equalize();
        }
    }

    private void exchange() {
        cos = 0;
        sin = 1;
        double kept = a;
        a = d;
        d = kept;
        b = -c;
        c = 0;
    }

    /** Makes the diagonal equal, and then, if the eigenvalues are real, c 0. */
    private void equalize() {
        double half = (a - d) / 2;
        double sum = b + c;
        double length = Math.hypot(sum, 2 * half);
        if (length > 0) {
            cos = Math.sqrt((1 + Math.abs(sum) / length) / 2);
            sin = -half / (length * cos) * Math.copySign(1, sum);
        }
        double aa = a * cos + b * sin;
        double bb = b * cos - a * sin;
        double cc = c * cos + d * sin;
        double dd = d * cos - c * sin;
        b = bb * cos + dd * sin;
        c = cc * cos - aa * sin;
        double mean = (aa * cos + cc * sin + (dd * cos - bb * sin)) / 2;
        a = mean;
        d = mean;
        if (c == 0) {
            return;
        }
        if (b == 0) {
            double kept = cos;
            b = -c;
            c = 0;
            cos = -sin;
            sin = kept;
        } else if (Math.signum(b) == Math.signum(c)) {
            double rootB = Math.sqrt(Math.abs(b));
            double rootC = Math.sqrt(Math.abs(c));
            double offset = Math.copySign(rootB * rootC, c);
            double by = Math.sqrt(Math.abs(b + c));
            a = mean + offset;
            d = mean - offset;
            b -= c;
            c = 0;
            double kept = cos;
            cos = (rootB * kept - rootC * sin) / by;
            sin = (rootB * sin + rootC * kept) / by;
        }
    }
}
