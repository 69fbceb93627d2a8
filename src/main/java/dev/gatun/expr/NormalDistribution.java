package dev.gatun.expr;

import static dev.gatun.expr.Expr.constant;
import static dev.gatun.expr.Expr.select;

import dev.gatun.checks.Nulls;

/**
 * The standard normal distribution and the complementary error function, as values in double and as
 * expressions of simple operations that a SIMD loop can run.
 *
 * <p>The scaled tails are {@code e^(x^2) erfc(x) = T(u) / (x + K)} with {@code u = (x - K) / (x +
 * K)}, as J. F. Shepherd and J. G. Laframboise have it (1981), and likewise {@code e^(x^2 / 2)
 * cdf(-x)}. The polynomials were fitted for this class (weighted minimax in 200 bits, relative
 * errors 2^-57.8 and 2^-58.8); the first coefficient has two parts, as have the denominator, u and
 * the square in the exponent. So the left tail has its full relative precision down to the smallest
 * number. The error is at most 2 ulp.
 */
public final class NormalDistribution {
    /** A scaled tail: {@code T(u) / (x + shift)} with {@code u = (x - shift) / (x + shift)}. */
    public static final class Tail {
        private final double shift;
        private final double low;
        private final double[] coefficients;

        private Tail(double shift, double low, double... coefficients) {
            this.shift = shift;
            this.low = low;
            this.coefficients = coefficients;
        }

        /** K. */
        public double shift() {
            return shift;
        }

        /** What is added to the last coefficient, which has two parts. */
        public double low() {
            return low;
        }

        /** Those of T, from the highest power down. */
        public double[] coefficients() {
            return coefficients.clone();
        }

        /** {@code T(u) / (x + K)} of an x that is not negative: what is rounded, and the rest. */
        private double[] at(double x) {
            double sum = x + shift;
            double r = 1 / sum;
            double lost = Math.fma(-r, x - (sum - shift), Math.fma(-r, sum, 1));
            double rounded = Math.fma(-r, 2 * shift, 1);
            double u = Math.fma(rounded - 1, lost, rounded);
            double inner = coefficients[0];
            int last = coefficients.length - 1;
            for (int k = 1; k < last; k++) {
                inner = Math.fma(inner, u, coefficients[k]);
            }
            double p = Math.fma(inner, u, coefficients[last]);
            double pLow = Math.fma(inner, u, coefficients[last] - p) + low;
            double product = p * r;
            double rest = Math.fma(pLow, r, Math.fma(p, r, -product));
            return new double[] {product, Math.fma(product, lost, rest)};
        }

        /** The same over simple operations, in which a product that is added is not rounded. */
        private Expr[] at(Expr x) {
            Expr sum = x.add(shift);
            Expr r = constant(1).div(sum);
            Expr lost = constant(1).sub(r.mul(sum)).sub(r.mul(x.sub(sum.sub(shift))));
            Expr rounded = constant(1).sub(r.mul(2 * shift));
            Expr u = rounded.sub(1).mul(lost).add(rounded);
            Expr inner = constant(coefficients[0]);
            int last = coefficients.length - 1;
            for (int k = 1; k < last; k++) {
                inner = inner.mul(u).add(coefficients[k]);
            }
            Expr p = inner.mul(u).add(coefficients[last]);
            // Not the same products again, which would be one step, used twice and not fused.
            Expr pLow = constant(coefficients[last]).sub(p).sub(inner.neg().mul(u)).add(low);
            Expr product = p.mul(r);
            Expr rest = pLow.mul(r).add(product.neg().sub(p.neg().mul(r)));
            return new Expr[] {product, product.mul(lost).add(rest)};
        }
    }

    /** {@code e^(x^2) erfc(x)} in double. */
    public static final Tail COMPLEMENT =
            new Tail(
                    3,
                    -8.947837624094742e-17,
                    -1.6663901679755468e-10,
                    1.7020602058180762e-10,
                    1.852973187206628e-09,
                    -1.014048494873253e-09,
                    -1.1560638906808116e-08,
                    -8.887039686626193e-10,
                    5.5747020334378686e-08,
                    4.591858528584948e-08,
                    -2.3850508178243407e-07,
                    -4.0782385948122883e-07,
                    1.001985075275221e-06,
                    2.7653109441674054e-06,
                    -4.750490628651868e-06,
                    -1.7470545525797496e-05,
                    3.0398505749959482e-05,
                    0.00010756148632241487,
                    -0.0002767779063248468,
                    -0.0005483096927485298,
                    0.0030340620076886953,
                    -0.0012124166270117175,
                    -0.026827234624876628,
                    0.1195277612872764,
                    -0.31046726190055574,
                    0.5902283571041022,
                    -0.8833944531698837,
                    1.0740069070883398);

    /** {@code e^(x^2 / 2)} times the distribution function at {@code -x}, in double. */
    public static final Tail CDF =
            new Tail(
                    4,
                    -2.2868967495181872e-17,
                    -6.885533146166427e-10,
                    -2.440022392284769e-09,
                    1.8251065807110194e-09,
                    1.9320487560393302e-08,
                    1.3338606539606149e-08,
                    -8.493646967474498e-08,
                    -1.5491330730330506e-07,
                    2.713822007813366e-07,
                    1.021449451825676e-06,
                    -6.294607023471495e-07,
                    -5.920098975276474e-06,
                    7.165811250284504e-07,
                    3.5144656913029474e-05,
                    -1.908238532566489e-06,
                    -0.00023109492839190902,
                    0.00013334430946330413,
                    0.0016308184566644513,
                    -0.003479692367135864,
                    -0.007540188966658063,
                    0.06039657489092479,
                    -0.18652185795965961,
                    0.38713740074221475,
                    -0.6078966419718921,
                    0.7552851304157515);

    /** The distribution function of the negative is 0 from here on when rounded. */
    private static final double END = 38.6;

    /** The complementary error function from here on is 0 when rounded, and of the negative 2. */
    private static final double ERFC_END = 27.3;

    /** From here on {@code e^(x^2)} is infinite. */
    private static final double SQUARE_END = 26.8;

    /** From here on {@code e^(x^2) erfc(x)} is {@code 1 / (x sqrt(pi))} when rounded. */
    private static final double FAR = 0x1p27;

    private NormalDistribution() {}

    /** The distribution function at {@code x}. */
    public static double cdf(double x) {
        double t = Math.min(END, Math.abs(x));
        double tail = scaled(CDF.at(t), t, -0.5 * t);
        return x < 0 ? tail : 1 - tail;
    }

    /** {@code e^(ab)} times a number in two parts. */
    private static double scaled(double[] factor, double a, double b) {
        double square = a * b;
        double lost = Math.fma(a, b, -square);
        double power = Math.exp(square);
        double tail = Math.fma(Math.fma(factor[0], lost, factor[1]), power, factor[0] * power);
        return Math.abs(tail); // what is added to 0 may be negative
    }

    /** The complementary error function at {@code x}. */
    static double erfc(double x) {
        double t = Math.min(ERFC_END, Math.abs(x));
        double tail = scaled(COMPLEMENT.at(t), t, -t);
        return x < 0 ? 2 - tail : tail;
    }

    /** {@code e^(x^2) erfc(x)} at {@code x}. */
    static double erfcx(double x) {
        if (x > FAR) {
            return 1 / Math.sqrt(Math.PI) / x;
        }
        if (!(x < 0)) {
            double[] tail = COMPLEMENT.at(x);
            return tail[0] + tail[1];
        }
        double t = Math.min(SQUARE_END, -x);
        double[] tail = COMPLEMENT.at(t);
        double square = t * t;
        double power = 2 * Math.exp(square);
        if (Double.isInfinite(power)) {
            return power;
        }
        double lost = Math.fma(t, t, -square);
        return power - tail[0] + Math.fma(power, lost, -tail[1]);
    }

    /** {@link #cdf} over simple operations, for a kernel that computes in double. */
    public static Expr inDouble(Expr x) {
        Nulls.refuse("inDouble", "x", x);
        Expr magnitude = x.abs();
        Expr t = select(magnitude.gt(END), END, magnitude);
        Expr half = t.mul(-0.5);
        Expr square = t.mul(half);
        Expr lost = square.neg().sub(t.neg().mul(half));
        Expr[] factor = CDF.at(t);
        Expr power = square.exp();
        Expr rest = factor[0].mul(lost).add(factor[1]);
        Expr tail = rest.mul(power).add(factor[0].mul(power)).abs();
        return select(x.lt(0), tail, constant(1).sub(tail));
    }

    /** The density at x. */
    static Expr density(Expr x) {
        return x.mul(x).mul(-0.5).exp().mul(1 / Math.sqrt(2 * Math.PI));
    }
}
