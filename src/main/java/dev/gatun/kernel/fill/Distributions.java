package dev.gatun.kernel.fill;

import dev.gatun.expr.NormalQuantile;
import dev.gatun.expr.UnaryOp;
import dev.gatun.kernel.move.Operand;
import java.util.function.DoubleUnaryOperator;

/**
 * Fills with random numbers of the distributions that are not in {@link RandomFill}, of which the
 * same holds: an element is a function of the key, the draw and its row-major index. Where numbers
 * are rejected, each attempt has a block of random bits of its own.
 */
public final class Distributions {
    /** The attempt that is never made, whose bits are for something else. */
    private static final int NO_ATTEMPT = 255;

    /** From here on Poisson numbers are drawn by rejection; the method needs 10. */
    private static final double LARGE_RATE = 10;

    private Distributions() {}

    /** A parameter of the distribution, by the row-major index of the element. */
    public interface Parameter {
        double at(long element);
    }

    /** Computes an element from its index. */
    private interface ByIndex {
        double value(long element);
    }

    /** By the inverse of a distribution function, from 52 bits that are never 0 or 1. */
    public static void inverse(Operand to, long key, long draw, DoubleUnaryOperator quantile) {
        RandomFill.doubles(to, key, draw, bits -> quantile.applyAsDouble(unit(bits)));
    }

    /** The middle of one of 2^52 equal intervals: exact, and symmetric about 1/2. */
    static double unit(long bits) {
        return ((bits >>> 12) + 0.5) * 0x1p-52;
    }

    /**
     * The logarithm of a number of the gamma distribution with scale 1, which for a small
     * concentration is too small for a double itself: G. Marsaglia and W. Tsang, "A simple method
     * for generating gamma variables", 2000; below concentration 1 with a power of a uniform number
     * besides, as they say in section 6.
     *
     * @param concentration above 0
     * @param after what is made of the logarithm
     */
    public static void logGamma(
            Operand to, long key, long draw, Parameter concentration, DoubleUnaryOperator after) {
        byIndex(
                to,
                element -> {
                    double a = concentration.at(element);
                    double log = atLeastOne(a < 1 ? a + 1 : a, key, draw, element);
                    if (a < 1) {
                        int[] words = block(key, draw, element, NO_ATTEMPT);
                        log += Math.log(first(words)) / a;
                    }
                    return after.applyAsDouble(log);
                });
    }

    private static double atLeastOne(double concentration, long key, long draw, long element) {
        double d = concentration - 1 / 3.0;
        double c = 1 / Math.sqrt(9 * d);
        for (int attempt = 0; attempt < NO_ATTEMPT; attempt++) {
            int[] words = block(key, draw, element, attempt);
            double x = NormalQuantile.of(first(words));
            double v = Math.pow(1 + c * x, 3);
            if (v > 0) {
                double log = Math.log(v);
                if (Math.log(second(words)) < 0.5 * x * x + d - d * v + d * log) {
                    return Math.log(d) + log;
                }
            }
        }
        return Math.log(d); // after 255 attempts, of which 95 in 100 succeed
    }

    /**
     * Poisson numbers: of a small rate by adding up probabilities, of a large one by the
     * transformed rejection PTRS (W. Hormann, "The transformed rejection method for generating
     * Poisson random variables", 1993).
     *
     * @param rate from 0 to 2^40
     */
    public static void poisson(Operand to, long key, long draw, Parameter rate) {
        byIndex(
                to,
                element -> {
                    double mean = rate.at(element);
                    return mean < LARGE_RATE
                            ? few(mean, first(block(key, draw, element, 0)))
                            : many(mean, key, draw, element);
                });
    }

    private static double few(double mean, double u) {
        double probability = Math.exp(-mean);
        double below = probability;
        int k = 0;
        while (u > below && probability > 0) {
            k++;
            probability *= mean / k;
            below += probability;
        }
        return k;
    }

    private static double many(double mean, long key, long draw, long element) {
        double b = 0.931 + 2.53 * Math.sqrt(mean);
        double a = -0.059 + 0.02483 * b;
        double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
        double inside = 0.9277 - 3.6224 / (b - 2);
        for (int attempt = 0; attempt < NO_ATTEMPT; attempt++) {
            int[] words = block(key, draw, element, attempt);
            double u = first(words) - 0.5;
            double v = second(words);
            double us = 0.5 - Math.abs(u);
            double k = Math.floor((2 * a / us + b) * u + mean + 0.43);
            if (us >= 0.07 && v <= inside) {
                return k;
            }
            if (k >= 0 && (us >= 0.013 || v <= us)) {
                double log = Math.log(v * inverseAlpha / (a / (us * us) + b));
                if (log <= k * Math.log(mean) - mean - UnaryOp.LGAMMA.apply(k + 1)) {
                    return k;
                }
            }
        }
        return Math.floor(mean); // after 255 attempts, of which most succeed
    }

    private static void byIndex(Operand to, ByIndex by) {
        FillByIndex.write(
                to,
                FillByIndex.Form.DOUBLES,
                (conversion, first, n) -> {
                    for (int i = 0; i < n; i++) {
                        conversion.doubles[i] = by.value(first + i);
                    }
                });
    }

    private static int[] block(long key, long draw, long element, int attempt) {
        int[] words = new int[Philox.BLOCK];
        Philox.block(element, draw | ((long) attempt << 56), key, words, 0);
        return words;
    }

    private static double first(int... words) {
        return unit(Philox.join(words[0], words[1]));
    }

    private static double second(int... words) {
        return unit(Philox.join(words[2], words[3]));
    }
}
