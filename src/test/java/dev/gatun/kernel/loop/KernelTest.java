package dev.gatun.kernel.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of the table in both tiers and both types, at lengths that end anywhere in a vector.
 */
class KernelTest {
    private static final int[] LENGTHS = {0, 1, 7, 13, 16, 17, 63, 64, 207, 1025, 4099};
    private static final int CANARY_ELEMENTS = 8;
    private static final double CANARY = -77.25;

    static Stream<Arguments> rows() {
        return KernelCase.all().stream()
                .flatMap(row ->
                        Stream.of(Tier.values())
                                .flatMap(tier ->
                                        Stream.of(DType.F32, DType.F64)
                                                .map(type -> Arguments.of(row, tier, type))));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("rows")
    void denseOperands(KernelCase row, Tier tier, DType type) {
        Kernel kernel = Kernel.in(tier, row.inputs(), Output.store(row.value()));
        Random random = new Random(7);
        for (int n : LENGTHS) {
            for (int offset : new int[] {0, 3}) {
                try (Scope scope = Scope.open()) {
                    double[][] inputs = new double[row.inputs()][];
                    Operand[] operands = new Operand[row.inputs() + 1];
                    for (int k = 0; k < inputs.length; k++) {
                        inputs[k] = values(random, n, row.low(), row.high(), type);
                        operands[k] = dense(scope, type, inputs[k], offset);
                    }
                    Operand out = dense(scope, type, new double[n], offset);
                    operands[inputs.length] = out;
                    run(kernel, type, n, operands);
                    check(row, type, inputs, out, n);
                    checkCanaries(out, n);
                }
            }
        }
    }

    /** Through the direct entries where there is one, else through the general one. */
    private static void run(Kernel kernel, DType type, int n, Operand[] o) {
        double[] s = KernelCase.SCALARS;
        switch (kernel.inputs()) {
            case 1 ->
                    kernel.run(
                            type,
                            0,
                            n,
                            o[0].storage(),
                            start(o[0]),
                            o[1].storage(),
                            start(o[1]),
                            s);
            case 2 ->
                    kernel.run(
                            type,
                            0,
                            n,
                            o[0].storage(),
                            start(o[0]),
                            o[1].storage(),
                            start(o[1]),
                            o[2].storage(),
                            start(o[2]),
                            s);
            default -> kernel.run(type, Shape.of(n), o, s);
        }
    }

    private static long start(Operand operand) {
        return operand.layout().offset();
    }

    /** An element counted from the first. */
    static double get(Operand operand, long i) {
        return ElementAccess.get(operand.dtype(), operand.memory(), start(operand) + i);
    }

    private static void check(KernelCase row, DType type, double[][] inputs, Operand out, int n) {
        double[] at = new double[inputs.length];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < at.length; k++) {
                at[k] = inputs[k][i];
            }
            double expected = row.value().eval(at, KernelCase.SCALARS);
            double got = get(out, i);
            assertThat(Math.abs(got - expected))
                    .as(
                            "%s at %s, element %d of %d: %s for %s",
                            row, Arrays.toString(at), i, n, got, expected)
                    .isLessThanOrEqualTo(row.tolerance(expected, type));
        }
    }

    static double[] values(Random random, int n, double low, double high, DType type) {
        return random.doubles(n, low, high).map(x -> type == DType.F32 ? (float) x : x).toArray();
    }

    /** Values with canaries before and behind. */
    static Operand dense(Scope scope, DType type, double[] values, int offset) {
        int start = offset + CANARY_ELEMENTS;
        int end = start + values.length;
        Storage storage = Storage.reserve(scope, (long) (end + CANARY_ELEMENTS) * type.bytes());
        for (int i = 0; i < end + CANARY_ELEMENTS; i++) {
            double value = i < start || i >= end ? CANARY : values[i - start];
            ElementAccess.set(type, storage.view(), i, value);
        }
        return new Operand(storage, Layout.contiguous(Shape.of(values.length), start), type);
    }

    /** What each output makes of one dense row. */
    static double[] reduce(Kernel kernel, DType type, Operand row) {
        Shape shape = row.layout().shape();
        int outputs = kernel.outputs().size();
        Operand[] operands = new Operand[1 + outputs];
        operands[0] = row;
        double[] results = new double[outputs];
        try (Scope scope = Scope.open()) {
            Storage storage = Storage.reserve(scope, outputs * 8L);
            for (int k = 0; k < outputs; k++) {
                Layout one = Layout.of(shape, new long[] {0}, k);
                operands[1 + k] = new Operand(storage, one, DType.F64);
            }
            kernel.run(type, shape, operands);
            Arrays.setAll(results, k -> ElementAccess.get(DType.F64, storage.view(), k));
        }
        return results;
    }

    static void checkCanaries(Operand out, long n) {
        for (int i = 1; i <= CANARY_ELEMENTS; i++) {
            assertThat(get(out, -i)).isEqualTo(CANARY);
            assertThat(get(out, n + i - 1)).isEqualTo(CANARY);
        }
    }

    @Test
    void equalExpressionsShareAKernel() {
        Kernel one = Kernel.of(Expr.binary((x, y) -> x.mul(y).add(2)));
        assertThat(Kernel.of(Expr.binary((x, y) -> y.mul(x).add(2)))).isSameAs(one);
        assertThat(Kernel.of(Expr.binary((x, y) -> x.mul(y).add(3)))).isNotSameAs(one);
        assertThat(Kernel.of(2, Output.sum(Expr.binary((x, y) -> x.mul(y).add(2)))))
                .isNotSameAs(one);
        assertThat(one.inputs()).isEqualTo(2);
        assertThat(one.scalars()).isZero();
    }

    @Test
    void refusesWhatItCannotRun() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kernel.of(1, Output.store(Expr.arg(1))))
                .withMessageContaining("1 inputs and 1 outputs that read 2");
        assertThatIllegalArgumentException().isThrownBy(() -> Kernel.of(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kernel.of(60, Output.store(Expr.arg(0))))
                .withMessageContaining("at most 48 and 40");
    }
}
