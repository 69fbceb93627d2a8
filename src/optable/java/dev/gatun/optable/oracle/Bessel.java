package dev.gatun.optable.oracle;

import java.util.function.DoubleUnaryOperator;

/**
 * Bessel functions of 0 and of numbers from 0.1 to 5 by their integrals, which the rule of
 * trapezoids gives in full precision where the integrand is periodic or ends in nothing; Y by its
 * power series. (Abramowitz and Stegun, "Handbook of mathematical functions", 9.1.21, 9.1.11,
 * 9.6.19 and 9.6.24.)
 */
public final class Bessel {
    private static final int TERMS = 40;
    private static final double EULER = 0.5772156649015329;

    private Bessel() {}

    /** The first kind, of a whole order. */
    public static double j(int order, double x) {
        return overHalfATurn(t -> Math.cos(order * t - x * Math.sin(t)));
    }

    /** The modified first kind, of a whole order. */
    public static double i(int order, double x) {
        return overHalfATurn(t -> Math.exp(x * Math.cos(t)) * Math.cos(order * t));
    }

    /** The mean from 0 to pi of a function that is even and has a period of a turn. */
    private static double overHalfATurn(DoubleUnaryOperator f) {
        double sum = (f.applyAsDouble(0) + f.applyAsDouble(Math.PI)) / 2;
        for (int k = 1; k < TERMS; k++) {
            sum += f.applyAsDouble(k * Math.PI / TERMS);
        }
        return sum / TERMS;
    }

    /** The modified second kind, of a whole order. */
    public static double k(int order, double x) {
        if (x == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double step = 0.125;
        double sum = Math.exp(-x) / 2;
        for (double t = step; t < 7; t += step) {
            sum += Math.exp(-x * Math.cosh(t)) * Math.cosh(order * t);
        }
        return sum * step;
    }

    /** The second kind, of order 0 or 1. */
    public static double y(int order, double x) {
        double term = order == 0 ? 1 : x / 2;
        double digammas = order - 2 * EULER;
        double sum = order == 0 ? 0 : 2 / x;
        for (int k = 0; k < TERMS; k++) {
            sum += term * digammas;
            digammas += 1.0 / (k + 1) + 1.0 / (k + 1 + order);
            term *= -x * x / 4 / ((k + 1) * (k + 1.0 + order));
        }
        return (2 * Math.log(x / 2) * j(order, x) - sum) / Math.PI;
    }
}
