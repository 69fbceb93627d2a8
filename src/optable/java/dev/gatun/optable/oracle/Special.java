package dev.gatun.optable.oracle;

/**
 * Special functions from their definitions: power series, integrals and recurrences, slow and for
 * numbers of ordinary size.
 */
public final class Special {
    private static final int STEPS = 400;

    /** From here on the continued fraction has converged after so many steps. */
    private static final double NEAR = 1;

    /** From here on the asymptotic series has more than double precision with a few terms. */
    private static final double FAR = 40;

    private Special() {}

    /** The incomplete gamma function from 0 to x, over the complete: its power series. */
    public static double gammainc(double a, double x) {
        double term = Math.exp(a * Math.log(x) - x - lgamma(a)) / a;
        double sum = 0;
        for (int n = 1; n < STEPS; n++) {
            sum += term;
            term *= x / (a + n);
        }
        return sum;
    }

    /** {@code 1 - erf(x)}. */
    public static double erfc(double x) {
        return x < NEAR ? 1 - erf(x) : Math.exp(-x * x) * erfcx(x);
    }

    /** Its power series, for numbers up to 5. */
    private static double erf(double x) {
        double term = x;
        double sum = 0;
        for (int n = 0; n < STEPS; n++) {
            sum += term;
            term *= 2 * x * x / (2 * n + 3);
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    /** {@code e^(x^2) erfc(x)}: by a continued fraction, or from the error function. */
    public static double erfcx(double x) {
        if (x < NEAR) {
            return Math.exp(x * x) * (1 - erf(x));
        }
        double fraction = x;
        for (int k = STEPS; k > 0; k--) {
            fraction = x + k / 2.0 / fraction;
        }
        return 1 / (Math.sqrt(Math.PI) * fraction);
    }

    /** The number whose error function is y, by halving. */
    public static double erfinv(double y) {
        double low = -6;
        double high = 6;
        for (int k = 0; k < STEPS; k++) {
            double middle = (low + high) / 2;
            if (erf(middle) < y) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** The logarithm of the gamma function of a positive number. */
    public static double lgamma(double x) {
        double product = 1;
        double y = x;
        for (; y < 12; y++) {
            product *= y;
        }
        double stirling = (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI);
        double square = y * y;
        double tail = 1 / 1260.0 - (1 / 1680.0 - 1 / 1188.0 / square) / square;
        tail = 1 / 12.0 - (1 / 360.0 - tail / square) / square;
        return stirling + tail / y - Math.log(product);
    }

    /** The derivative number {@code order + 1} of that, for orders up to 3. */
    public static double polygamma(int order, double x) {
        double factorial = 1;
        for (int k = 2; k <= order; k++) {
            factorial *= k;
        }
        double sign = order % 2 == 0 ? -1 : 1;
        double sum = 0;
        double y = x;
        for (; y < FAR; y++) {
            sum += Math.pow(y, -order - 1);
        }
        return sign * factorial * sum + tail(order, y);
    }

    /** The series for large y, differentiated term by term. */
    private static double tail(int order, double y) {
        double[] coefficients = {1 / 12.0, -1 / 120.0, 1 / 252.0};
        double sum = order == 0 ? Math.log(y) : derivative(order - 1, 1, y);
        sum -= derivative(order, 1, y) / 2;
        for (int k = 0; k < coefficients.length; k++) {
            sum -= coefficients[k] * derivative(order, 2 * k + 2, y);
        }
        return sum;
    }

    /** A derivative of {@code y^-power}. */
    private static double derivative(int order, int power, double y) {
        double factor = 1;
        for (int k = 0; k < order; k++) {
            factor *= -(power + k);
        }
        return factor * Math.pow(y, -power - order);
    }
}
