package dev.gatun.reference;

/**
 * The error function within 1e-15: series 7.1.6 near 0, where no term cancels another, and beyond
 * continued fraction 7.1.14 of Abramowitz and Stegun, Handbook of Mathematical Functions.
 */
final class Erf {
    private Erf() {}

    static double erf(double x) {
        double exp = Math.exp(-x * x) / Math.sqrt(Math.PI);
        if (Math.abs(x) < 2) {
            double sum = x;
            double term = x;
            for (int n = 1; n < 60; n++) {
                term *= x * x / (n + 0.5);
                sum += term;
            }
            return 2 * exp * sum;
        }
        double size = Math.abs(x);
        double fraction = size;
        for (int k = 150; k > 0; k--) {
            fraction = size + k / 2.0 / fraction;
        }
        return Math.signum(x) * (1 - exp / fraction);
    }
}
