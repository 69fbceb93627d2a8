package dev.gatun.kernel.loop.emitted;

import dev.gatun.kernel.loop.emitted.Steps.Pair;

/**
 * Powers and roots. {@code a^b = e^(b log |a|)}, the logarithm in two parts: of {@code |a| = 2^k
 * m}, m in [3/4, 3/2), with {@code t = (m - 1) / (m + 1)} it is {@code k log 2 + 2 t + 2/3 t^3 +
 * t^5 V(t^2)}, of which all but the last term are sums and products of two parts. V and the start
 * of the cube root were fitted for this class (relative to the logarithm 2^-33.4 of floats and
 * 2^-67.9 of doubles; the start 2^-8.4).
 */
final class Powers {
    private static final double[] V = {0.23893395f, 0.2852448f, 0.40000406f};

    private static final double[] DOUBLE_V = {
        0.1259912600761509,
        0.11587830773028239,
        0.13341448068928247,
        0.15384395912966758,
        0.1818182174005869,
        0.22222222188877636,
        0.2857142857159054,
        0.39999999999999697
    };

    /** {@code m^(-1/3)} on [1/2, 4). */
    private static final double[] INVERSE_ROOT = {
        -0.0056203385f, 0.07450724f, -0.3891779f, 1.027231f, -1.5035326f, 1.7952635f
    };

    /** {@code ((1 - h)^(-2/3) - 1) / h}. */
    private static final double[] SERIES = {40 / 81.0, 5 / 9.0, 2 / 3.0};

    private static final double[] DOUBLE_SERIES = {5 / 9.0, 2 / 3.0};

    /** What a float and a double of 2/3 leave over. */
    private static final double TWO_THIRDS_REST = -1.9868214925130207e-08;

    private static final double DOUBLE_TWO_THIRDS_REST = 3.700743415417188e-17;

    private final Steps s;
    private final Exponentials exponentials;

    Powers(Steps steps, Exponentials exponentials) {
        s = steps;
        this.exponentials = exponentials;
    }

    /** The logarithm of a positive finite number. */
    private Pair log(int x) {
        int zero = s.constant(0);
        Steps.Parts parts = s.parts(x);
        int m = parts.significand();
        int one = s.constant(1);
        Pair t = s.quotient(new Pair(s.sub(m, one), zero), s.fastSum(one, m));
        Pair square = s.product(t, t);
        int third = s.constant((float) (2 / 3.0), 2 / 3.0);
        Pair factor = new Pair(third, s.constant(TWO_THIRDS_REST, DOUBLE_TWO_THIRDS_REST));
        Pair cube = s.product(s.product(square, t), factor);
        int z = square.high();
        int fifth = s.mul(s.mul(s.mul(z, z), t.high()), s.polynomial(z, V, DOUBLE_V));
        Pair tail = s.fastSum(cube.high(), s.add(cube.low(), fifth));
        Pair twice = new Pair(s.add(t.high(), t.high()), s.add(t.low(), t.low()));
        Pair log = s.fastSum(twice, tail);
        int k = parts.exponent();
        Pair whole =
                s.fastSum(
                        s.mul(k, s.constant(Logarithms.HIGH, Logarithms.DOUBLE_HIGH)),
                        s.mul(k, s.constant(Logarithms.LOW, Logarithms.DOUBLE_LOW)));
        return s.sum(whole, log);
    }

    /**
     * As IEEE 754 has it: {@code pow(1, NaN)}, {@code pow(NaN, 0)} and {@code pow(-1, inf)} are 1.
     */
    int pow(int a, int b) {
        int zero = s.constant(0);
        int one = s.constant(1);
        int infinity = s.constant(Double.POSITIVE_INFINITY);
        int magnitude = s.abs(a);
        int isZero = s.compare(Primitive.EQUAL, magnitude, zero);
        int isInfinite = s.compare(Primitive.EQUAL, magnitude, infinity);
        int isEnd = s.table.step(Primitive.MASK_OR, isZero, isInfinite);
        int most = s.constant(0x1p40, 0x1p70);
        int exponent = s.max(s.neg(most), s.min(most, b));
        Pair log = log(s.select(isEnd, one, magnitude));
        Pair power = s.product(log, new Pair(exponent, zero));
        int clamped = exponentials.clamp(power.high());
        int isClamped = s.compare(Primitive.NOT_EQUAL, clamped, power.high());
        Pair bounded = new Pair(clamped, s.select(isClamped, zero, power.low()));
        Exponentials.Parts e = exponentials.parts(bounded);
        int value = s.scale(s.add(one, s.add(e.p(), e.low())), e.n());
        int isSwapped = s.table.step(Primitive.MASK_XOR, isZero, s.isLess(b, zero));
        int end = s.select(isSwapped, zero, infinity);
        int isWhole = s.compare(Primitive.EQUAL, b, s.round(Primitive.NEAREST, b));
        int half = s.mul(b, s.constant(0.5));
        int isHalfWhole = s.compare(Primitive.EQUAL, half, s.round(Primitive.NEAREST, half));
        int isOdd = s.table.step(Primitive.MASK_ANDNOT, isHalfWhole, isWhole);
        int sign = s.select(isOdd, s.sign(a), zero);
        int signed = s.table.step(Primitive.XOR, s.select(isEnd, end, value), sign);
        int isNegative = s.table.step(Primitive.MASK_ANDNOT, isEnd, s.isLess(a, zero));
        int isRefused = s.table.step(Primitive.MASK_ANDNOT, isWhole, isNegative);
        int isNaN = s.compare(Primitive.UNORDERED, a, b);
        int isNothing = s.table.step(Primitive.MASK_OR, isRefused, isNaN);
        int known = s.select(isNothing, s.constant(Double.NaN), signed);
        int isOne =
                s.table.step(
                        Primitive.MASK_OR,
                        s.compare(Primitive.EQUAL, a, one),
                        s.compare(Primitive.EQUAL, b, zero));
        return s.select(isOne, one, known);
    }

    /**
     * Of {@code 2^3q m} with m in [1/2, 4), without a division: of {@code r}, near the inverse root
     * of m, and {@code h = 1 - m r^3} the root is {@code m r^2 (1 - h)^(-2/3)}, a series in h. What
     * rounding the product loses counts for a third.
     */
    int cbrt(int x) {
        int a = s.abs(x);
        Steps.Parts parts = s.wholeParts(a);
        int third = s.ofLowBits(s.lowBits(parts.exponent(), 1 / 3.0));
        // Of zeros and infinity the exponent is infinite.
        int bounded = s.min(s.constant(43, 342), third);
        int q = s.max(s.constant(-50, -359), bounded);
        int m =
                s.isAvx512
                        ? s.scale(a, s.mul(q, s.constant(-3)))
                        : s.mul(
                                parts.significand(),
                                s.powerOfTwo(s.fnma(q, s.constant(3), parts.exponent())));
        int r = s.polynomial(m, INVERSE_ROOT);
        if (!s.isFloat) {
            int h = s.fnma(s.mul(m, s.mul(r, r)), r, s.constant(1));
            r = s.fma(s.mul(r, h), s.fma(h, s.constant(2 / 9.0), s.constant(1 / 3.0)), r);
        }
        int product = s.mul(m, s.mul(r, r));
        int h = s.fnma(product, r, s.constant(1));
        int series = s.polynomial(h, s.isFloat ? SERIES : DOUBLE_SERIES);
        int root = s.scale(s.fma(s.mul(product, h), series, product), q);
        int y = s.copySign(root, x);
        if (s.isAvx512) {
            return y;
        }
        int infinity = s.constant(Double.POSITIVE_INFINITY);
        int isNumber = s.both(s.isLess(s.constant(0), a), s.isLess(a, infinity));
        return s.select(isNumber, y, x);
    }

    /** Both brought near 1 by the power of 2 of the larger, their squares in two parts. */
    int hypot(int x, int y) {
        int zero = s.constant(0);
        int one = s.constant(1);
        int infinity = s.constant(Double.POSITIVE_INFINITY);
        int a = s.abs(x);
        int b = s.abs(y);
        int larger = s.max(a, b);
        int isInside = s.both(s.isLess(zero, larger), s.isLess(larger, infinity));
        int k = s.parts(s.select(isInside, larger, one)).exponent();
        int less = s.neg(k);
        int first = s.scale(larger, less);
        int second = s.scale(s.min(a, b), less);
        Pair root = s.root(s.sum(s.product(first, first), s.product(second, second)));
        int value = s.scale(s.add(root.high(), root.low()), k);
        int sum = s.add(a, b);
        int isInfinite =
                s.table.step(
                        Primitive.MASK_OR,
                        s.compare(Primitive.EQUAL, a, infinity),
                        s.compare(Primitive.EQUAL, b, infinity));
        int isNaN = s.compare(Primitive.UNORDERED, a, b);
        int isPlain = s.table.step(Primitive.MASK_ANDNOT, isNaN, isInside);
        return s.select(isInfinite, infinity, s.select(isPlain, value, sum));
    }
}
