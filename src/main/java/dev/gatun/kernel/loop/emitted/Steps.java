package dev.gatun.kernel.loop.emitted;

import static dev.gatun.kernel.loop.emitted.Primitive.ADD;
import static dev.gatun.kernel.loop.emitted.Primitive.AND;
import static dev.gatun.kernel.loop.emitted.Primitive.ANDNOT;
import static dev.gatun.kernel.loop.emitted.Primitive.COMPARE;
import static dev.gatun.kernel.loop.emitted.Primitive.DIV;
import static dev.gatun.kernel.loop.emitted.Primitive.EXPONENT;
import static dev.gatun.kernel.loop.emitted.Primitive.FMA;
import static dev.gatun.kernel.loop.emitted.Primitive.FNMA;
import static dev.gatun.kernel.loop.emitted.Primitive.INT_ADD;
import static dev.gatun.kernel.loop.emitted.Primitive.INT_SUB;
import static dev.gatun.kernel.loop.emitted.Primitive.INT_TO_FLOAT;
import static dev.gatun.kernel.loop.emitted.Primitive.MERGE;
import static dev.gatun.kernel.loop.emitted.Primitive.MUL;
import static dev.gatun.kernel.loop.emitted.Primitive.OR;
import static dev.gatun.kernel.loop.emitted.Primitive.ROUND;
import static dev.gatun.kernel.loop.emitted.Primitive.SCALE;
import static dev.gatun.kernel.loop.emitted.Primitive.SELECT;
import static dev.gatun.kernel.loop.emitted.Primitive.SHIFT_LEFT;
import static dev.gatun.kernel.loop.emitted.Primitive.SHIFT_RIGHT;
import static dev.gatun.kernel.loop.emitted.Primitive.SHIFT_RIGHT_SIGNED;
import static dev.gatun.kernel.loop.emitted.Primitive.SIGNIFICAND;
import static dev.gatun.kernel.loop.emitted.Primitive.SQRT;
import static dev.gatun.kernel.loop.emitted.Primitive.SUB;
import static dev.gatun.kernel.loop.emitted.ValueTable.NONE;

import dev.gatun.kernel.loop.emitted.segments.PiecewisePolynomial;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.shape.DType;

/**
 * Writes steps of floating-point lanes into a table: arithmetic by name, and what one of the
 * instruction sets has no instruction for. Values are named by their numbers.
 */
final class Steps {
    final ValueTable table;

    /** Whether lanes are floats, and not doubles. */
    final boolean isFloat;

    final boolean isAvx512;

    Steps(ValueTable table) {
        this.table = table;
        isFloat = table.lane() == DType.F32;
        isAvx512 = table.instructions() == InstructionSet.AVX512;
    }

    /** The constant of floats or that of doubles. */
    int constant(double ofFloats, double ofDoubles) {
        return table.constant(isFloat ? ofFloats : ofDoubles);
    }

    int constant(double value) {
        return table.constant(value);
    }

    /** The number of a constant. */
    double value(int constant) {
        long bits = table.number(constant);
        return isFloat ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
    }

    int add(int a, int b) {
        return table.step(ADD, a, b);
    }

    int sub(int a, int b) {
        return table.step(SUB, a, b);
    }

    int mul(int a, int b) {
        return table.step(MUL, a, b);
    }

    int div(int a, int b) {
        return table.step(DIV, a, b);
    }

    int sqrt(int a) {
        return table.step(SQRT, a);
    }

    /** {@code a * b + c}. */
    int fma(int a, int b, int c) {
        return table.step(FMA, a, b, c);
    }

    /** {@code a * b - c}. */
    int fms(int a, int b, int c) {
        return table.step(Primitive.FMS, a, b, c);
    }

    /** {@code c - a * b}. */
    int fnma(int a, int b, int c) {
        return table.step(FNMA, a, b, c);
    }

    /** The smaller; b if either is NaN. */
    int min(int a, int b) {
        return table.step(Primitive.MIN, a, b);
    }

    /** The larger; b if either is NaN. */
    int max(int a, int b) {
        return table.step(Primitive.MAX, a, b);
    }

    /** To an integer, by a mode of {@link Primitive#ROUND}. */
    int round(int mode, int a) {
        return table.step(ROUND, mode, a, NONE, NONE);
    }

    /** A mask of a comparison. */
    int compare(int comparison, int a, int b) {
        return table.step(COMPARE, comparison, a, b, NONE);
    }

    int isLess(int a, int b) {
        return compare(Primitive.LESS, a, b);
    }

    int isNaN(int a) {
        return compare(Primitive.UNORDERED, a, a);
    }

    /** A mask: both. */
    int both(int a, int b) {
        return table.step(Primitive.MASK_AND, a, b);
    }

    int select(int mask, int yes, int no) {
        return table.step(SELECT, mask, yes, no);
    }

    /** Likewise of a mask that seldom holds. */
    int selectRarely(int mask, int yes, int no) {
        return table.step(Primitive.SELECT_RARELY, mask, yes, no);
    }

    /** Whether tables of floats are looked up. */
    boolean hasTables() {
        return isFloat && isAvx512;
    }

    /** A polynomial at t of the segment that the low bits of a lane name. */
    int polynomial(int t, int segment, PiecewisePolynomial of) {
        int d = sub(t, lookUp(segment, of.numbers(PiecewisePolynomial.CENTRE)));
        int sum = lookUp(segment, of.numbers(of.degree()));
        for (int power = of.degree() - 1; power >= 0; power--) {
            sum = fma(sum, d, lookUp(segment, of.numbers(power)));
        }
        return sum;
    }

    /** The one of 32 floats that the low bits of a lane name. */
    int lookUp(int segment, float... numbers) {
        int half = PiecewisePolynomial.SEGMENTS / 2;
        int low = table.entries(bits(numbers, 0, half));
        int high = table.entries(bits(numbers, half, half));
        return table.step(Primitive.LOOK_UP, segment, low, high);
    }

    private static long[] bits(float[] numbers, int from, int count) {
        long[] bits = new long[count];
        for (int k = 0; k < count; k++) {
            bits[k] = Float.floatToRawIntBits(numbers[from + k]);
        }
        return bits;
    }

    /** The sign bit alone. */
    int signBit() {
        return table.constant(-0.0);
    }

    int abs(int a) {
        return table.step(ANDNOT, signBit(), a);
    }

    int neg(int a) {
        return table.step(Primitive.XOR, signBit(), a);
    }

    int sign(int a) {
        return table.step(AND, signBit(), a);
    }

    /** The magnitude of a with the sign of b. */
    int copySign(int a, int b) {
        return isAvx512 ? table.step(MERGE, signBit(), b, a) : table.step(OR, abs(a), sign(b));
    }

    /** The other sign where b has one. */
    int xorSign(int a, int b) {
        return table.step(Primitive.XOR, a, sign(b));
    }

    /** A polynomial by Horner's scheme, from the highest coefficient down. */
    int polynomial(int x, double... coefficients) {
        int sum = constant(coefficients[0]);
        for (int k = 1; k < coefficients.length; k++) {
            sum = fma(sum, x, constant(coefficients[k]));
        }
        return sum;
    }

    /**
     * A polynomial as two of the square, which are computed side by side: half the steps wait for
     * each other.
     */
    int evenAndOdd(int x, double... coefficients) {
        int n = coefficients.length;
        int square = mul(x, x);
        int even = constant(coefficients[(n - 1) % 2]);
        int odd = constant(coefficients[n % 2]);
        for (int k = (n - 1) % 2 + 2; k < n; k += 2) {
            even = fma(even, square, constant(coefficients[k]));
        }
        for (int k = n % 2 + 2; k < n; k += 2) {
            odd = fma(odd, square, constant(coefficients[k]));
        }
        return fma(odd, x, even);
    }

    /** A polynomial with coefficients of floats or of doubles. */
    int polynomial(int x, double[] ofFloats, double[] ofDoubles) {
        return polynomial(x, isFloat ? ofFloats : ofDoubles);
    }

    /** Bits of a significand in memory. */
    private int fraction() {
        return isFloat ? Float.PRECISION - 1 : Double.PRECISION - 1;
    }

    private int bias() {
        return isFloat ? Float.MAX_EXPONENT : Double.MAX_EXPONENT;
    }

    /**
     * Adding it to a small integral number leaves the integer plus {@code extra} in the low bits of
     * the sum.
     */
    private double magic(int extra) {
        return Math.scalb(1.5, fraction()) + extra;
    }

    /**
     * The integer nearest to {@code a * factor} in the low bits of a lane, above which are others.
     */
    int lowBits(int a, double factor) {
        return fma(a, constant(factor), constant(magic(0)));
    }

    /** The integral number whose {@link #lowBits} these are. */
    int ofLowBits(int low) {
        return sub(low, constant(magic(0)));
    }

    /** An integral number and 2 to its power, which is a normal number. */
    record Power(int exponent, int power) {}

    /** The integer nearest to {@code a * factor}, and 2 to its power. */
    Power power(int a, double factor) {
        int magic = constant(magic(bias()));
        int low = fma(a, constant(factor), magic);
        return new Power(sub(low, magic), shifted(SHIFT_LEFT, low));
    }

    /** {@code 2^n} of an integral n whose power is a normal number. */
    int powerOfTwo(int n) {
        int low = add(n, constant(magic(bias())));
        return table.step(SHIFT_LEFT, fraction(), low, NONE, NONE);
    }

    /**
     * {@code a * 2^n} of an integral n, rounded once, as {@code ldexp}. n is between twice the
     * least and twice the greatest exponent of normal numbers; without the instruction it is split
     * into two, of which the first product must be exact: a is near 1.
     */
    int scale(int a, int n) {
        if (isAvx512) {
            return table.step(SCALE, a, n);
        }
        int half = round(Primitive.FLOOR, mul(n, constant(0.5)));
        return mul(mul(a, powerOfTwo(half)), powerOfTwo(sub(n, half)));
    }

    /**
     * Likewise of any a, for an integral n of at least {@link Float#MIN_EXPONENT}, of doubles
     * {@link Double#MIN_EXPONENT}: only the last product is rounded, since the first is by more
     * than 1 where there are two.
     */
    int scaleAny(int a, int n) {
        if (isAvx512) {
            return table.step(SCALE, a, n);
        }
        int first = min(n, constant(bias()));
        return mul(mul(a, powerOfTwo(first)), powerOfTwo(sub(n, first)));
    }

    /** A number in two parts: that of {@code high} rounded, and what the rounding lost. */
    record Pair(int high, int low) {}

    /** {@code a + b} for |a| >= |b|, or either 0. */
    Pair fastSum(int a, int b) {
        int sum = add(a, b);
        return new Pair(sum, sub(b, sub(sum, a)));
    }

    /** {@code a + b}. */
    Pair sum(int a, int b) {
        int sum = add(a, b);
        int of = sub(sum, a);
        return new Pair(sum, add(sub(a, sub(sum, of)), sub(b, of)));
    }

    /** {@code a * b}. */
    Pair product(int a, int b) {
        int product = mul(a, b);
        return new Pair(product, fms(a, b, product));
    }

    /** {@code a + b} of |a| >= |b|. */
    Pair fastSum(Pair a, Pair b) {
        Pair s = fastSum(a.high, b.high);
        return fastSum(s.high, add(s.low, add(a.low, b.low)));
    }

    /** {@code a + b}. */
    Pair sum(Pair a, Pair b) {
        Pair s = sum(a.high, b.high);
        return fastSum(s.high, add(s.low, add(a.low, b.low)));
    }

    /** {@code a * b}. */
    Pair product(Pair a, Pair b) {
        Pair p = product(a.high, b.high);
        return fastSum(p.high, fma(a.high, b.low, fma(a.low, b.high, p.low)));
    }

    /** {@code a / b}. */
    Pair quotient(Pair a, Pair b) {
        int reciprocal = div(constant(1), b.high);
        int q = mul(a.high, reciprocal);
        int rest = fnma(q, b.low, add(fnma(q, b.high, a.high), a.low));
        return fastSum(q, mul(rest, reciprocal));
    }

    /** The square root of a. */
    Pair root(Pair a) {
        int s = sqrt(a.high);
        int rest = add(fnma(s, s, a.high), a.low);
        return fastSum(s, div(mul(rest, constant(0.5)), s));
    }

    /** One pair or the other. */
    Pair select(int mask, Pair yes, Pair no) {
        return new Pair(select(mask, yes.high, no.high), select(mask, yes.low, no.low));
    }

    /** The exponent of a positive normal number whose significand is in [3/4, 3/2), and that. */
    record Parts(int exponent, int significand) {}

    /** The parts of a number; of 0, negative numbers, infinity and NaN, the caller decides. */
    Parts parts(int x) {
        if (isAvx512) {
            int m = table.step(SIGNIFICAND, x);
            return new Parts(sub(table.step(EXPONENT, x), table.step(EXPONENT, m)), m);
        }
        return parts(x, table.constant(0.75));
    }

    /** Likewise, with a significand in [1, 2). */
    Parts wholeParts(int x) {
        if (isAvx512) {
            int exponent = table.step(EXPONENT, x);
            return new Parts(exponent, scale(x, neg(exponent)));
        }
        return parts(x, table.constant(1));
    }

    /** The parts with the least significand. */
    private Parts parts(int x, int lowest) {
        int least = constant(Float.MIN_NORMAL, Double.MIN_NORMAL);
        int raise = isFloat ? 24 : 54;
        int tiny = isLess(x, least);
        int big = select(tiny, mul(x, constant(Math.scalb(1.0, raise))), x);
        int exponent = exponentAbove(big, lowest);
        int m =
                isFloat
                        ? table.step(INT_SUB, big, shifted(SHIFT_LEFT, exponent))
                        : significand(big, lowest);
        int k = isFloat ? table.step(INT_TO_FLOAT, exponent) : toDouble(exponent);
        return new Parts(sub(k, select(tiny, constant(raise), constant(0))), m);
    }

    private int shifted(Primitive shift, int a) {
        return table.step(shift, fraction(), a, NONE, NONE);
    }

    /**
     * Of floats the exponent of {@code x / lowest}, rounded down, as an integer. Of doubles, which
     * have no shift with sign, the same and the bias, which is not negative.
     */
    private int exponentAbove(int x, int lowest) {
        int over = table.step(INT_SUB, x, lowest);
        if (isFloat) {
            return shifted(SHIFT_RIGHT_SIGNED, over);
        }
        return shifted(SHIFT_RIGHT, table.step(INT_ADD, over, biasBits()));
    }

    private int biasBits() {
        return table.bits((long) bias() << fraction());
    }

    private int significand(int x, int lowest) {
        int over = table.step(INT_ADD, table.step(INT_SUB, x, lowest), biasBits());
        int power = table.step(AND, over, table.bits(0x7ffL << fraction()));
        return table.step(INT_ADD, table.step(INT_SUB, x, power), biasBits());
    }

    /** A biased exponent as a number: its bits below those of 2^52. */
    private int toDouble(int biased) {
        int above = table.step(OR, biased, constant(0x1p52));
        return sub(above, constant(0x1p52 + bias()));
    }
}
