package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.expr.Expr;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Formulas of several results that write in place, in one call and in several. */
class FormulaWriteTest {
    /** The sum and the difference of two operands, times a number. */
    private static final Formula BUTTERFLY =
            Formula.of(
                            Expr.arg(0).add(Expr.arg(1)).mul(Expr.scalar(0)),
                            Expr.arg(0).sub(Expr.arg(1)).mul(Expr.scalar(0)))
                    .named("butterfly");

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("test");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static void call(Tensor a, Tensor b) {
        BUTTERFLY.into(List.of(a, b), new double[] {2}, a, b);
    }

    private static void assertValues(Tensor tensor, double... values) {
        assertThat(tensor.to(DType.F64).toDoubleArray()).containsExactly(values);
    }

    @ParameterizedTest
    @EnumSource(names = {"F64", "F32", "BF16", "F16"})
    void operandsMayBeTheTargets(DType type) {
        Tensor a = Tensor.of(1.0, 2.0, 3.0).to(type);
        Tensor b = Tensor.of(5.0, 7.0, 9.0).to(type);
        call(a, b);
        assertValues(a, 12, 18, 24);
        assertValues(b, -8, -10, -12);
    }

    @Test
    void targetsMayBeStridedAndOperandsBroadcast() {
        Tensor all = Tensor.zeros(2, 3, 2);
        Tensor a = all.select(2, 0);
        Tensor b = all.select(2, 1);
        Tensor row = Tensor.of(1f, 2f, 3f);
        Tensor column = Tensor.of(new float[] {10, 20}, 2, 1);
        BUTTERFLY.into(List.of(a, b), new double[] {1}, row, column);
        assertValues(a.flatten(), 11, 12, 13, 21, 22, 23);
        assertValues(b.flatten(), -9, -8, -7, -19, -18, -17);
    }

    @Test
    void anOperandThatWouldBeOverwrittenIsCopied() {
        Tensor all = Tensor.of(1.0, 2.0, 3.0, 4.0);
        Tensor first = all.narrow(0, 0, 3);
        Tensor behind = all.narrow(0, 1, 3);
        Tensor other = Tensor.zeros(3).to(DType.F64);
        BUTTERFLY.into(List.of(first, other), new double[] {1}, first, behind);
        assertValues(all, 3, 5, 7, 4);
        assertValues(other, -1, -1, -1);
    }

    @Test
    void severalCallsOfAnySizeAndType() {
        List<List<Tensor>> pairs = new ArrayList<>();
        for (long size : new long[] {0, 1, 3, 17, 5000}) {
            for (DType type : new DType[] {DType.F32, DType.F64, DType.BF16}) {
                Shape shape = Shape.of(size);
                pairs.add(List.of(Tensor.full(shape, 3.0, type), Tensor.full(shape, 1.0, type)));
            }
        }
        BUTTERFLY.intoEach(pairs, new double[] {0.5}, pairs);
        for (List<Tensor> pair : pairs) {
            for (double each : pair.get(0).to(DType.F64).toDoubleArray()) {
                assertThat(each).isEqualTo(2);
            }
            for (double each : pair.get(1).to(DType.F64).toDoubleArray()) {
                assertThat(each).isEqualTo(1);
            }
        }
    }

    /** Consecutive calls are one of the kernel; a strided target among them is not. */
    @Test
    void severalCallsHaveTheBitsOfEach() {
        List<List<Tensor>> together = new ArrayList<>();
        List<List<Tensor>> apart = new ArrayList<>();
        for (long size : new long[] {64, 0, 33, 1, 5000, 7, 4096, 4097, 130}) {
            Tensor a = Tensor.linspace(-3, 5, size, DType.F32);
            Tensor b = Tensor.linspace(1, 2, size, DType.F32);
            together.add(List.of(a.copy(), b.copy()));
            apart.add(List.of(a, b));
            Tensor pair = Tensor.stack(1, a, b);
            Tensor other = pair.copy();
            if (size == 33) {
                together.add(List.of(pair.select(1, 0), pair.select(1, 1)));
                apart.add(List.of(other.select(1, 0), other.select(1, 1)));
            }
        }
        BUTTERFLY.intoEach(together, new double[] {0.3}, together);
        for (int i = 0; i < apart.size(); i++) {
            Tensor a = apart.get(i).get(0);
            Tensor b = apart.get(i).get(1);
            BUTTERFLY.into(List.of(a, b), new double[] {0.3}, a, b);
            assertThat(together.get(i).get(0).toFloatArray()).isEqualTo(a.toFloatArray());
            assertThat(together.get(i).get(1).toFloatArray()).isEqualTo(b.toFloatArray());
        }
    }

    @Test
    void callsTakeTheirTurns() {
        Tensor a = Tensor.of(1.0);
        Tensor b = Tensor.of(2.0);
        List<Tensor> pair = List.of(a, b);
        BUTTERFLY.intoEach(List.of(pair, pair), new double[] {1}, List.of(pair, pair));
        assertValues(a, 2);
        assertValues(b, 4);
    }

    @Test
    void nothingIsWrittenIfALaterCallIsRefused() {
        Tensor a = Tensor.of(1.0);
        Tensor b = Tensor.of(2.0);
        Tensor wide = Tensor.of(1.0, 2.0);
        List<Tensor> good = List.of(a, b);
        Tensor freed;
        try (Scope _ = Scope.open("freed")) {
            freed = Tensor.of(3.0);
        }
        refuse(good, List.of(wide, b), good, ShapeException.class, "does not fit");
        refuse(good, List.of(a, a), good, IllegalArgumentException.class, "share memory");
        refuse(good, List.of(a), good, IllegalArgumentException.class, "has 2 results, not 1");
        refuse(good, good, List.of(a), IllegalArgumentException.class, "takes 2 tensors");
        refuse(good, good, List.of(a, freed), IllegalStateException.class, "freed");
        Tensor leaf = Tensor.of(3.0).requiresGrad_(true);
        refuse(good, good, List.of(a, leaf), IllegalStateException.class, "noGrad()");
        assertThatThrownBy(() ->
                        BUTTERFLY.intoEach(List.of(good, good), new double[] {1}, List.of(good)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("targets of 2 calls, operands of 1");
        assertValues(a, 1);
        assertValues(b, 2);
    }

    private static void refuse(
            List<Tensor> good,
            List<Tensor> targets,
            List<Tensor> operands,
            Class<? extends Exception> thrown,
            String message) {
        assertThatThrownBy(() ->
                        BUTTERFLY.intoEach(
                                List.of(good, targets), new double[] {1}, List.of(good, operands)))
                .isInstanceOf(thrown)
                .hasMessageContaining(message);
    }
}
