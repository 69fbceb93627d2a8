package dev.gatun.kernel.loop.emitted;

import dev.gatun.kernel.loop.emitted.Steps.Pair;
import dev.gatun.kernel.loop.emitted.segments.LogarithmTable;

/**
 * Logarithms: of {@code x = 2^k (1 + f)} with {@code 1 + f} in [3/4, 3/2). With AVX-512 those of
 * floats to the bases e, 2 and 10 are looked up ({@link LogarithmTable}). Else of floats {@code
 * log(1 + f) = f - f^2 / 2 + f^3 L(f)}, L fitted for this class (weighted minimax, 2^-31.6); of
 * doubles, by {@code t = f / (2 + f)}, {@code f - (f^2 / 2 - t (f^2 / 2 + t^2 R(t^2)))}, as
 * FreeBSD's msun has it, with R fitted for this class (2^-61.4).
 */
final class Logarithms {
    private static final double[] L = {
        -0.031065071f,
        0.07962746f,
        -0.105502f,
        0.11402937f,
        -0.12504986f,
        0.14268959f,
        -0.16664974f,
        0.20000331f,
        -0.2500004f,
        0.3333333f
    };

    private static final double[] R = {
        0.13883901375837662,
        0.13167457533002616,
        0.15391484307492834,
        0.18181654230528302,
        0.22222224495539739,
        0.28571428554019646,
        0.4000000000006441,
        0.6666666666666659
    };

    /**
     * log 2 in parts, both positive, of floats and of doubles: infinite exponents stay infinite.
     */
    static final double HIGH = 0.693145751953125;

    static final double LOW = 1.428606820309417e-6;
    static final double DOUBLE_HIGH = 0.6931471803691238;
    static final double DOUBLE_LOW = 1.9082149292705877e-10;

    /** From here on asinh(x) and acosh(x) are log(2x) when rounded. */
    private static final double LARGE = 0x1p13;

    private static final double DOUBLE_LARGE = 0x1p28;

    private final Steps s;

    Logarithms(Steps steps) {
        s = steps;
    }

    /** {@code log(1 + f) - f}, and more. */
    private int rest(int f, int more) {
        int square = s.mul(f, f);
        int half = s.constant(0.5);
        if (s.isFloat) {
            int tail = s.fma(s.mul(s.polynomial(f, L), f), square, more);
            return s.fnma(square, half, tail);
        }
        int t = s.div(f, s.add(f, s.constant(2)));
        int z = s.mul(t, t);
        int halfSquare = s.mul(square, half);
        int inner = s.fma(z, s.polynomial(z, R), halfSquare);
        return s.sub(s.fma(t, inner, more), halfSquare);
    }

    /** {@code k log 2 + log(1 + f)}. */
    private int sum(int k, int f) {
        int more = s.mul(k, s.constant(LOW, DOUBLE_LOW));
        return s.fma(k, s.constant(HIGH, DOUBLE_HIGH), s.add(f, rest(f, more)));
    }

    /** What logarithms are of numbers that have none, by comparisons; elsewhere y. */
    private int ends(int x, int y) {
        int zero = s.constant(0);
        int infinity = s.constant(Double.POSITIVE_INFINITY);
        int isZero = s.compare(Primitive.EQUAL, x, zero);
        int least = s.constant(Double.NEGATIVE_INFINITY);
        int below = s.select(isZero, least, s.constant(Double.NaN));
        int above = s.select(s.isLess(x, infinity), y, x);
        return s.select(s.isLess(zero, x), above, below);
    }

    /**
     * {@code k H + T + f (C + Q(f) f)} by a table of floats: the significand is {@code (1 + f) / r}
     * for the r of its segment, and T is {@code -log r}. H and L, T and the C of the base have two
     * parts each, and the sum of the first ones is exact.
     */
    private int tabulated(int x, double base, double high, double low) {
        Steps.Parts parts = s.parts(x);
        int k = parts.exponent();
        int m = parts.significand();
        int segment =
                s.table.step(
                        Primitive.SHIFT_RIGHT,
                        LogarithmTable.SHIFT,
                        m,
                        ValueTable.NONE,
                        ValueTable.NONE);
        LogarithmTable of = new LogarithmTable(base);
        int f = s.fms(m, s.lookUp(segment, of.reciprocals()), s.constant(1));
        int whole = s.fma(k, s.constant(high), s.lookUp(segment, of.high()));
        int rest = s.lookUp(segment, of.low());
        if (low != 0) {
            rest = s.fma(k, s.constant(low), rest); // not of infinite exponents
        }
        int inner = s.fma(s.polynomial(f, of.polynomial()), f, s.constant(of.factorLow()));
        rest = s.fma(inner, f, rest);
        return s.add(whole, s.fma(f, s.constant(of.factor()), rest));
    }

    int log(int x) {
        if (s.hasTables()) {
            return tabulated(x, Math.E, HIGH, LOW);
        }
        Steps.Parts parts = s.parts(x);
        int y = sum(parts.exponent(), s.sub(parts.significand(), s.constant(1)));
        return s.isAvx512 ? y : ends(x, y);
    }

    /** {@code k + log(1 + f) / log 2}: exact where f is 0. */
    int log2(int x) {
        if (s.hasTables()) {
            return tabulated(x, 2, 1, 0);
        }
        return toBase(x, 1, 0, 1 / Math.log(2), LOG_2_E_LOW);
    }

    /** {@code k log10 2 + log(1 + f) / log 10}. */
    int log10(int x) {
        if (s.hasTables()) {
            return tabulated(x, 10, LOG10_2_HIGH, LOG10_2_LOW);
        }
        double high = s.isFloat ? LOG10_2_HIGH : LOG10_2_DOUBLE_HIGH;
        double low = s.isFloat ? LOG10_2_LOW : LOG10_2_DOUBLE_LOW;
        return toBase(x, high, low, 1 / Math.log(10), LOG_10_E_LOW);
    }

    /** What {@code 1 / log 2} and {@code 1 / log 10} are beyond doubles. */
    private static final double LOG_2_E_LOW = 2.0355273740931033e-17;

    private static final double LOG_10_E_LOW = 6.649434773342547e-17;

    /** log10 2 in parts, both positive. */
    private static final double LOG10_2_HIGH = 0.301025390625;

    private static final double LOG10_2_LOW = 4.605038981195214e-06;
    private static final double LOG10_2_DOUBLE_HIGH = 0.30102999566361177;
    private static final double LOG10_2_DOUBLE_LOW = 3.694239077158931e-13;

    private int toBase(int x, double high, double low, double factor, double factorLow) {
        Steps.Parts parts = s.parts(x);
        int k = parts.exponent();
        int f = s.sub(parts.significand(), s.constant(1));
        int by = s.constant(factor);
        int more = s.mul(f, s.constant(factor - (float) factor, factorLow));
        if (low != 0) {
            more = s.fma(k, s.constant(low), more); // not of infinite exponents
        }
        int fraction = s.fma(f, by, s.fma(rest(f, s.constant(0)), by, more));
        int y = s.fma(k, s.constant(high), fraction);
        return s.isAvx512 ? y : ends(x, y);
    }

    int log1p(int x) {
        return s.copySign(log1p(new Pair(x, s.constant(0)), ValueTable.NONE), x);
    }

    /**
     * {@code log(1 + x)}, or where {@code large} holds of a number that is x: {@code log(2x)}. What
     * {@code 1 + x} loses is added to f.
     */
    private int log1p(Pair x, int large) {
        Pair sum = s.sum(s.constant(1), x.high());
        int u = sum.high();
        int lost = s.add(sum.low(), x.low());
        if (large != ValueTable.NONE) {
            u = s.select(large, x.high(), u);
            lost = s.select(large, s.constant(0), lost);
        }
        Steps.Parts parts = s.parts(u);
        int k = parts.exponent();
        int power = s.powerOfTwo(s.neg(s.min(s.constant(100), k)));
        int f = s.fma(lost, power, s.sub(parts.significand(), s.constant(1)));
        if (large != ValueTable.NONE) {
            k = s.select(large, s.add(k, s.constant(1)), k);
        }
        return ends(u, sum(k, f));
    }

    /** {@code max(x, 0) + log(1 + e^-|x|)}, whose e is at most 1: f is e or (e - 1) / 2. */
    int softplus(int x) {
        int negative = s.table.step(Primitive.OR, s.signBit(), x);
        int e = new Exponentials(s).exp(negative);
        int half = s.constant(0.5);
        int isLarge = s.isLess(half, e);
        int f = s.select(isLarge, s.fms(e, half, half), e);
        int k = s.select(isLarge, s.constant(1), s.constant(0));
        return s.add(s.max(s.constant(0), x), sum(k, f));
    }

    /** W. Kahan's: {@code log1p(a + a^2 / (1 + sqrt(a^2 + 1)))}, the argument in two parts. */
    int asinh(int x) {
        int a = s.abs(x);
        int isLarge = s.isLess(s.constant(LARGE, DOUBLE_LARGE), a);
        int bounded = s.select(isLarge, s.constant(1), a);
        Pair one = new Pair(s.constant(1), s.constant(0));
        Pair square = s.product(bounded, bounded);
        Pair root = s.root(s.sum(one, square));
        Pair argument =
                s.sum(new Pair(bounded, s.constant(0)), s.quotient(square, s.fastSum(root, one)));
        Pair of = new Pair(s.select(isLarge, a, argument.high()), argument.low());
        return s.copySign(log1p(of, isLarge), x);
    }

    /** {@code log1p(t + sqrt(t (t + 2)))} of {@code t = x - 1}. */
    int acosh(int x) {
        int isLarge = s.isLess(s.constant(LARGE, DOUBLE_LARGE), x);
        int bounded = s.select(isLarge, s.constant(2), x);
        Pair above = s.sum(bounded, s.constant(-1));
        Pair product = s.product(above, s.sum(above, new Pair(s.constant(2), s.constant(0))));
        int isZero = s.compare(Primitive.EQUAL, above.high(), s.constant(0));
        Pair root = s.root(product);
        Pair positive =
                new Pair(
                        s.select(isZero, s.constant(0), root.high()),
                        s.select(isZero, s.constant(0), root.low()));
        Pair argument = s.sum(above, positive);
        Pair of = new Pair(s.select(isLarge, x, argument.high()), argument.low());
        int isValid = s.compare(Primitive.LESS_EQUAL, s.constant(1), x);
        return s.select(isValid, log1p(of, isLarge), s.constant(Double.NaN));
    }

    /** {@code log1p(2a / (1 - a)) / 2}, the argument in two parts. */
    int atanh(int x) {
        int a = s.abs(x);
        int one = s.constant(1);
        Pair below = s.fastSum(one, s.neg(a));
        Pair argument = s.quotient(new Pair(s.add(a, a), s.constant(0)), below);
        int y = s.mul(s.constant(0.5), log1p(argument, ValueTable.NONE));
        int atOne = s.compare(Primitive.EQUAL, a, one);
        int ended = s.select(atOne, s.constant(Double.POSITIVE_INFINITY), y);
        int valid = s.compare(Primitive.LESS_EQUAL, a, one);
        return s.copySign(s.select(valid, ended, s.constant(Double.NaN)), x);
    }
}
