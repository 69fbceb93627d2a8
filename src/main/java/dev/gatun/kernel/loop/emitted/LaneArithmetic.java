package dev.gatun.kernel.loop.emitted;

import dev.gatun.shape.DType;

/**
 * What a primitive step gives for one lane, in the bits of the lane (those of a float or an int as
 * an int): as the machine computes it, but for the bits of a NaN.
 */
final class LaneArithmetic {
    private LaneArithmetic() {}

    /**
     * The result of a step on bits, or 1 or 0 of a mask.
     *
     * @param a the bits of the operands, or 1 or 0 of masks
     */
    static long apply(Primitive step, DType lane, long number, long a, long b, long c) {
        return switch (step) {
            case ADD, SUB, MUL, DIV, MIN, MAX, SQRT, FMA, FMS, FNMA, ROUND, SCALE ->
                    floating(step, lane, number, a, b, c);
            case EXPONENT, SIGNIFICAND, COMPARE -> floating(step, lane, number, a, b, c);
            case AND, MASK_AND -> a & b;
            case OR, MASK_OR -> a | b;
            case XOR, MASK_XOR -> a ^ b;
            case ANDNOT, MASK_ANDNOT -> ~a & b;
            case MASK_NOT -> a ^ 1;
            case MERGE -> (a & b) | (~a & c);
            case SELECT, SELECT_RARELY -> a != 0 ? b : c;
            case SCALE_OR_ZERO -> a != 0 ? floating(Primitive.SCALE, lane, number, b, c, 0) : 0;
            case INT_EQUAL -> a == b ? 1 : 0;
            case INT_LESS -> a < b ? 1 : 0;
            case INT_MIN -> Math.min(a, b);
            case INT_MAX -> Math.max(a, b);
            case INT_TO_FLOAT -> bits(lane, lane == DType.F32 ? (float) a : (double) a);
            case FLOAT_TO_INT -> toInteger(lane, value(lane, a));
            default -> integer(step, lane, number, a, b);
        };
    }

    private static boolean isShort(DType lane) {
        return lane.bytes() == Integer.BYTES;
    }

    private static double value(DType lane, long bits) {
        return lane == DType.F32 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
    }

    private static long bits(DType lane, double value) {
        return lane == DType.F32
                ? Float.floatToRawIntBits((float) value)
                : Double.doubleToRawLongBits(value);
    }

    /** What does not fit becomes the least integer. */
    private static long toInteger(DType lane, double x) {
        double whole = Math.rint(x);
        double end = isShort(lane) ? 0x1p31 : 0x1p63;
        boolean fits = whole >= -end && whole < end;
        return fits ? (long) whole : isShort(lane) ? Integer.MIN_VALUE : Long.MIN_VALUE;
    }

    private static long integer(Primitive step, DType lane, long number, long a, long b) {
        int width = 8 * lane.bytes();
        long mask = isShort(lane) ? 0xffffffffL : -1;
        long result =
                switch (step) {
                    case INT_ADD -> a + b;
                    case INT_SUB -> a - b;
                    case INT_MUL -> a * b;
                    case INT_MUL_HALVES -> (a & 0xffffffffL) * (b & 0xffffffffL);
                    case SHIFT_LEFT -> a << number;
                    case SHIFT_RIGHT -> (a & mask) >>> number;
                    case SHIFT_RIGHT_SIGNED -> a >> number;
                    case SHIFT_LEFT_BY -> Long.compareUnsigned(b & mask, width) < 0 ? a << b : 0;
                    case SHIFT_RIGHT_BY ->
                            Long.compareUnsigned(b & mask, width) < 0 ? (a & mask) >>> b : 0;
                    case SHIFT_RIGHT_SIGNED_BY ->
                            a >> (Long.compareUnsigned(b & mask, width) < 0 ? b : width - 1);
                    default -> throw new AssertionError(step);
                };
        return isShort(lane) ? (int) result : result;
    }

    private static long floating(Primitive step, DType lane, long number, long a, long b, long c) {
        double x = value(lane, a);
        double y = value(lane, b);
        return switch (step) {
            case COMPARE -> compare((int) number, x, y) ? 1 : 0;
            case FMA -> fma(lane, x, y, value(lane, c));
            case FMS -> fma(lane, x, y, -value(lane, c));
            case FNMA -> fma(lane, -x, y, value(lane, c));
            case MIN -> x < y ? a : b;
            case MAX -> x > y ? a : b;
            case ROUND -> bits(lane, round((int) number, x));
            case SCALE -> bits(lane, scale(lane, x, y));
            case EXPONENT -> bits(lane, exponent(x));
            case SIGNIFICAND -> bits(lane, significand(x));
            // In double and rounded to float, the results of these are those of float.
            case ADD -> bits(lane, x + y);
            case SUB -> bits(lane, x - y);
            case MUL -> bits(lane, x * y);
            case DIV -> bits(lane, x / y);
            case SQRT -> bits(lane, Math.sqrt(x));
            default -> throw new AssertionError(step);
        };
    }

    private static long fma(DType lane, double x, double y, double z) {
        return lane == DType.F32
                ? bits(lane, Math.fma((float) x, (float) y, (float) z))
                : bits(lane, Math.fma(x, y, z));
    }

    private static boolean compare(int comparison, double x, double y) {
        return switch (comparison) {
            case Primitive.EQUAL -> x == y;
            case Primitive.LESS -> x < y;
            case Primitive.LESS_EQUAL -> x <= y;
            case Primitive.UNORDERED -> Double.isNaN(x) || Double.isNaN(y);
            case Primitive.NOT_EQUAL -> x != y;
            case Primitive.NOT_LESS -> !(x < y);
            case Primitive.NOT_LESS_EQUAL -> !(x <= y);
            case Primitive.ORDERED -> !Double.isNaN(x) && !Double.isNaN(y);
            default -> throw new AssertionError(comparison);
        };
    }

    private static double round(int mode, double x) {
        return switch (mode) {
            case Primitive.NEAREST -> Math.rint(x);
            case Primitive.FLOOR -> Math.floor(x);
            case Primitive.CEIL -> Math.ceil(x);
            case Primitive.TRUNCATE -> x < 0 ? Math.ceil(x) : Math.floor(x);
            default -> throw new AssertionError(mode);
        };
    }

    /** A float's product with a power of 2 is a double's; a double is brought near to 1 first. */
    private static double scale(DType lane, double x, double power) {
        if (Double.isNaN(x) || Double.isNaN(power)) {
            return Double.NaN;
        }
        if (power == Double.NEGATIVE_INFINITY) {
            return Double.isInfinite(x) ? Double.NaN : Math.copySign(0, x);
        }
        if (power == Double.POSITIVE_INFINITY) {
            return x == 0 ? Double.NaN : Math.copySign(power, x);
        }
        int by = (int) Math.max(Math.min(Math.floor(power), 5000), -5000);
        if (lane == DType.F32) { // at most 24 bits, denormal numbers of float too: rounded once
            return Math.scalb(x, Math.max(Math.min(by, 600), -600));
        }
        return Math.scalb(x, by);
    }

    private static double exponent(double x) {
        if (Double.isNaN(x) || Double.isInfinite(x)) {
            return Math.abs(x);
        }
        if (x == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        return Math.abs(x) < Double.MIN_NORMAL
                ? Math.getExponent(x * 0x1p60) - 60
                : Math.getExponent(x);
    }

    private static double significand(double x) {
        if (Double.isNaN(x) || x < 0) {
            return Double.NaN;
        }
        if (x == 0 || Double.isInfinite(x)) {
            return 1;
        }
        double unit = Math.scalb(x, -(int) exponent(x));
        return unit >= 1.5 ? unit / 2 : unit;
    }
}
