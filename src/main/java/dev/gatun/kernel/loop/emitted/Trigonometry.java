package dev.gatun.kernel.loop.emitted;

import dev.gatun.kernel.loop.emitted.Steps.Pair;

/**
 * Sine, cosine and tangent. With n the integer nearest to {@code 2 |x| / pi}, {@code r = |x| - n pi
 * / 2} in three parts by fused steps, of which the first is exact (W. J. Cody and W. Waite, 1980).
 * Then {@code sin r = r + r^3 S(r^2)} and {@code cos r = 1 - r^2 / 2 + r^4 C(r^2)} for |r| <=
 * 0.815, and {@code tan r = r + r^3 T(r^2)}, of doubles for |r| <= 0.7855; S, C and T fitted for
 * this class (relative minimax: 2^-27.6, 2^-32.3 and 2^-28.6 of floats, 2^-63.2, 2^-68.8 and
 * 2^-60.0 of doubles). Angles beyond {@link #LIMIT} are left to another loop, since they need more
 * of pi.
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

    /** {@code (tan r - r) / r^3} by r^2. */
    private static final double[] T = {
        0.0048242104f,
        -0.00082901755f,
        0.011567863f,
        0.020997267f,
        0.054115493f,
        0.1333217f,
        0.33333364f
    };

    private static final double[] DOUBLE_T = {
        9.707616340080468e-06,
        -2.3861551600483213e-05,
        4.779956100967482e-05,
        -2.4626213157936056e-05,
        6.641965387673976e-05,
        8.400339071727407e-05,
        0.00024357540806406024,
        0.0005889145242319421,
        0.001456035378861466,
        0.0035921023417663047,
        0.008863237778497887,
        0.021869488408581293,
        0.05396825397254326,
        0.13333333333326072,
        0.33333333333333376
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
        Pair product = s.product(n, s.constant(-parts[1]));
        // The first is 0 or a multiple of the last place of the product: nothing is lost, even
        // where it is the smaller.
        Pair r = s.fastSum(exact, product.high());
        int rest = s.fnma(n, s.constant(parts[2]), s.add(r.low(), product.low()));
        return new Reduced(low, new Pair(r.high(), rest));
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

    /** {@code t = r + r^3 T(r^2)}, or {@code -1 / t} in odd quadrants. */
    int tan(int x) {
        Reduced reduced = reduce(x);
        int r = reduced.r.high();
        int square = s.mul(r, r);
        int w = s.mul(square, s.polynomial(square, T, DOUBLE_T));
        // The slope is 1 + t^2, of which the part that was lost needs some bits.
        int lost = s.fma(reduced.r.low(), square, reduced.r.low());
        Pair t = s.fastSum(r, s.fma(r, w, lost));
        int q = s.div(s.constant(-1), t.high());
        int inverse = s.fma(s.mul(q, t.low()), q, q);
        int y = s.select(hasBit(reduced.quadrant, 0), inverse, t.high());
        return s.xorSign(y, x);
    }
}
