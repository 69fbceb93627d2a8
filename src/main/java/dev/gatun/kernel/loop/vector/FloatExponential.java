package dev.gatun.kernel.loop.vector;

import dev.gatun.expr.BinaryOp;
import java.lang.classfile.CodeBuilder;

/**
 * Generates {@code e^x} of floats as straight-line code. (In a loop with another call, the call is
 * faster.)
 *
 * <p>With m the integer nearest to {@code x / (2 log 2)} and {@code r = x - m * 2 log 2}, {@code
 * e^x = e^r * 2^m * 2^m}: both factors are normal numbers over the whole range, so that the first
 * product is exact and the second is rounded once, to denormal numbers and to infinity too. {@code
 * e^r = 1 + r (1 + r Q(r))} for |r| <= log 2, where Q of degree 5 was fitted for this class
 * (weighted minimax; 0.24 of a float's half ulp). Adding 1.5 * 2^23 rounds to an integer and leaves
 * it in the low bits, where 127 more make it an exponent. The error is at most 1.6 ulp.
 */
final class FloatExponential extends FloatFunction {
    /** Below it the result is 0. */
    private static final double LOWEST = -104;

    /** The m from which on the result is infinite; x itself is not clamped, since it may be NaN. */
    private static final double HIGHEST = 65;

    private static final double PER_TWO_LOG_2 = 0.7213475204444817;
    private static final double ROUNDING = 0x1.8p23 + 127;

    /** -2 log 2 in two parts: products of the first part with the integers that occur are exact. */
    private static final double MINUS_HIGH = -1.38671875;

    private static final double MINUS_LOW = 4.2438888e-4;

    /** Q, from the highest power down. */
    private static final double[] Q = {
        0.00019611598690971732,
        0.0014104469446465373,
        0.008336103521287441,
        0.04166126996278763,
        0.16666613519191742,
        0.5000003576278687
    };

    private final int lowest;
    private final int highest;
    private final int zero;
    private final int perTwoLog2;
    private final int rounding;
    private final int minusHigh;
    private final int minusLow;
    private final int one;
    private final int[] q;
    private final int x;
    private final int isZero;
    private final int whole;
    private final int rest;
    private final int power;

    /** Generates the vectors of the constants, once for each call. */
    FloatExponential(CodeBuilder code, boolean fuse) {
        super(code, fuse);
        lowest = constant(LOWEST);
        highest = constant(ROUNDING + HIGHEST);
        zero = constant(0);
        perTwoLog2 = constant(PER_TWO_LOG_2);
        rounding = constant(ROUNDING);
        minusHigh = constant(MINUS_HIGH);
        minusLow = constant(MINUS_LOW);
        one = constant(1);
        q = constants(Q);
        x = variable();
        isZero = variable();
        whole = variable();
        rest = variable();
        power = variable();
    }

    @Override
    void write() {
        code.astore(x).aload(x).aload(lowest);
        TYPE.compare(code, BinaryOp.LT);
        code.astore(isZero).aload(x);
        multiplyAdd(perTwoLog2, rounding);
        code.aload(highest);
        TYPE.smallerBits(code);
        code.astore(power).aload(power).aload(rounding);
        TYPE.binary(code, BinaryOp.SUB);
        code.astore(whole).aload(whole);
        multiplyAdd(minusHigh, x);
        code.astore(rest).aload(whole);
        multiplyAdd(minusLow, rest);
        code.astore(rest).aload(power);
        TYPE.lowBitsAsExponent(code);
        code.astore(power);
        polynomial(rest, q);
        multiplyAdd(rest, one);
        multiplyAdd(rest, one);
        code.aload(power);
        TYPE.binary(code, BinaryOp.MUL);
        code.aload(power);
        TYPE.binary(code, BinaryOp.MUL);
        code.aload(zero).aload(isZero);
        TYPE.blend(code);
    }
}
