package dev.gatun.kernel.loop.emitted;

import dev.gatun.kernel.loop.emitted.Steps.Pair;

/**
 * Powers and roots. {@code a^b = e^(b log |a|)}, the logarithm in two parts: of {@code |a| = 2^k
 * m}, m in [3/4, 3/2), with {@code t = (m - 1) / (m + 1)} it is {@code k log 2 + 2 t + 2/3 t^3 +
 * t^5 V(t^2)}, of which all but the last term are sums and products of two parts. V and the start
 * of the cube root were fitted for this class (relative to the logarithm 2^-33.4 of floats and
 * 2^-67.9 of doubles; the start 2^-10.4).
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

    /** The cube root on [0.37, 3.01]. */
    private static final double[] ROOT = {
        0.008640722f, -0.08490902f, 0.33344716f, -0.69444126f, 1.0151283f, 0.4225466f
    };

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

    /** Of {@code 2^3q m}; Halley's steps, then Newton's with the exact rest. */
    int cbrt(int x) {
        int a = s.abs(x);
        Steps.Parts parts = s.parts(a);
        int three = s.constant(3);
        int q = s.round(Primitive.NEAREST, s.mul(parts.exponent(), s.constant(1 / 3.0)));
        int m = s.mul(parts.significand(), s.powerOfTwo(s.fnma(q, three, parts.exponent())));
        int y = s.polynomial(m, ROOT);
        for (int k = 0; k < (s.isFloat ? 1 : 2); k++) {
            int cube = s.mul(s.mul(y, y), y);
            int above = s.add(cube, s.add(m, m));
            y = s.mul(y, s.div(above, s.add(s.add(cube, cube), m)));
        }
        Pair square = s.product(y, y);
        int rest = s.fma(square.low(), y, s.fms(square.high(), y, m));
        int root = s.sub(y, s.div(rest, s.mul(square.high(), three)));
        int infinity = s.constant(Double.POSITIVE_INFINITY);
        int isNumber = s.both(s.isLess(s.constant(0), a), s.isLess(a, infinity));
        return s.select(isNumber, s.copySign(s.scale(root, q), x), x);
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
