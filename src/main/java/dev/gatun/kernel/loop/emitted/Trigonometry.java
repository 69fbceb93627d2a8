package dev.gatun.kernel.loop.emitted;

import dev.gatun.kernel.loop.emitted.Steps.Pair;

/**
 * Sine, cosine and tangent. With n the integer nearest to {@code 2 |x| / pi}, {@code r = |x| - n pi
 * / 2} in three parts by fused steps, of which the first is exact (W. J. Cody and W. Waite, 1980).
 * Then {@code sin r = r + r^3 S(r^2)} and {@code cos r = 1 - r^2 / 2 + r^4 C(r^2)} for |r| <=
 * 0.815, S and C fitted for this class (relative minimax: 2^-27.6 and 2^-32.3 of floats, 2^-63.2
 * and 2^-68.8 of doubles). Angles beyond {@link #LIMIT} are left to another loop, since they need
 * more of pi.
 */
final class Trigonometry {
    private static final double[] S = {-0.0001949347f, 0.008332004f, -0.16666652f};

    private static final double[] DOUBLE_S = {
        -7.447911412758937e-13,
        1.6055377946461657e-10,
        -2.5052078213461637e-08,
        2.7557319096914565e-06,
        -0.00019841269840994774,
        0.008333333333333057,
        -0.16666666666666666
    };

    private static final double[] C = {2.4409526e-05f, -0.0013887116f, 0.04166664f};

    private static final double[] DOUBLE_C = {
        4.642216168069348e-14,
        -1.1467868396195771e-11,
        2.087672985841244e-09,
        -2.7557319089780035e-07,
        2.4801587301231463e-05,
        -0.001388888888888842,
        0.041666666666666664
    };

    /** The largest magnitude of an angle that is computed here. */
    static final double LIMIT = 0x1p20;

    /** pi / 2 in parts of a float and of a double each. */
    private static final double[] HALF_PI = {
        1.5707963705062866, -4.371138828673793e-08, -1.7151245100058819e-15
    };

    private static final double[] DOUBLE_HALF_PI = {
        1.5707963267948966, 6.123233995736766e-17, -1.4973849048591698e-33
    };

    private final Steps s;

    Trigonometry(Steps steps) {
        s = steps;
    }

    /** The quadrant in the low bits of a lane, and the angle within it. */
    private record Reduced(int quadrant, Pair r) {}

    private Reduced reduce(int x) {
        int a = s.abs(x);
        s.table.limit(s.isLess(s.constant(LIMIT), a));
        int low = s.lowBits(a, 2 / Math.PI);
        int n = s.ofLowBits(low);
        double[] parts = s.isFloat ? HALF_PI : DOUBLE_HALF_PI;
        int exact = s.fnma(n, s.constant(parts[0]), a);
        int second = s.constant(parts[1]);
        Pair product = s.product(n, second);
        Pair r = s.sum(exact, s.neg(product.high()));
        int rest = s.sub(r.low(), s.fma(n, s.constant(parts[2]), product.low()));
        return new Reduced(low, s.fastSum(r.high(), rest));
    }

    /** {@code sin r} as r and what is added to it. */
    private Pair sine(Pair r) {
        int square = s.mul(r.high(), r.high());
        int w = s.mul(square, s.polynomial(square, S, DOUBLE_S));
        return new Pair(r.high(), s.fma(r.high(), w, r.low()));
    }

    /** {@code cos r} as {@code 1 - r^2 / 2} and what is added to it. */
    private Pair cosine(Pair r) {
        int square = s.mul(r.high(), r.high());
        int half = s.constant(0.5);
        int one = s.constant(1);
        int high = s.fnma(square, half, one);
        int lost = s.fnma(square, half, s.sub(one, high));
        int tail = s.mul(square, s.polynomial(square, C, DOUBLE_C));
        return new Pair(high, s.fma(tail, square, s.fnma(r.high(), r.low(), lost)));
    }

    /** A mask: whether a bit of the quadrant is set. */
    private int hasBit(int quadrant, int bit) {
        return s.table.step(
                Primitive.INT_LESS, 0, atSign(quadrant, bit), s.table.bits(0), ValueTable.NONE);
    }

    /** A bit of the quadrant as a sign. */
    private int atSign(int quadrant, int bit) {
        int width = 8 * s.table.lane().bytes();
        return s.table.step(
                Primitive.SHIFT_LEFT, width - 1 - bit, quadrant, ValueTable.NONE, ValueTable.NONE);
    }

    int sin(int x) {
        Reduced reduced = reduce(x);
        Pair y = s.select(hasBit(reduced.quadrant, 0), cosine(reduced.r), sine(reduced.r));
        return s.xorSign(s.xorSign(s.add(y.high(), y.low()), x), atSign(reduced.quadrant, 1));
    }

    int cos(int x) {
        Reduced reduced = reduce(x);
        Pair y = s.select(hasBit(reduced.quadrant, 0), sine(reduced.r), cosine(reduced.r));
        int next = s.table.step(Primitive.INT_ADD, reduced.quadrant, s.table.bits(1));
        return s.xorSign(s.add(y.high(), y.low()), atSign(next, 1));
    }

    /** {@code sin r / cos r}, or the negative inverse in odd quadrants. */
    int tan(int x) {
        Reduced reduced = reduce(x);
        Pair sine = sine(reduced.r);
        Pair cosine = cosine(reduced.r);
        sine = s.fastSum(sine.high(), sine.low());
        cosine = s.fastSum(cosine.high(), cosine.low());
        int isOdd = hasBit(reduced.quadrant, 0);
        Pair above = s.select(isOdd, cosine, sine);
        Pair below = s.select(isOdd, sine, cosine);
        int q = s.div(above.high(), below.high());
        int rest = s.fnma(q, below.high(), above.high());
        int more = s.fnma(q, below.low(), s.add(rest, above.low()));
        int y = s.add(q, s.div(more, below.high()));
        return s.xorSign(s.xorSign(y, x), atSign(reduced.quadrant, 0));
    }
}
