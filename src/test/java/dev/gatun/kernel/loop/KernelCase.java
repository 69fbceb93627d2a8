package dev.gatun.kernel.loop;

import static dev.gatun.expr.Expr.arg;
import static dev.gatun.expr.Expr.binary;
import static dev.gatun.expr.Expr.constant;
import static dev.gatun.expr.Expr.scalar;
import static dev.gatun.expr.Expr.select;
import static dev.gatun.expr.Expr.ternary;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import dev.gatun.expr.UnaryOp;
import dev.gatun.shape.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A row of the table that kernels are tested by.
 *
 * @param name of the test
 * @param value what the kernel computes
 * @param low where ordinary inputs begin
 * @param high where they end
 * @param ulps how far a result may be from the value computed in double, in units in the last place
 *     of the kernel's type
 * @param size what those units are taken at least at: the largest intermediate result of an
 *     expression that subtracts, 0 for an operator alone
 */
record KernelCase(String name, Expr value, double low, double high, double ulps, double size) {
    static final double[] SCALARS = {0.75, -1.5};

    private KernelCase(String name, Expr value, double low, double high, double ulps) {
        this(name, value, low, high, ulps, 0);
    }

    /** The largest error allowed where the value is {@code expected}. */
    double tolerance(double expected, DType type) {
        double at = Math.max(Math.abs(expected), size);
        return ulps * (type == DType.F32 ? Math.ulp((float) at) : Math.ulp(at));
    }

    /** Every operator alone, then compositions. */
    static List<KernelCase> all() {
        List<KernelCase> cases = new ArrayList<>();
        for (UnaryOp op : UnaryOp.values()) {
            double low =
                    switch (op) {
                        case LOG, SQRT, RSQRT, LOG2, LOG10 -> 0.01;
                        case BESSEL_Y0, BESSEL_Y1, K0, K0E, K1, K1E -> 0.01;
                        case LOG1P, ASIN, ACOS, ATANH -> -0.99;
                        case ERFINV -> -0.99;
                        case NORMAL_QUANTILE -> 0.01;
                        case ACOSH -> 1;
                        default -> -9;
                    };
            double high =
                    switch (op) {
                        case ASIN, ACOS, ATANH, ERFINV, NORMAL_QUANTILE -> 0.99;
                        default -> 9;
                    };
            cases.add(new KernelCase(op.symbol(), new Expr.Unary(op, arg(0)), low, high, 4));
        }
        for (BinaryOp op : BinaryOp.values()) {
            double low =
                    switch (op) {
                        case POW, DIV -> 0.1;
                        case ZETA -> 1.1;
                        case GAMMAINC, GAMMAINCC -> 0.01;
                        default -> -9;
                    };
            cases.add(
                    op.isComparison()
                            ? new KernelCase(
                                    op.symbol(),
                                    new Expr.Binary(op, arg(0).round(), arg(1)),
                                    -2,
                                    2,
                                    0)
                            : new KernelCase(
                                    op.symbol(), new Expr.Binary(op, arg(0), arg(1)), low, 9, 4));
        }
        cases.addAll(compositions());
        return cases;
    }

    private static List<KernelCase> compositions() {
        Expr x = arg(0);
        return Arrays.asList(
                new KernelCase("identity", x, -9, 9, 0),
                new KernelCase("fill", constant(3.25), -9, 9, 0),
                new KernelCase("fill with a scalar", scalar(1).add(0.5), -9, 9, 0),
                new KernelCase("swap", binary((a, b) -> b), -9, 9, 0),
                new KernelCase("isNaN", x.isNaN(), -9, 9, 0),
                new KernelCase("relu", select(x.le(0), constant(0), x), -9, 9, 0),
                new KernelCase("select", ternary((a, b, c) -> select(a, b, c)), -9, 9, 0),
                new KernelCase(
                        "select of masks",
                        binary((a, b) -> select(a.lt(b), a.gt(0), b.le(1))),
                        -3,
                        3,
                        0),
                new KernelCase("clamp", ternary((a, b, c) -> a.maximum(b).minimum(c)), -9, 9, 0),
                new KernelCase("gelu", x.gelu(), -3, 6, 4, 1),
                new KernelCase(
                        "gelu by tanh",
                        x.mul(0.5)
                                .mul(
                                        x.add(x.mul(x).mul(x).mul(0.044715))
                                                .mul(0.7978845608028654)
                                                .tanh()
                                                .add(1)),
                        -3,
                        6,
                        4,
                        1),
                new KernelCase("silu", x.mul(x.sigmoid()), -9, 9, 5),
                new KernelCase("axpy", binary((a, b) -> a.mul(scalar(0)).add(b)), 0, 9, 2),
                new KernelCase(
                        "product minus", ternary((a, b, c) -> a.mul(b).sub(c)), 0.5, 9, 1, 80),
                new KernelCase(
                        "minus product", ternary((a, b, c) -> c.sub(a.mul(b))), 0.5, 9, 1, 80),
                new KernelCase(
                        "product used twice",
                        binary((a, b) -> a.mul(b).add(a.mul(b).exp())),
                        -2,
                        2,
                        4,
                        4),
                new KernelCase(
                        "five operations",
                        binary((a, b) -> a.mul(b).add(a).tanh().mul(0.5).add(b).exp()),
                        -2,
                        2,
                        12,
                        1),
                new KernelCase("of a scalar alone", x.mul(scalar(0).exp().add(1)), -9, 9, 4),
                new KernelCase("scalar first", scalar(1).sub(x).div(constant(3).div(x)), 0.5, 1, 6),
                new KernelCase("constant power", constant(2).pow(x), -9, 9, 4),
                new KernelCase(
                        "compared with constants",
                        constant(1).lt(x).add(x.ge(scalar(0))),
                        -3,
                        3,
                        0));
    }

    int inputs() {
        return Program.of(value).args();
    }

    @Override
    public String toString() {
        return name;
    }
}
