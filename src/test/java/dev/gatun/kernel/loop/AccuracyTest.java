package dev.gatun.kernel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Expr;
import dev.gatun.expr.UnaryOp;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every operator over the whole range of its type, in both tiers, NaN and infinities included. */
class AccuracyTest {
    /** Every so many bit patterns of the 2^32; prime, so that all exponents and low bits occur. */
    private static final long STRIDE = 997;

    private static final int N = 1 << 16;
    private static final double ULPS = 4;

    private static final double[] SPECIAL = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        0.0,
        -0.0,
        1,
        -1,
        0.5,
        -0.5,
        2,
        -2,
        3,
        -3,
        2.5,
        -2.5,
        0x1p-149,
        -0x1p-149,
        1e-40,
        -1e-40,
        1e38,
        -1e38,
        88.5,
        88.72283,
        88.72284,
        89.5,
        178,
        -87.3365,
        -103.9,
        -103.9723,
        -175,
        0.625,
        -9.02,
        0.49999997,
        8388607.5,
        -8388608.5
    };

    @ParameterizedTest
    @EnumSource
    void floats(UnaryOp op) {
        floats(op, new Expr.Unary(op, Expr.arg(0)), op::apply);
    }

    @Test
    void powersOfTwo() {
        floats(BinaryOp.POW, Expr.constant(2).pow(Expr.arg(0)), x -> Math.pow(2, x));
    }

    private static void floats(Enum<?> op, Expr value, DoubleUnaryOperator function) {
        Output output = Output.store(value);
        Kernel interpreted = Kernel.in(Tier.INTERPRETED, 1, output);
        Kernel compiled = Kernel.in(Tier.COMPILED, 1, output);
        try (Scope scope = Scope.open()) {
            Storage in = Storage.reserve(scope, N * 4L);
            Storage first = Storage.reserve(scope, N * 4L);
            Storage second = Storage.reserve(scope, N * 4L);
            for (long bits = 0; bits < 1L << 32; bits += STRIDE * N) {
                for (int i = 0; i < N; i++) {
                    float x =
                            bits == 0 && i < SPECIAL.length
                                    ? (float) SPECIAL[i]
                                    : Float.intBitsToFloat((int) (bits + i * STRIDE));
                    ElementAccess.set(DType.F32, in.view(), i, x);
                }
                interpreted.run(DType.F32, 0, N, in, 0, first, 0);
                compiled.run(DType.F32, 0, N, in, 0, second, 0);
                for (int i = 0; i < N; i++) {
                    double x = ElementAccess.get(DType.F32, in.view(), i);
                    double expected = function.applyAsDouble(x);
                    checkFloat(op, x, ElementAccess.get(DType.F32, first.view(), i), expected);
                    checkFloat(op, x, ElementAccess.get(DType.F32, second.view(), i), expected);
                }
            }
        }
    }

    private static void checkFloat(Enum<?> op, Object at, double got, double expected) {
        float rounded = (float) expected;
        check(op, at, got, rounded, Math.abs(got - expected) <= ULPS * Math.ulp(rounded));
    }

    private static void checkDouble(Enum<?> op, Object at, double got, double expected) {
        check(op, at, got, expected, Math.abs(got - expected) <= ULPS * Math.ulp(expected));
    }

    /** Near enough, or the same NaN, infinity or zero; no assertion is built unless it fails. */
    private static void check(Enum<?> op, Object at, double got, double expected, boolean isNear) {
        boolean isExact = Double.doubleToLongBits(got) == Double.doubleToLongBits(expected);
        boolean isFine = isExact || (isNear && Double.isFinite(got) && sameSign(got, expected));
        if (!isFine) {
            assertThat(got).as("%s at %s", op, at).isEqualTo(expected);
        }
    }

    private static boolean sameSign(double a, double b) {
        return Math.copySign(1, a) == Math.copySign(1, b);
    }

    @ParameterizedTest
    @EnumSource
    void doubles(UnaryOp op) {
        Output output = Output.store(new Expr.Unary(op, Expr.arg(0)));
        Random random = new Random(17);
        try (Scope scope = Scope.open()) {
            Storage in = Storage.reserve(scope, N * 8L);
            Storage out = Storage.reserve(scope, N * 8L);
            for (int i = 0; i < N; i++) {
                double x =
                        i < SPECIAL.length
                                ? SPECIAL[i]
                                : i % 2 == 0
                                        ? Double.longBitsToDouble(random.nextLong())
                                        : random.nextDouble(-30, 30);
                ElementAccess.set(DType.F64, in.view(), i, x);
            }
            for (Tier tier : Tier.values()) {
                Kernel.in(tier, 1, output).run(DType.F64, 0, N, in, 0, out, 0);
                for (int i = 0; i < N; i++) {
                    double x = ElementAccess.get(DType.F64, in.view(), i);
                    checkDouble(op, x, ElementAccess.get(DType.F64, out.view(), i), op.apply(x));
                }
            }
        }
    }

    /** Every pair of special values, then pairs of any floats. */
    @ParameterizedTest
    @EnumSource
    void pairs(BinaryOp op) {
        Output output = Output.store(new Expr.Binary(op, Expr.arg(0), Expr.arg(1)));
        Random random = new Random(19);
        int special = SPECIAL.length * SPECIAL.length;
        try (Scope scope = Scope.open()) {
            Storage a = Storage.reserve(scope, N * 4L);
            Storage b = Storage.reserve(scope, N * 4L);
            Storage out = Storage.reserve(scope, N * 4L);
            for (int i = 0; i < N; i++) {
                boolean isSpecial = i < special;
                float x = Float.intBitsToFloat(random.nextInt());
                float y = i % 2 == 0 ? Float.intBitsToFloat(random.nextInt()) : random.nextFloat();
                ElementAccess.set(
                        DType.F32, a.view(), i, isSpecial ? SPECIAL[i / SPECIAL.length] : x);
                ElementAccess.set(
                        DType.F32, b.view(), i, isSpecial ? SPECIAL[i % SPECIAL.length] : y);
            }
            for (Tier tier : Tier.values()) {
                // Twice: before and after the JIT has replaced the library's slow path.
                Kernel kernel = Kernel.in(tier, 2, output);
                for (int round = 0; round < 2; round++) {
                    kernel.run(DType.F32, 0, N, a, 0, b, 0, out, 0);
                    for (int i = 0; i < N; i++) {
                        double x = ElementAccess.get(DType.F32, a.view(), i);
                        double y = ElementAccess.get(DType.F32, b.view(), i);
                        double got = ElementAccess.get(DType.F32, out.view(), i);
                        checkFloat(op, x + ", " + y, got, op.apply(x, y));
                    }
                }
            }
        }
    }
}
