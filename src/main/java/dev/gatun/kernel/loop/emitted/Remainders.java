package dev.gatun.kernel.loop.emitted;

/**
 * What divisions leave over, and the parts of numbers. A quotient of less than 2^23 (2^52 of
 * doubles), truncated, is right or one too large, and the rest by a fused step is exact; larger
 * quotients are left to another loop.
 */
final class Remainders {
    private final Steps s;

    Remainders(Steps steps) {
        s = steps;
    }

    /** Of the magnitudes: the quotient rounded down, and the rest, which is not negative. */
    private record Division(int quotient, int rest) {}

    private Division divide(int a, int b) {
        int infinity = s.constant(Double.POSITIVE_INFINITY);
        int dividend = s.abs(a);
        int divisor = s.abs(b);
        int plain = s.div(dividend, divisor);
        int isLarge = s.compare(Primitive.LESS_EQUAL, s.constant(0x1p23, 0x1p52), plain);
        int areNumbers = s.both(s.isLess(dividend, infinity), s.isLess(s.constant(0), divisor));
        s.table.limit(s.both(isLarge, areNumbers));
        int quotient = s.round(Primitive.FLOOR, plain);
        int isWithin =
                s.both(s.compare(Primitive.EQUAL, divisor, infinity), s.isLess(dividend, infinity));
        int rest = s.select(isWithin, dividend, s.fnma(quotient, divisor, dividend));
        int isTooLarge = s.isLess(rest, s.constant(0));
        return new Division(
                s.select(isTooLarge, s.sub(quotient, s.constant(1)), quotient),
                s.select(isTooLarge, s.add(rest, divisor), rest));
    }

    int fmod(int a, int b) {
        return s.copySign(divide(a, b).rest, a);
    }

    /** The exact quotient rounded down. */
    int floorDivide(int a, int b) {
        int zero = s.constant(0);
        Division division = divide(a, b);
        int plain = s.div(a, b);
        int isNegative =
                s.table.step(
                        Primitive.INT_LESS, s.table.step(Primitive.XOR, a, b), s.table.bits(0));
        int hasRest = s.isLess(zero, division.rest);
        int more = s.select(s.both(isNegative, hasRest), s.constant(1), zero);
        int whole = s.copySign(s.add(division.quotient, more), plain);
        int valid = s.select(s.isNaN(division.rest), division.rest, whole);
        return s.select(s.compare(Primitive.EQUAL, b, zero), plain, valid);
    }

    /**
     * {@code frexp}: the exponent of the power of 2 that brings x to [0.5, 1); 0 of 0 and so on.
     */
    int exponent(int x) {
        Steps.Parts parts = s.parts(s.abs(x));
        int isSmall = s.isLess(parts.significand(), s.constant(1));
        int k = parts.exponent();
        return s.select(isNumber(x), s.select(isSmall, k, s.add(k, s.constant(1))), s.constant(0));
    }

    /** {@code frexp}: the number over that power; itself of 0, infinities and NaN. */
    int mantissa(int x) {
        int m = s.parts(s.abs(x)).significand();
        int isSmall = s.isLess(m, s.constant(1));
        int half = s.select(isSmall, m, s.mul(m, s.constant(0.5)));
        return s.select(isNumber(x), s.copySign(half, x), x);
    }

    private int isNumber(int x) {
        int a = s.abs(x);
        int infinity = s.constant(Double.POSITIVE_INFINITY);
        return s.both(s.isLess(s.constant(0), a), s.isLess(a, infinity));
    }
}
