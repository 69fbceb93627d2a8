package dev.gatun.kernel.loop.emitted;

import dev.gatun.kernel.loop.emitted.Steps.Pair;
import dev.gatun.kernel.loop.emitted.segments.PiecewisePolynomial;

/**
 * Exponentials: with n the integer nearest to {@code x / log 2} and {@code r = x - n log 2}, {@code
 * e^x = 2^n (1 + p)} and {@code p = r + r^2 Q(r)}. Q is a weighted minimax polynomial for |r| <=
 * 0.3476, fitted for this class: relative to p its error is 2^-26.1 in floats, 2^-28.2 with the
 * longer Q, and 2^-61.2 in doubles. n log 2 is subtracted in two parts by fused steps, the first of
 * which is exact. What the reduction and the sum lose is kept where a result asks for it.
 */
final class Exponentials {
    /** Q for floats, from the highest power down. */
    private static final double[] Q = {
        0.0013837855f, 0.008367319f, 0.04166774f, 0.16666538f, 0.49999997f
    };

    /** Q for floats where the relative error of p counts. */
    private static final double[] LONG_Q = {
        0.00015048332f, 0.0013930543f, 0.008341508f, 0.04166651f, 0.16666636f, 0.5f
    };

    /** Q for doubles. */
    private static final double[] DOUBLE_Q = {
        2.0946191729257707e-09,
        2.5111699840999598e-08,
        2.755717538494385e-07,
        2.7557236681719367e-06,
        2.4801587429220757e-05,
        0.00019841269893384396,
        0.0013888888888842058,
        0.008333333333318928,
        0.04166666666666672,
        0.1666666666666668,
        0.5
    };

    /** sinh r = r + r^3 S(r^2): relative errors 2^-34.3 and 2^-65.1. */
    private static final double[] S = {0.0001997301f, 0.008333176f, 0.16666667f};

    private static final double[] DOUBLE_S = {
        1.7549905600642868e-10,
        2.5046862299931417e-08,
        2.7557326144249557e-06,
        0.00019841269837118306,
        0.008333333333334421,
        0.16666666666666666
    };

    /** cosh r = 1 + r^2 / 2 + r^4 C(r^2): errors 2^-33.2 and 2^-70. */
    private static final double[] C = {0.0013935842f, 0.041666456f};

    private static final double[] DOUBLE_C = {
        2.0921830848861304e-09,
        2.755725166218559e-07,
        2.480158734933303e-05,
        0.0013888888888873249,
        0.041666666666666685
    };

    /** tanh x = x + x^3 H(x^2) up to 1, of floats: relative error 2^-27.7. */
    private static final double[] H = {
        -0.0003583925f,
        0.0023012194f,
        -0.007946009f,
        0.021486675f,
        -0.053879846f,
        0.13332346f,
        -0.33333296f
    };

    /** log 2 in parts: of floats and of doubles. */
    static final double HIGH = (float) Math.log(2);

    static final double LOW = -1.904654299957768e-09;
    static final double DOUBLE_LOW = 2.319046813846299e-17;

    private final Steps s;

    Exponentials(Steps steps) {
        s = steps;
    }

    /** An exponential that is not scaled yet: {@code e^x = 2^n (1 + p + low)}. */
    record Parts(int n, int p, int low) {}

    /** The number of halves of log 2, and what is left of x. */
    private record Reduced(int n, int r, int low) {}

    private Reduced reduce(int x) {
        int n = s.ofLowBits(s.lowBits(x, 1 / Math.log(2)));
        int exact = s.fnma(n, s.constant(HIGH, Math.log(2)), x);
        int low = s.constant(LOW, DOUBLE_LOW);
        int r = s.fnma(n, low, exact);
        return new Reduced(n, r, s.fnma(n, low, s.sub(exact, r)));
    }

    /**
     * e^x for x in the range of {@link #clamp}; where low is not used, its steps are not either.
     */
    private Parts parts(int x, double[] q) {
        Reduced reduced = reduce(x);
        int r = reduced.r;
        int tail = s.mul(s.mul(r, r), s.polynomial(r, q, DOUBLE_Q));
        Pair p = s.fastSum(r, tail);
        return new Parts(reduced.n, p.high(), s.add(p.low(), reduced.low));
    }

    /** e^(x + low) for x in the range of {@link #clamp} and a low of less than an ulp of x. */
    Parts parts(Pair x) {
        Parts plain = parts(x.high(), LONG_Q);
        return new Parts(plain.n, plain.p, s.fma(plain.p, x.low(), s.add(plain.low, x.low())));
    }

    /**
     * {@code a e^x} for |a| < 1 and x in the range of {@link #clamp}, whose low part is less than
     * an ulp of its high one: {@code a + a r + a r^2 Q(r)}, from the last term on.
     */
    int product(Pair x, Pair a) {
        int n = s.ofLowBits(s.lowBits(x.high(), 1 / Math.log(2)));
        int exact = s.fnma(n, s.constant(HIGH, Math.log(2)), x.high());
        Pair r = s.fastSum(exact, s.fnma(n, s.constant(LOW, DOUBLE_LOW), x.low()));
        int square = s.mul(r.high(), r.high());
        int q = s.polynomial(r.high(), LONG_Q, DOUBLE_Q);
        int last = s.fma(square, q, r.low());
        int more = s.fma(a.high(), r.high(), s.fma(a.high(), last, a.low()));
        return s.scale(s.add(a.high(), more), n);
    }

    /** Where the result is neither 0 nor infinite, and somewhat beyond; NaN stays. */
    int clamp(int x) {
        return s.max(s.constant(-104.5, -746), s.min(s.constant(89, 710), x));
    }

    /** {@code 2^n (1 + p)}, with what p lost where it is given. */
    int scaled(Parts e) {
        return s.scale(s.add(s.constant(1), e.p), e.n);
    }

    int exp(int x) {
        int least = s.constant(-104, -745.2);
        Reduced reduced = reduce(unlessGone(x, least, s.min(s.constant(89, 710), x)));
        int r = reduced.r;
        int inner = s.fma(s.polynomial(r, Q, DOUBLE_Q), r, s.constant(1));
        return scaledUnlessGone(x, least, s.fma(inner, r, s.constant(1)), reduced.n);
    }

    /**
     * Where the result is 0, as softmax has it of every key that is hidden, e^0 is computed and not
     * used: a product that is too small for a normal number takes processors some hundred cycles.
     * With AVX-512 the step that scales leaves such elements out.
     */
    private int unlessGone(int x, int least, int bounded) {
        return s.isAvx512 ? bounded : s.select(s.isLess(x, least), s.constant(0), bounded);
    }

    /** {@code a 2^n}, and 0 of an x below the least. */
    private int scaledUnlessGone(int x, int least, int a, int n) {
        if (s.isAvx512) {
            int isThere = s.compare(Primitive.NOT_LESS, x, least);
            return s.table.step(Primitive.SCALE_OR_ZERO, isThere, a, n);
        }
        return s.select(s.isLess(x, least), s.constant(0), s.scale(a, n));
    }

    /**
     * Likewise: the integer n nearest to x is taken off exactly, and of the rest r, e^(r log 2).
     */
    int powerOfTwo(int x) {
        int least = s.constant(-150, -1075);
        int bounded = unlessGone(x, least, s.min(s.constant(129, 1025), x));
        int n = s.ofLowBits(s.lowBits(bounded, 1));
        int r = s.mul(s.sub(bounded, n), s.constant(HIGH, Math.log(2)));
        int inner = s.fma(s.polynomial(r, Q, DOUBLE_Q), r, s.constant(1));
        return scaledUnlessGone(x, least, s.fma(inner, r, s.constant(1)), n);
    }

    /** {@code 2^n (p + (1 - 2^-n))}: exact but for the sum. The sign is x's, of zeros too. */
    int expm1(int x) {
        int from = s.max(s.constant(-18, -38), s.min(s.constant(89, 710), x));
        Parts e = parts(from, LONG_Q);
        int power = s.scale(s.constant(1), s.neg(e.n));
        int less = s.sub(s.constant(1), power);
        int sum = s.add(less, s.add(e.p, e.low));
        return s.copySign(s.scale(sum, e.n), x);
    }

    int sigmoid(int x) {
        return s.hasTables() ? tabulatedSigmoid(x) : s.isFloat ? floatSigmoid(x) : doubleSigmoid(x);
    }

    private int tabulatedSigmoid(int x) {
        int t = s.min(s.constant(PiecewisePolynomial.LOGISTIC_END), s.abs(x));
        int segment = s.lowBits(t, PiecewisePolynomial.LOGISTIC_SCALE);
        int near = s.polynomial(t, segment, PiecewisePolynomial.logisticTail());
        int isLeft = s.isLess(x, s.constant(0));
        int y = s.select(isLeft, near, s.sub(s.constant(1), near));
        int isFar = s.isLess(x, s.constant(-PiecewisePolynomial.LOGISTIC_END));
        return s.selectRarely(isFar, exp(x), y);
    }

    /**
     * With {@code e^|x| = 2^-n (1 + p)}, of a negative x {@code 2^n / ((1 + 2^n) + p)}, whose sum
     * is rounded once, and of others that taken from 1.
     */
    private int doubleSigmoid(int x) {
        int bounded = s.max(s.constant(-746), negative(x));
        int n = s.ofLowBits(s.lowBits(bounded, 1 / Math.log(2)));
        int exact = s.fms(n, s.constant(Math.log(2)), bounded);
        int r = s.fma(n, s.constant(DOUBLE_LOW), exact);
        int one = s.constant(1);
        int inner = s.fma(s.polynomial(r, DOUBLE_Q), r, one);
        int sum = s.fma(inner, r, s.add(one, s.scale(one, n)));
        int left = s.scale(s.div(one, sum), n);
        return s.select(s.isLess(x, s.constant(0)), left, s.sub(one, left));
    }

    private int negative(int x) {
        return s.table.step(Primitive.OR, s.signBit(), x);
    }

    /**
     * With {@code t = e^-|x| = 2^n u}, of a negative x {@code u / (1 + t)}, scaled at the end, and
     * of others that taken from 1. The quotient is corrected by its remainder {@code (u - q) - q t}
     * and by what u lost: {@code u - q} is exact, since t is at most 1.
     */
    private int floatSigmoid(int x) {
        Reduced reduced = reduce(s.max(s.constant(-104.5), negative(x)));
        int r = reduced.r;
        int one = s.constant(1);
        int inner = s.fma(s.polynomial(r, Q), r, one);
        int u = s.fma(inner, r, one);
        int lost = s.fma(inner, r, s.sub(one, u));
        int t = s.scale(u, reduced.n);
        int v = s.div(one, s.add(one, t));
        int q = s.mul(u, v);
        int rest = s.fma(lost, v, s.fnma(q, t, s.sub(u, q)));
        int left = s.scale(s.fma(rest, v, q), reduced.n);
        return s.select(s.isLess(x, s.constant(0)), left, s.sub(one, left));
    }

    int tanh(int x) {
        return s.hasTables() ? tabulatedTanh(x) : s.isFloat ? floatTanh(x) : doubleTanh(x);
    }

    private int tabulatedTanh(int x) {
        int t = s.min(s.constant(PiecewisePolynomial.TANH_END), s.abs(x));
        int above = s.add(t, s.constant(PiecewisePolynomial.TANH_START));
        int segment =
                s.table.step(
                        Primitive.SHIFT_RIGHT,
                        PiecewisePolynomial.TANH_SHIFT,
                        above,
                        ValueTable.NONE,
                        ValueTable.NONE);
        return s.copySign(s.polynomial(t, segment, PiecewisePolynomial.tanh()), x);
    }

    /**
     * Of floats {@code x + x^3 H(x^2)} up to 1, and beyond {@code 1 - 2 / (1 + e^2|x|)}, of which
     * {@code 2^n + 1} is exact and the exponential not rounded by itself: {@code 2|x| = n log 2 +
     * 2r} and {@code e^2r = 1 + 2r + r^2 Q}, so that Q's coefficients have powers of 2.
     */
    private int floatTanh(int x) {
        int square = s.mul(x, x);
        int small = s.fma(s.mul(x, square), s.polynomial(square, H), x);
        int magnitude = s.abs(x);
        int bounded = s.min(s.constant(10), magnitude);
        Steps.Power power = s.power(bounded, 2 / Math.log(2));
        int r = s.fnma(power.exponent(), s.constant(HIGH / 2), bounded);
        double[] doubled = new double[Q.length];
        for (int k = 0; k < doubled.length; k++) {
            doubled[k] = Math.scalb(Q[k], Q.length + 1 - k);
        }
        int p = s.mul(s.fma(s.polynomial(r, doubled), r, s.constant(2)), r);
        int one = s.constant(1);
        int denominator = s.fma(power.power(), p, s.add(power.power(), one));
        int large = s.sub(one, s.div(s.constant(2), denominator));
        return s.copySign(s.select(s.isLess(magnitude, one), small, large), x);
    }

    /**
     * Of doubles {@code (e^2|x| - 1) / (e^2|x| + 1)}, numerator and denominator with what they
     * lost, and the quotient corrected by its remainder.
     */
    private int doubleTanh(int x) {
        int magnitude = s.abs(x);
        int twice = s.min(s.constant(44), s.add(magnitude, magnitude));
        Parts e = parts(twice, LONG_Q);
        int one = s.constant(1);
        int power = s.powerOfTwo(e.n);
        Pair less = s.fastSum(power, s.constant(-1));
        Pair numerator = scaledSum(less, power, e);
        Pair more = s.fastSum(power, one);
        Pair denominator = scaledSum(more, power, e);
        int reciprocal = s.div(one, denominator.high());
        int q = s.mul(numerator.high(), reciprocal);
        int exact = s.fnma(q, denominator.high(), numerator.high());
        int rest = s.fnma(q, denominator.low(), s.add(exact, numerator.low()));
        return s.copySign(s.fma(rest, reciprocal, q), x);
    }

    /** {@code a + 2^n (p + low)} of an a that is larger. */
    private Pair scaledSum(Pair a, int power, Parts e) {
        int sum = s.fma(power, e.p, a.high());
        int lost = s.fma(power, e.p, s.sub(a.high(), sum));
        return new Pair(sum, s.fma(power, e.low, s.add(lost, a.low())));
    }

    /** {@code 2^n e^r} and its inverse have the same even and odd part but for the power of 2. */
    int sinh(int x) {
        return s.copySign(hyperbolic(x, true), x);
    }

    int cosh(int x) {
        return hyperbolic(x, false);
    }

    private int hyperbolic(int x, boolean isSinh) {
        int half = s.constant(0.5);
        int from = s.min(s.constant(90, 711), s.abs(x));
        Reduced reduced = reduce(from);
        int r = reduced.r;
        int square = s.mul(r, r);
        int odd = s.fma(s.mul(square, r), s.polynomial(square, S, DOUBLE_S), r);
        int tail = s.fma(s.polynomial(square, C, DOUBLE_C), square, half);
        int even = s.mul(tail, square); // but for 1
        // 2^(n - 1) is taken out at the end: 2^-2n stays.
        int least = s.max(s.constant(-100, -900), s.mul(s.constant(-2), reduced.n));
        int inverse = s.powerOfTwo(least);
        int one = s.constant(1);
        int difference = s.sub(one, inverse);
        int sum = s.add(one, inverse);
        int whole =
                isSinh
                        ? s.add(
                                difference,
                                s.fma(even, difference, s.mul(s.add(odd, reduced.low), sum)))
                        : s.add(one, s.fma(even, sum, s.fma(odd, difference, inverse)));
        return s.scale(s.mul(whole, half), reduced.n);
    }
}
