package dev.gatun.kernel.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.spec.AccessPattern;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.loop.vector.KernelCompiler;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several outputs, outputs that are inputs, and reductions of rows that come in pieces. */
class OutputTest {
    private static final int N = 1003;

    /** AdamW: w, g, m, v in; m, v, w out, over their own inputs. */
    private static List<Expr> adam() {
        Expr w = Expr.arg(0);
        Expr g = Expr.arg(1);
        Expr m = Expr.arg(2).mul(0.9).add(g.mul(0.1));
        Expr v = Expr.arg(3).mul(0.999).add(g.mul(g).mul(0.001));
        Expr step = m.mul(Expr.scalar(0)).div(v.mul(Expr.scalar(1)).sqrt().add(1e-8));
        return List.of(m, v, w.mul(Expr.scalar(2)).sub(step));
    }

    /** The memory of an operand in another layout. */
    private static Operand as(Operand operand, Shape shape, long... strides) {
        Layout layout = Layout.of(shape, strides, operand.layout().offset());
        return new Operand(operand.storage(), layout, operand.dtype());
    }

    @ParameterizedTest
    @EnumSource
    void severalOutputsInPlace(Tier tier) {
        List<Expr> adam = adam();
        Kernel kernel = Kernel.in(tier, 4, adam.stream().map(Output::store).toArray(Output[]::new));
        double[] scalars = {0.01, 1.5, 0.999};
        Random random = new Random(11);
        for (DType type : List.of(DType.F32, DType.F64)) {
            double[][] in = new double[4][];
            try (Scope scope = Scope.open()) {
                Operand[] operands = new Operand[7];
                for (int k = 0; k < 4; k++) {
                    in[k] = KernelTest.values(random, N, k == 3 ? 0.1 : -1, 1, type);
                    operands[k] = KernelTest.dense(scope, type, in[k], k);
                }
                operands[4] = operands[2];
                operands[5] = operands[3];
                operands[6] = operands[0];
                kernel.run(type, Shape.of(N), operands, scalars);
                for (int i = 0; i < N; i++) {
                    double[] at = {in[0][i], in[1][i], in[2][i], in[3][i]};
                    for (int k = 0; k < 3; k++) {
                        Operand out = operands[4 + k];
                        assertThat(KernelTest.get(out, i))
                                .isCloseTo(
                                        adam.get(k).eval(at, scalars),
                                        within(type == DType.F32 ? 3e-7 : 1e-15));
                    }
                }
                KernelTest.checkCanaries(operands[4], N);
                KernelTest.checkCanaries(operands[5], N);
                KernelTest.checkCanaries(operands[6], N);
                assertThat(KernelTest.get(operands[1], 0)).isEqualTo(in[1][0]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void storesAndSumsInOnePass(Tier tier) {
        Expr shifted = Expr.unary(x -> x.sub(Expr.scalar(0)).exp());
        Kernel kernel = Kernel.in(tier, 1, Output.store(shifted), Output.sum(shifted));
        try (Scope scope = Scope.open()) {
            double[] x = KernelTest.values(new Random(5), 3 * 77, -2, 2, DType.F32);
            Operand in = KernelTest.dense(scope, DType.F32, x, 0);
            Operand out = KernelTest.dense(scope, DType.F32, new double[x.length], 0);
            Operand sums = KernelTest.dense(scope, DType.F32, new double[3], 0);
            Operand[] operands = {
                as(in, Shape.of(3, 77), 77, 1),
                as(out, Shape.of(3, 77), 77, 1),
                as(sums, Shape.of(3, 77), 1, 0)
            };
            kernel.run(DType.F32, Shape.of(3, 77), operands, 2);
            for (int row = 0; row < 3; row++) {
                double sum = 0;
                for (int i = row * 77; i < (row + 1) * 77; i++) {
                    double expected = Math.exp(x[i] - 2);
                    sum += expected;
                    assertThat(KernelTest.get(out, i))
                            .isCloseTo(expected, within(4.0 * Math.ulp((float) expected)));
                }
                assertThat(KernelTest.get(sums, row)).isCloseTo(sum, within(1e-5));
            }
            KernelTest.checkCanaries(out, x.length);
            KernelTest.checkCanaries(sums, 3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void longRowsComeInPieces(Tier tier) {
        Kernel kernel = Kernel.in(tier, 1, Output.sum(Expr.arg(0)), Output.max(Expr.arg(0)));
        int n = 3 * KernelCall.REDUCED_PIECE + 5;
        try (Scope scope = Scope.open()) {
            double[] x = new double[n];
            double sum = 0;
            for (int i = 0; i < n; i++) {
                x[i] = (float) (0.1 + (i % 7) * 0.01);
                sum += x[i];
            }
            x[n - 2] = 9;
            sum += 9 - (float) (0.1 + ((n - 2) % 7) * 0.01);
            Operand in = KernelTest.dense(scope, DType.F32, x, 1);
            double[] all = KernelTest.reduce(kernel, DType.F32, in);
            assertThat(all[0]).isCloseTo(sum, within(1.3e-6 * sum));
            assertThat(all[1]).isEqualTo(9);
            Operand total = KernelTest.dense(scope, DType.F32, new double[1], 0);
            Operand largest = KernelTest.dense(scope, DType.F32, new double[1], 0);
            Operand[] operands = {in, as(total, Shape.of(n), 0), as(largest, Shape.of(n), 0)};
            kernel.run(DType.F32, Shape.of(n), operands);
            assertThat(KernelTest.get(total, 0)).isCloseTo(sum, within(1.3e-6 * sum));
            assertThat(KernelTest.get(largest, 0)).isEqualTo(9);
        }
    }

    @Test
    void lengthsBeyondOnePieceOfALoop() {
        int n = KernelCall.PIECE + 5;
        Kernel kernel = Kernel.in(Tier.COMPILED, 1, Output.store(Expr.arg(0).add(1)));
        try (Scope scope = Scope.open()) {
            Storage storage = Storage.reserve(scope, n * 4L);
            storage.view().fill((byte) 0);
            kernel.run(DType.F32, 0, n, storage, 0, storage, 0);
            Operand all = new Operand(storage, Layout.contiguous(Shape.of(n)), DType.F32);
            kernel.run(DType.F32, Shape.of(n), new Operand[] {all, all});
            Kernel sum = Kernel.in(Tier.COMPILED, 1, Output.sum(Expr.arg(0)));
            assertThat(KernelTest.reduce(sum, DType.F32, all)).containsExactly(2.0 * n);
        }
    }

    @Test
    void anExpressionTooLongForTheJitStaysInterpreted() {
        Expr sum = Expr.arg(0);
        for (int i = 0; i < 400; i++) {
            sum = sum.add(i + 0.5).abs();
        }
        Output output = Output.store(sum);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() ->
                        KernelCompiler.compile(1, List.of(output), AccessPattern.row(DType.F32, 0)))
                .withMessageContaining("longer than the 8000 that the JIT compiles");
    }

    @ParameterizedTest
    @EnumSource
    void extremesTellOfNaN(Tier tier) {
        Kernel kernel = Kernel.in(tier, 1, Output.max(Expr.arg(0)), Output.min(Expr.arg(0)));
        for (int n : new int[] {1, 5, 16, 100}) {
            try (Scope scope = Scope.open()) {
                double[] x = new double[n];
                x[n / 2] = Double.NaN;
                Operand in = KernelTest.dense(scope, DType.F32, x, 0);
                assertThat(KernelTest.reduce(kernel, DType.F32, in))
                        .containsExactly(Double.NaN, Double.NaN);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void products(Tier tier) {
        Kernel kernel = Kernel.in(tier, 1, new Output(Expr.arg(0), Output.Sink.PROD));
        for (DType type : List.of(DType.F32, DType.F64)) {
            for (int n : new int[] {1, 3, 16, 77, 207, KernelCall.REDUCED_PIECE + 1}) {
                try (Scope scope = Scope.open()) {
                    double[] x = new double[2 * n];
                    Arrays.fill(x, 1);
                    x[n / 2] = -3;
                    x[n - 1] *= 1.5;
                    x[n] = 0;
                    Operand in = as(KernelTest.dense(scope, type, x, 0), Shape.of(2, n), n, 1);
                    Operand out = KernelTest.dense(scope, type, new double[2], 0);
                    Shape shape = Shape.of(2, n);
                    kernel.run(type, shape, new Operand[] {in, as(out, shape, 1, 0)});
                    assertThat(KernelTest.get(out, 0)).isEqualTo(-4.5);
                    assertThat(KernelTest.get(out, 1)).isZero();
                    KernelTest.checkCanaries(out, 2);
                }
            }
        }
    }

    @Test
    void nothingReducesToTheIdentity() {
        Kernel kernel =
                Kernel.of(
                        1,
                        Output.sum(Expr.arg(0)),
                        Output.max(Expr.arg(0)),
                        new Output(Expr.arg(0), Output.Sink.PROD),
                        Output.min(Expr.arg(0)));
        try (Scope scope = Scope.open()) {
            Operand none =
                    new Operand(
                            Storage.reserve(scope, 0), Layout.contiguous(Shape.of(0)), DType.F64);
            assertThat(KernelTest.reduce(kernel, DType.F64, none))
                    .containsExactly(0, Double.NEGATIVE_INFINITY, 1, Double.POSITIVE_INFINITY);
        }
    }
}
