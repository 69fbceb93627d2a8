package dev.gatun.kernel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.expr.Expr;
import dev.gatun.expr.Gradient;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Activations and their gradients keep a relative precision of 1e-5 as far as they are ordinary
 * numbers, in both tiers and types; of geluTanh in float 2e-5, since its exponential magnifies the
 * three roundings of a cubic by up to 87. The oracle is arithmetic in double, with the normal
 * distribution by series 26.2.10 and continued fraction 26.2.14 of Abramowitz and Stegun.
 */
class TailAccuracyTest {
    private static final double RELATIVE = 1e-5;

    /** Near a root of the gradient no relative precision can be asked for. */
    private static final double ABSOLUTE = 0x1p-21;

    private static final double AROUND_ROOT = 0.2;

    private static final int N = 1 << 15;

    record Activation(
            String name,
            double from,
            UnaryOperator<Expr> expression,
            DoubleUnaryOperator value,
            DoubleUnaryOperator slope,
            double root) {
        @Override
        public String toString() {
            return name;
        }
    }

    record Case(Activation of, DType dtype, Tier tier) {}

    static List<Case> cases() {
        List<Activation> activations =
                List.of(
                        new Activation(
                                "normalCdf",
                                -38,
                                Expr::normalCdf,
                                TailAccuracyTest::below,
                                TailAccuracyTest::density,
                                Double.NaN),
                        new Activation(
                                "gelu",
                                -38,
                                Expr::gelu,
                                x -> x * below(x),
                                x -> below(x) + x * density(x),
                                -0.7518),
                        new Activation(
                                "geluTanh",
                                -22,
                                Expr::geluTanh,
                                x -> x * sigmoid(twice(x)),
                                TailAccuracyTest::geluTanhSlope,
                                -0.7525),
                        new Activation(
                                "silu",
                                -745,
                                Expr::silu,
                                x -> x * sigmoid(x),
                                x -> sigmoid(x) * (1 + x * sigmoid(-x)),
                                -1.2785),
                        new Activation(
                                "sigmoid",
                                -745,
                                Expr::sigmoid,
                                TailAccuracyTest::sigmoid,
                                x ->
                                        x > 0
                                                ? Double.NaN
                                                : sigmoid(x) * sigmoid(-x), // right: y (1 - y)
                                Double.NaN),
                        new Activation(
                                "softplus",
                                -745,
                                Expr::softplus,
                                x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
                                TailAccuracyTest::sigmoid,
                                Double.NaN),
                        new Activation(
                                "elu",
                                -745,
                                x -> x.elu(1),
                                x -> x > 0 ? x : Math.expm1(x),
                                x -> x > 0 ? 1 : Math.exp(x),
                                Double.NaN));
        List<Case> cases = new ArrayList<>();
        for (Activation each : activations) {
            for (DType dtype : List.of(DType.F32, DType.F64)) {
                for (Tier tier : Tier.values()) {
                    cases.add(new Case(each, dtype, tier));
                }
            }
        }
        return cases;
    }

    private static double sigmoid(double x) {
        return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
    }

    private static double twice(double x) {
        return 2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
    }

    private static double geluTanhSlope(double x) {
        double slope = 2 * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
        return sigmoid(twice(x)) * (1 + x * slope * sigmoid(-twice(x)));
    }

    private static double density(double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    private static double below(double x) {
        double t = Math.abs(x);
        double tail;
        if (t < 3) {
            double sum = t;
            double term = t;
            for (int n = 3; n < 200; n += 2) {
                term *= t * t / n;
                sum += term;
            }
            tail = 0.5 - density(t) * sum;
        } else {
            double fraction = t;
            for (int k = 200; k > 0; k--) {
                fraction = t + k / fraction;
            }
            tail = density(t) / fraction;
        }
        return x < 0 ? tail : 1 - tail;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void valuesKeepTheirTails(Case of) {
        Expr f = of.of.expression.apply(Expr.arg(0));
        check(of, of.of.value, Double.NaN, (in, out) -> run(of, f, out, in));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsKeepTheirTails(Case of) {
        Expr f = of.of.expression.apply(Expr.arg(0));
        Gradient gradient = Gradient.of(f, 0);
        check(
                of,
                of.of.slope,
                of.of.root,
                (in, out) -> {
                    try (Scope scope = Scope.open()) {
                        Storage value = Storage.reserve(scope, bytes(of));
                        run(of, f, value, in);
                        Storage one = Storage.reserve(scope, bytes(of));
                        for (int i = 0; i < N; i++) {
                            ElementAccess.set(of.dtype, one.view(), i, 1);
                        }
                        Storage[] operands =
                                gradient.operands().stream()
                                        .map(each ->
                                                switch (each) {
                                                    case Gradient.Operand.Input _ -> in;
                                                    case Gradient.Operand.Output _ -> value;
                                                    case Gradient.Operand.Upstream _ -> one;
                                                })
                                        .toArray(Storage[]::new);
                        run(of, gradient.expressions().getFirst(), out, operands);
                    }
                });
    }

    private interface Body {
        void run(Storage in, Storage out);
    }

    private static long bytes(Case of) {
        return N * (of.dtype == DType.F32 ? 4L : 8L);
    }

    private static void run(Case of, Expr f, Storage out, Storage... in) {
        Operand[] operands = new Operand[in.length + 1];
        Layout layout = Layout.contiguous(Shape.of(N));
        for (int i = 0; i < in.length; i++) {
            operands[i] = new Operand(in[i], layout, of.dtype);
        }
        operands[in.length] = new Operand(out, layout, of.dtype);
        Kernel.in(of.tier, in.length, Output.store(f)).run(of.dtype, Shape.of(N), operands);
    }

    private static void check(Case of, DoubleUnaryOperator oracle, double root, Body body) {
        boolean isFloat = of.dtype == DType.F32;
        double normal = isFloat ? Float.MIN_NORMAL : Double.MIN_NORMAL;
        double from = isFloat ? Math.max(of.of.from, -104) : of.of.from;
        double relative = of.of.name.equals("geluTanh") && isFloat ? 2 * RELATIVE : RELATIVE;
        int checked = 0;
        try (Scope scope = Scope.open()) {
            Storage in = Storage.reserve(scope, bytes(of));
            Storage out = Storage.reserve(scope, bytes(of));
            for (int i = 0; i < N; i++) {
                ElementAccess.set(of.dtype, in.view(), i, from + (20 - from) * i / N);
            }
            body.run(in, out);
            for (int i = 0; i < N; i++) {
                double x = ElementAccess.get(of.dtype, in.view(), i);
                double got = ElementAccess.get(of.dtype, out.view(), i);
                double expected = oracle.applyAsDouble(x);
                if (!(Math.abs(expected) >= normal)) {
                    continue;
                }
                checked++;
                double allowed =
                        Math.abs(x - root) < AROUND_ROOT ? ABSOLUTE : relative * Math.abs(expected);
                if (!(Math.abs(got - expected) <= allowed)) {
                    assertThat(got).as("%s at %s", of, x).isEqualTo(expected);
                }
            }
        }
        assertThat(checked).isGreaterThan(N / 8);
    }
}
