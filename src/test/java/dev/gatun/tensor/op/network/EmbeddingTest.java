package dev.gatun.tensor.op.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gradient of a table: sums for rows taken several times, none for padding. */
class EmbeddingTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("embedding");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void equalIndicesAddUpAndPaddingGetsNothing() {
        Tensor table = Tensor.rand(4, 2).requiresGrad_(true);
        Tensor indices = Tensor.of(new long[][] {{1, 3}, {1, 0}});
        Tensor weights = Tensor.of(1f, 2f, 3f, 4f).reshape(2, 2, 1);
        Tensor y = table.embedding(indices, -1).mul(weights);
        assertThat(y.shape()).isEqualTo(Shape.of(2, 2, 2));
        assertThat(y.detach().get(0, 1, 1)).isEqualTo(2 * table.get(3, 1)); // a row as any other
        Tensor gradient = Gradients.of(y.sum(), table).getFirst();
        assertThat(gradient.toFloatArray()).containsExactly(4, 4, 4, 4, 0, 0, 0, 0);
    }

    @Test
    void theGradientOfTheGradientLeavesPaddingOutToo() {
        Tensor table = Tensor.of(new double[][] {{1}, {2}, {3}}).requiresGrad_(true);
        Tensor y = table.embedding(Tensor.of(0L, 1L, 1L), 0).pow(3).sum();
        Tensor first = Gradients.of(y, table).getFirst(); // 0, 2 * 3 * 4, 0
        assertThat(first.detach().toDoubleArray()).containsExactly(0, 24, 0);
        Tensor second = Gradients.of(first.sum(), table).getFirst(); // 0, 2 * 6 * 2, 0
        assertThat(second.toDoubleArray()).containsExactly(0, 24, 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"BF16", "F16", "F32", "F64"})
    void theGradientHasTheTablesType(DType type) {
        Tensor table = Tensor.ones(3, 2).to(type).requiresGrad_(true);
        Tensor y = table.embedding(Tensor.of(2L, 2L).to(DType.I32));
        assertThat(y.dtype()).isEqualTo(type);
        Tensor gradient = Gradients.of(y.to(DType.F32).sum(), table).getFirst();
        assertThat(gradient.dtype()).isEqualTo(type);
        assertThat(gradient.to(DType.F32).toFloatArray()).containsExactly(0, 0, 0, 0, 2, 2);
    }

    @Test
    void noIndicesGiveNoRows() {
        Tensor table = Tensor.ones(3, 2).requiresGrad_(true);
        Tensor none = table.embedding(Tensor.zeros(0, 2).to(DType.I64));
        assertThat(none.shape()).isEqualTo(Shape.of(0, 2, 2));
        assertThat(Gradients.of(none.sum(), table).getFirst().sum().item()).isZero();
        Tensor one = table.embedding(Tensor.scalar(1L));
        assertThat(one.shape()).isEqualTo(Shape.of(2));
    }
}
