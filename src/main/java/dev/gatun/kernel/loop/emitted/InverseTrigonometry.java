package dev.gatun.kernel.loop.emitted;

import dev.gatun.kernel.loop.emitted.Steps.Pair;

/**
 * Inverses of sine, cosine and tangent. Of a quotient {@code t = a / b >= 0} the arctangent is that
 * of t up to 0.6, {@code pi / 4} and that of {@code (a - b) / (a + b)} up to 1 / 0.6, where the
 * difference is exact, and {@code pi / 2} less that of {@code b / a} beyond; and {@code atan t = t
 * + t^3 A(t^2)}. An arcsine is {@code x + x^3 P(x^2)} up to 1/2, and beyond by the half angle,
 * {@code asin x = pi / 2 - 2 asin sqrt((1 - x) / 2)}. A and P were fitted for this class (relative
 * minimax; 2^-28.6 and 2^-31.6 of floats, 2^-59.3 and 2^-57.8 of doubles).
 */
final class InverseTrigonometry {
    /** Up to here the arctangent is a polynomial. */
    private static final double NEAR = 0.6;

    private static final double[] A = {
        0.029508771f, -0.072312325f, 0.10711482f, -0.14240286f, 0.19997571f, -0.3333329f
    };

    private static final double[] DOUBLE_A = {
        0.003687755270988549,
        -0.013918537777196824,
        0.027131716386891203,
        -0.038231197743250914,
        0.04604873969926328,
        -0.05228604503874176,
        0.058767820661916124,
        -0.06666015802326768,
        0.07692253721626813,
        -0.09090906021194516,
        0.11111110997684127,
        -0.1428571428322372,
        0.19999999999972343,
        -0.33333333333333226
    };

    private static final double[] P = {
        0.037674762f, 0.014328833f, 0.03183605f, 0.044513635f, 0.07500521f, 0.1666666f
    };

    private static final double[] DOUBLE_P = {
        0.032857120602241045,
        -0.021334904654191373,
        0.021928423060691836,
        0.003620523847255215,
        0.01080209645670339,
        0.011395118383291667,
        0.013981275599370213,
        0.01735157468334231,
        0.022372217027019147,
        0.030381942636939274,
        0.04464285717605272,
        0.07499999999969331,
        0.16666666666666766
    };

    /** What a float and a double of pi / 2 leave over. */
    private static final double REST = -4.371138828673793e-08;

    private static final double DOUBLE_REST = 6.123233995736766e-17;

    private final Steps s;

    InverseTrigonometry(Steps steps) {
        s = steps;
    }

    int atan(int x) {
        int most = s.constant(Float.MAX_VALUE, Double.MAX_VALUE);
        int a = s.min(most, s.abs(x)); // no infinity over infinity
        return s.copySign(angle(a, s.constant(1)), x);
    }

    /**
     * Both numbers are brought near 1 by the power of 2 of the larger, infinities are 1 beside 0,
     * and zeros are 0 beside 1. Of a negative b the angle is pi less that.
     */
    int atan2(int y, int x) {
        int one = s.constant(1);
        int zero = s.constant(0);
        int a = s.abs(y);
        int b = s.abs(x);
        int infinity = s.constant(Double.POSITIVE_INFINITY);
        int larger = s.max(a, b);
        int isInfinite = s.compare(Primitive.EQUAL, larger, infinity);
        int aUnit = s.select(s.compare(Primitive.EQUAL, a, infinity), one, zero);
        int bUnit = s.select(s.compare(Primitive.EQUAL, b, infinity), one, zero);
        int isZero = s.compare(Primitive.EQUAL, larger, zero);
        int exponent = s.parts(s.select(isZero, one, s.select(isInfinite, one, larger))).exponent();
        int less = s.neg(s.min(s.constant(-Float.MIN_EXPONENT, -Double.MIN_EXPONENT), exponent));
        a = s.select(isInfinite, aUnit, s.scaleAny(a, less));
        b = s.select(isInfinite, bUnit, s.select(isZero, one, s.scaleAny(b, less)));
        int angle = angle(a, b);
        int rest = s.sub(s.constant(2 * REST, 2 * DOUBLE_REST), angle);
        int left = s.add(s.constant((float) Math.PI, Math.PI), rest);
        int isLeft = s.table.step(Primitive.INT_LESS, x, s.table.bits(0));
        int both = s.select(isLeft, left, angle);
        int isNaN = s.compare(Primitive.UNORDERED, x, y);
        return s.select(isNaN, s.add(x, y), s.copySign(both, y));
    }

    /** The angle of a / b, of numbers that are not negative. */
    private int angle(int a, int b) {
        int zero = s.constant(0);
        int isMiddle = s.isLess(s.mul(b, s.constant(NEAR)), a);
        int isSteep = s.isLess(b, s.mul(a, s.constant(NEAR)));
        int above = s.select(isSteep, s.neg(b), s.select(isMiddle, s.sub(a, b), a));
        int below = s.select(isSteep, a, s.select(isMiddle, s.add(a, b), b));
        int half = s.constant((float) (Math.PI / 2), Math.PI / 2);
        int quarter = s.mul(half, s.constant(0.5));
        int base = s.select(isSteep, half, s.select(isMiddle, quarter, zero));
        int rest = s.constant(REST, DOUBLE_REST);
        int halfRest = s.mul(rest, s.constant(0.5));
        int baseRest = s.select(isSteep, rest, s.select(isMiddle, halfRest, zero));
        int t = s.div(above, below);
        int square = s.mul(t, t);
        int cube = s.mul(square, t);
        int tail = s.fma(cube, s.polynomial(square, A, DOUBLE_A), baseRest);
        return s.add(base, s.add(t, tail));
    }

    int asin(int x) {
        Half half = half(x);
        int twice = s.add(half.root, half.root);
        int ninety = s.constant((float) (Math.PI / 2), Math.PI / 2);
        int lost = s.fms(s.constant(2), half.tail, s.constant(REST, DOUBLE_REST));
        Pair beyond = s.fastSum(ninety, s.neg(twice));
        int far = s.add(beyond.high(), s.sub(beyond.low(), lost));
        int near = s.add(half.root, half.tail);
        return s.copySign(s.select(half.isFar, far, near), x);
    }

    int acos(int x) {
        Half half = half(x);
        int isLeft = s.isLess(x, s.constant(0));
        int twice = s.add(half.root, half.root);
        int twiceTail = s.add(half.tail, half.tail);
        int far = s.add(twice, twiceTail);
        int straight = s.constant((float) Math.PI, Math.PI);
        int rest = s.constant(REST, DOUBLE_REST);
        int left = s.sub(straight, s.sub(far, s.add(rest, rest)));
        int ninety = s.constant((float) (Math.PI / 2), Math.PI / 2);
        int signed = s.copySign(half.root, x);
        int inner = s.add(signed, s.sub(s.copySign(half.tail, x), rest));
        int near = s.sub(ninety, inner);
        return s.select(half.isFar, s.select(isLeft, left, far), near);
    }

    /** Whether |x| is beyond 1/2; |x| or the sine of half the angle, and what its arcsine adds. */
    private record Half(int isFar, int root, int tail) {}

    private Half half(int x) {
        int a = s.abs(x);
        int half = s.constant(0.5);
        int isFar = s.isLess(half, a);
        int square = s.select(isFar, s.fnma(a, half, half), s.mul(a, a));
        int root = s.select(isFar, s.sqrt(square), a);
        int tail = s.mul(s.mul(square, s.polynomial(square, P, DOUBLE_P)), root);
        return new Half(isFar, root, tail);
    }
}
