package dev.gatun.kernel.loop.vector;

import dev.gatun.kernel.simd.VectorSupport;
import dev.gatun.shape.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Logarithms and powers to base 2, which the Vector API does not have. Whole exponents are taken
 * from the bits of a number, and put into them, so that powers of 2 are exact.
 *
 * <p>A logarithm is the exponent of x plus the natural logarithm of the significand, which is
 * between the roots of 1/2 and 2, times {@code 1 / log 2}. A power of 2 is {@code 2^n e^(r log 2)},
 * with n the integer nearest to x and {@code r = x - n}; e^t for |t| <= log 2 / 2 by a polynomial
 * of the same form as {@link FloatExponential}'s. The errors are at most 3 ulp.
 */
final class BaseTwo {
    private static final ClassDesc OWNER = VectorType.desc(BaseTwo.class);
    private static final double PER_LOG_2 = 1 / Math.log(2);

    /** Added to a float of less than 2^22, it rounds it to an integer and leaves it in the bits. */
    private static final float ROUNDING = 0x1.8p23f;

    private static final int BIAS = Float.MAX_EXPONENT;
    private static final int FRACTION = Float.PRECISION - 1;
    private static final int ROOT_OF_HALF = Float.floatToRawIntBits((float) Math.sqrt(0.5));

    /** A power of 2 that makes a denormal float normal. */
    private static final int RAISE = 24;

    private static final int DOUBLE_FRACTION = Double.PRECISION - 1;
    private static final long DOUBLE_ROOT_OF_HALF = Double.doubleToRawLongBits(Math.sqrt(0.5));
    private static final int DOUBLE_RAISE = 54;

    /** From the highest power down: e^t is {@code 1 + t (1 + t Q(t))}, fitted for this class. */
    private static final float[] Q = {
        0.0013814599f, 0.008368717f, 0.04166839f, 0.16666521f, 0.49999994f
    };

    /** From here on 2^x is infinite; below the other, 0. */
    private static final float HIGHEST = 128;

    private static final float LOWEST = -150;

    private static final boolean IS_FUSED = VectorSupport.isFmaFused(DType.F32);

    private BaseTwo() {}

    /** vector -> vector of its logarithm. */
    static void writeLogarithm(CodeBuilder code, VectorType type) {
        code.invokestatic(OWNER, "log", MethodTypeDesc.of(type.vector, type.vector));
    }

    /** vector of floats -> vector of 2 to its power. */
    static void writePower(CodeBuilder code) {
        ClassDesc floats = VectorType.FLOAT.vector;
        code.invokestatic(OWNER, "power", MethodTypeDesc.of(floats, floats));
    }

    static FloatVector log(FloatVector x) {
        VectorMask<Float> isTiny = x.lt(Float.MIN_NORMAL);
        IntVector bits = x.mul(0x1p24f, isTiny).reinterpretAsInts();
        IntVector exponent = bits.sub(ROOT_OF_HALF).lanewise(VectorOperators.ASHR, FRACTION);
        FloatVector significand =
                bits.sub(exponent.lanewise(VectorOperators.LSHL, FRACTION)).reinterpretAsFloats();
        FloatVector whole = (FloatVector) exponent.convert(VectorOperators.I2F, 0);
        FloatVector log =
                multiplyAdd(
                        significand.lanewise(VectorOperators.LOG),
                        splat((float) PER_LOG_2),
                        whole.sub(RAISE, isTiny));
        // What is not a positive number
        return log.blend(Float.POSITIVE_INFINITY, x.eq(Float.POSITIVE_INFINITY))
                .blend(Float.NEGATIVE_INFINITY, x.eq(0))
                .blend(Float.NaN, x.lt(0).or(x.test(VectorOperators.IS_NAN)));
    }

    static DoubleVector log(DoubleVector x) {
        VectorMask<Double> isTiny = x.lt(Double.MIN_NORMAL);
        LongVector bits = x.mul(0x1p54, isTiny).reinterpretAsLongs();
        LongVector exponent =
                bits.sub(DOUBLE_ROOT_OF_HALF).lanewise(VectorOperators.ASHR, DOUBLE_FRACTION);
        DoubleVector significand =
                bits.sub(exponent.lanewise(VectorOperators.LSHL, DOUBLE_FRACTION))
                        .reinterpretAsDoubles();
        DoubleVector whole = (DoubleVector) exponent.convert(VectorOperators.L2D, 0);
        DoubleVector log =
                multiplyAdd(
                        significand.lanewise(VectorOperators.LOG),
                        DoubleVector.broadcast(DoubleVector.SPECIES_PREFERRED, PER_LOG_2),
                        whole.sub(DOUBLE_RAISE, isTiny));
        return log.blend(Double.POSITIVE_INFINITY, x.eq(Double.POSITIVE_INFINITY))
                .blend(Double.NEGATIVE_INFINITY, x.eq(0))
                .blend(Double.NaN, x.lt(0).or(x.test(VectorOperators.IS_NAN)));
    }

    static FloatVector power(FloatVector x) {
        FloatVector rounded = x.add(ROUNDING);
        FloatVector rest = x.sub(rounded.sub(ROUNDING)).mul((float) (1 / PER_LOG_2));
        IntVector whole = rounded.reinterpretAsInts().sub(Float.floatToRawIntBits(ROUNDING));
        // Two factors, so that both are normal numbers wherever the result is neither 0 nor
        // infinite.
        IntVector half = whole.lanewise(VectorOperators.ASHR, 1);
        FloatVector power = multiplyAdd(splat(Q[0]), rest, splat(Q[1]));
        power = multiplyAdd(power, rest, splat(Q[2]));
        power = multiplyAdd(power, rest, splat(Q[3]));
        power = multiplyAdd(power, rest, splat(Q[4]));
        power = multiplyAdd(multiplyAdd(power, rest, splat(1)), rest, splat(1));
        FloatVector scaled = power.mul(asPower(half)).mul(asPower(whole.sub(half)));
        return scaled.blend(0, x.lt(LOWEST))
                .blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GE, HIGHEST));
    }

    private static FloatVector splat(float value) {
        return FloatVector.broadcast(FloatVector.SPECIES_PREFERRED, value);
    }

    private static FloatVector multiplyAdd(FloatVector x, FloatVector factor, FloatVector term) {
        return IS_FUSED ? x.fma(factor, term) : x.mul(factor).add(term);
    }

    private static DoubleVector multiplyAdd(
            DoubleVector x, DoubleVector factor, DoubleVector term) {
        return IS_FUSED ? x.fma(factor, term) : x.mul(factor).add(term);
    }

    private static FloatVector asPower(IntVector exponent) {
        return exponent.add(BIAS).lanewise(VectorOperators.LSHL, FRACTION).reinterpretAsFloats();
    }
}
