package dev.gatun.reference;

/**
 * The error function within 1e-15: series 7.1.6 near 0, where no term cancels another, and beyond
 * continued fraction 7.1.14 of Abramowitz and Stegun, Handbook of Mathematical Functions.
 */
final class Erf {
    private static final double FAR = 2;

    private Erf() {}

    static double erf(double x) {
        double exp = Math.exp(-x * x) / Math.sqrt(Math.PI);
        if (Math.abs(x) < FAR) {
            double sum = x;
            double term = x;
            for (int n = 1; n < 60; n++) {
                term *= x * x / (n + 0.5);
                sum += term;
            }
            return 2 * exp * sum;
        }
        return Math.signum(x) * (1 - exp / fraction(Math.abs(x)));
    }

    /** {@code 1 - erf(x)}, without cancellation where that is small. */
    static double erfc(double x) {
        return x < FAR ? 1 - erf(x) : Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction(x);
    }

    private static double fraction(double x) {
        double fraction = x;
        for (int k = 150; k > 0; k--) {
            fraction = x + k / 2.0 / fraction;
        }
        return fraction;
    }
}
