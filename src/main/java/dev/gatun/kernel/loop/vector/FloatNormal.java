package dev.gatun.kernel.loop.vector;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.UnaryOp;
import java.lang.classfile.CodeBuilder;
import java.util.Arrays;

/**
 * Generates the normal distribution function of floats as straight-line code: composed of {@link
 * FloatExponential} and of other steps it would need more registers than there are.
 *
 * <p>Its value at {@code -t} is {@code e^(-t^2 / 2) R(t)} for {@code t >= 0}, {@code R(t) = v P((t
 * - 1) v)} and {@code v = 1 / (1 + 11/32 t)}; its value at t is 1 minus that. With n the integer
 * nearest to {@code -t^2 / (2 log 2)} and {@code y = t^2 + n * 2 log 2}, {@code e^(-t^2 / 2) = 2^n
 * e^(-y/2)} and {@code e^(-y/2) = 1 + y (-1/2 + y Q(y))} for |y| <= log 2. The square is rounded
 * once, within y, so that the left tail keeps its relative precision. A factor 2^64 is moved from P
 * to 2^n, which then is a normal number wherever the result is not 0, so that the last product is
 * rounded once. P and Q were fitted for this class (relative minimax; 0.4 and 0.05 of a float's
 * half ulp). The error is at most 4 ulp.
 */
final class FloatNormal extends FloatFunction {
    /** The tail probability beyond this is 0 when rounded. */
    private static final double END = 14.5;

    private static final double SLOPE = 11 / 32.0;
    private static final double SHIFT = 64;
    private static final double ROUNDING = 0x1.8p23 + 127 + SHIFT;
    private static final double PER_MINUS_TWO_LOG_2 = -0.7213475204444817;

    /** 2 log 2 in two parts: products of the first part with the integers that occur are exact. */
    private static final double HIGH = 1.38671875;

    private static final double LOW = -4.2438888e-4;

    /** P, from the highest power down, without 2^64. */
    private static final double[] P = {
        -5.050310392107349e-07,
        1.5303013469747384e-06,
        1.3042821592534892e-05,
        -9.655539543018676e-06,
        -0.0004631306801456958,
        -3.4279157262062654e-05,
        0.02170579321682453,
        -0.12720657885074615,
        0.3514958322048187
    };

    /** Q, from the highest power down. */
    private static final double[] Q = {
        2.1585230570053682e-05,
        -0.0002615233534015715,
        0.0026042743120342493,
        -0.020833149552345276,
        0.1249999850988388
    };

    private final int end;
    private final int zero;
    private final int one;
    private final int minusHalf;
    private final int slope;
    private final int perMinusTwoLog2;
    private final int rounding;
    private final int high;
    private final int low;
    private final int[] p;
    private final int[] q;
    private final int x;
    private final int t;
    private final int power;
    private final int v;
    private final int reduced;
    private final int rest;

    /** Generates the vectors of the constants, once for each call. */
    FloatNormal(CodeBuilder code, boolean fuse) {
        super(code, fuse);
        end = constant(END);
        zero = constant(0);
        one = constant(1);
        minusHalf = constant(-0.5);
        slope = constant(SLOPE);
        perMinusTwoLog2 = constant(PER_MINUS_TWO_LOG_2);
        rounding = constant(ROUNDING);
        high = constant(HIGH);
        low = constant(LOW);
        p = constants(Arrays.stream(P).map(c -> Math.scalb(c, -(int) SHIFT)).toArray());
        q = constants(Q);
        x = variable();
        t = variable();
        power = variable();
        v = variable();
        reduced = variable();
        rest = variable();
    }

    @Override
    void write() {
        code.astore(x);
        writeMagnitude();
        writeReduction();
        polynomial(rest, q);
        multiplyAdd(rest, minusHalf);
        code.aload(rest);
        TYPE.binary(code, BinaryOp.MUL);
        code.astore(rest);
        writeTail();
        code.astore(power).aload(one).aload(power);
        TYPE.binary(code, BinaryOp.SUB);
        code.aload(power).aload(x).aload(zero);
        TYPE.compare(code, BinaryOp.LT);
        TYPE.blend(code);
    }

    /** The magnitude, clamped to the end; NaN remains. */
    private void writeMagnitude() {
        code.aload(x);
        TYPE.unary(code, UnaryOp.ABS);
        code.astore(t).aload(t).aload(end).aload(t).aload(end);
        TYPE.compare(code, BinaryOp.GT);
        TYPE.blend(code);
        code.astore(t);
    }

    /** {@code 2^(n + 64)} and y. */
    private void writeReduction() {
        code.aload(t).aload(t);
        TYPE.binary(code, BinaryOp.MUL);
        multiplyAdd(perMinusTwoLog2, rounding);
        code.astore(power).aload(power).aload(rounding);
        TYPE.binary(code, BinaryOp.SUB);
        code.astore(rest).aload(rest).aload(high);
        TYPE.binary(code, BinaryOp.MUL);
        code.astore(reduced).aload(t);
        multiplyAdd(t, reduced);
        code.astore(reduced).aload(rest);
        multiplyAdd(low, reduced);
        code.astore(rest).aload(power);
        TYPE.lowBitsAsExponent(code);
        code.astore(power);
    }

    /**
     * {@code e^(-y/2) - 1} is in y's variable -> the distribution function at the negative
     * magnitude.
     */
    private void writeTail() {
        code.aload(t);
        multiplyAdd(slope, one);
        code.astore(v).aload(one).aload(v);
        TYPE.binary(code, BinaryOp.DIV);
        code.astore(v).aload(t).aload(one);
        TYPE.binary(code, BinaryOp.SUB);
        code.aload(v);
        TYPE.binary(code, BinaryOp.MUL);
        code.astore(t).aload(rest);
        multiplyAdd(v, v);
        code.aload(power);
        TYPE.binary(code, BinaryOp.MUL);
        polynomial(t, p);
        TYPE.binary(code, BinaryOp.MUL);
    }
}
