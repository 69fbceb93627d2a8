package dev.gatun.tensor.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.gradcheck.GradCheck;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.AutogradTest;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.ValuesAndIndices;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Products, running ones and maxima where the table of operations does not look: at zeros and ties.
 */
class RunningTest {
    /** A product is a polynomial: differences are as good at zeros as elsewhere. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "2 0 3 4",
                "0 2 3",
                "2 3 0",
                "2 0 3 0 4",
                "0 0 0",
                "1 0 0 2 0.5 -3 0 7"
            })
    void gradientsOfProductsOfZeros(String numbers) {
        double[] values =
                Arrays.stream(numbers.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
        try (Scope _ = Scope.open("running")) {
            Tensor row = Tensor.of(values).requiresGrad_(true);
            GradCheck.STANDARD.first(in -> in[0].cumprod(0), row).orThrow();
            GradCheck.STANDARD.second(in -> in[0].cumprod(0), row).orThrow();
            Tensor columns = Tensor.stack(1, row, row.flip(0)).detach().requiresGrad_(true);
            GradCheck.STANDARD.second(in -> in[0].cumprod(0), columns).orThrow();
            GradCheck.STANDARD.first(in -> in[0].prod(0), columns).orThrow();
            GradCheck.STANDARD.second(in -> in[0].prod(0), columns).orThrow();
            GradCheck.STANDARD.second(in -> in[0].prod(1), columns).orThrow();
            Tensor volume = columns.detach().reshape(1, -1, 2).copy().requiresGrad_(true);
            GradCheck.STANDARD.second(in -> in[0].prod(0, 2), volume).orThrow();
            Tensor number = Tensor.scalar(values[0]).requiresGrad_(true);
            GradCheck.STANDARD.second(in -> in[0].prod(), number).orThrow();
        }
    }

    @Test
    void theGradientOfAMaximumGoesToTheLastOfEquals() {
        try (Scope _ = Scope.open("running")) {
            Tensor x = Tensor.of(1f, 3f, 3f, 2f, 5f, Float.NaN, 9f).requiresGrad_(true);
            ValuesAndIndices max = x.cummax(0);
            assertThat(max.indices().toLongArray()).containsExactly(0, 1, 2, 2, 4, 5, 5);
            assertThat(max.values().toFloatArray())
                    .containsExactly(1, 3, 3, 3, 5, Float.NaN, Float.NaN);
            max.values().backward(Tensor.of(1f, 10f, 100f, 1000f, 1e4f, 1e5f, 1e6f));
            assertThat(AutogradTest.grad(x)).containsExactly(1, 10, 1100, 0, 1e4, 1.1e6, 0);
            assertThat(max.indices().requiresGrad()).isFalse();
        }
    }

    @Test
    void theGradientOfAMinimumGoesToTheLastOfEquals() {
        try (Scope _ = Scope.open("running")) {
            Tensor x = Tensor.of(4f, 3f, 3f, 5f, Float.NaN, 1f).requiresGrad_(true);
            ValuesAndIndices min = x.cummin(0);
            assertThat(min.indices().toLongArray()).containsExactly(0, 1, 2, 2, 4, 4);
            min.values().backward(Tensor.of(1f, 10f, 100f, 1000f, 1e4f, 1e5f));
            assertThat(AutogradTest.grad(x)).containsExactly(1, 10, 1100, 0, 1.1e5, 0);
        }
    }

    /** No share of the gradient is NaN where nothing, or almost nothing, was added. */
    @Test
    void gradientsOfLogarithmsOfRunningSums() {
        try (Scope _ = Scope.open("running")) {
            double none = Double.NEGATIVE_INFINITY;
            Tensor x = Tensor.of(none, none, 0, none, 800, -800).requiresGrad_(true);
            Tensor y = x.logCumSumExp(0);
            assertThat(y.toDoubleArray()).containsExactly(none, none, 0, 0, 800, 800);
            y.backward(Tensor.of(0.0, 0, 1, 10, 100, 1000));
            assertThat(AutogradTest.grad(x)).containsExactly(0, 0, 11, 0, 1100, 0);
            Tensor large = Tensor.of(700, -3, 701, 699.5, 702.25).requiresGrad_(true);
            GradCheck.STANDARD.second(in -> in[0].logCumSumExp(0), large).orThrow();
        }
    }

    @Test
    void typesAreThoseOfPyTorch() {
        Tensor ints = Tensor.of(3, -2, 5).to(DType.I32);
        assertThat(ints.cumprod(0).dtype()).isEqualTo(DType.I64);
        assertThat(ints.cumprod(0).toLongArray()).containsExactly(3, -6, -30);
        assertThat(ints.cummax(0).values().dtype()).isEqualTo(DType.I32);
        Tensor longs = Tensor.of(1L << 62, 4, 3);
        assertThat(longs.cumprod(0).toLongArray()).containsExactly(1L << 62, 0, 0);
        Tensor large = Tensor.of((1L << 53) + 1, 1L << 53, (1L << 53) + 1);
        assertThat(large.cummax(0).values().toLongArray()).containsOnly((1L << 53) + 1);
        assertThat(large.cummax(0).indices().toLongArray()).containsExactly(0, 0, 2);
        Tensor truths = Tensor.of(1, 0, 1).to(DType.BOOL);
        assertThat(truths.cumprod(0).dtype()).isEqualTo(DType.I64);
        assertThat(truths.cumprod(0).toLongArray()).containsExactly(1, 0, 0);
    }

    @Test
    void whatHasNoAxesOrNoElementsStaysSo() {
        assertThat(Tensor.scalar(2.5).cumprod(-1).item()).isEqualTo(2.5);
        assertThat(Tensor.scalar(2.5).cummax(0).indices().itemLong()).isZero();
        Tensor none = Tensor.zeros(2, 0, 3).requiresGrad_(true);
        for (int axis = 0; axis < 3; axis++) {
            none.cumprod(axis).add(none.cummax(axis).values()).sum().backward();
        }
        assertThat(AutogradTest.grad(none)).isEmpty();
        Tensor rows = Tensor.zeros(0, 3);
        assertThat(rows.cummax(1).indices().shape().dims()).containsExactly(0, 3);
    }
}
