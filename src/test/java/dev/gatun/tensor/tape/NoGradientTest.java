package dev.gatun.tensor.tape;

import static dev.gatun.tensor.AutogradTest.grad;
import static dev.gatun.tensor.AutogradTest.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Operations without a gradient: they are constants to gradients beside them, and named where there
 * is nothing beside them. ({@link GradientTableTest} has those of the table.)
 */
class NoGradientTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("no gradient");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** Gives its operand doubled, and does not say how gradients pass. */
    record Doubled() implements Op {
        @Override
        public Tensor[] forward(Call call, Tensor... inputs) {
            return new Tensor[] {inputs[0].mul(2)};
        }
    }

    /** Gives whole numbers. */
    record Counted() implements Op {
        @Override
        public Tensor[] forward(Call call, Tensor... inputs) {
            return new Tensor[] {inputs[0].to(DType.I64)};
        }
    }

    private static void refused(Tensor result, String start) {
        assertThat(result.requiresGrad()).isFalse();
        assertThat(result.isLeaf()).isTrue();
        assertThatThrownBy(result::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(start)
                .hasMessageEndingWith(
                        "; use another operation, or detach() its operand if no gradient is meant"
                                + " to reach it");
        assertThatThrownBy(result::graph)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(start.replace("backward:", "graph:"));
    }

    @Test
    void aMaskIsAConstantToWhatIsBesideIt() {
        Tensor x = leaf(-1, 2, 3);
        Tensor mask = x.gt(0);
        x.mul(mask).sum().backward();
        assertThat(grad(x)).containsExactly(0, 1, 1);
        Tensor.where(mask, x.square(), x.neg()).sum().backward();
        assertThat(grad(x)).containsExactly(-1, 5, 7);
        refused(mask.sum(), "backward: gt has no gradient, and tensor [] int64 was computed");
    }

    @Test
    void theFirstOnTheWayIsNamed() {
        Tensor x = leaf(-1, 2, 3);
        Tensor far = x.mul(3).argMax().to(DType.F64).mul(2).eq(4);
        refused(
                far,
                "backward: argMax has no gradient, and tensor [] bool was computed from its"
                        + " result for tensor [3] float64;");
    }

    @Test
    void wholeNumbersHaveNone() {
        Tensor x = leaf(1.5);
        refused(
                x.to(DType.I64).to(DType.F64),
                "backward: to int64 has no gradient, and tensor [1] float64 was computed from its"
                        + " result for tensor [1] float64;");
        refused(new Counted().apply(x), "backward: Counted int64 has no gradient");
        Tensor counts = Tensor.of(0L);
        counts.copy_(x);
        refused(counts, "backward: copy_ int64 has no gradient");
    }

    @Test
    void stepsHaveTheGradientZero() {
        Tensor x = leaf(-1.5, 0.5);
        x.floor().add(x.ceil()).add(x.round()).add(x.sign()).sum().backward();
        assertThat(grad(x)).as("as in PyTorch").containsExactly(0, 0);
    }

    @Test
    void anOperationOfOnesOwnMayHaveNone() {
        Tensor x = leaf(2);
        Tensor doubled = new Doubled().apply(x.add(0));
        assertThat(doubled.item()).isEqualTo(4);
        assertThatThrownBy(doubled::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "backward: Doubled has no gradient, and input 0, tensor [1] float64,"
                                + " requires one; use another operation, or detach() its operand if"
                                + " no gradient is meant to reach it");
        assertThat(x.grad()).isNull();
        assertThat(new Doubled().apply(x.detach()).requiresGrad()).isFalse();
    }

    @Test
    void gradientsAsValuesAreRefusedToo() {
        Tensor x = leaf(2);
        assertThatThrownBy(() -> Gradients.of(x.lt(3), x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Gradients.of: lt has no gradient");
        assertThatThrownBy(() -> Gradients.vjp(x.square(), Tensor.of(1.0), x.lt(3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Gradients.vjp: lt has no gradient");
    }

    @Test
    void withGradientsOffNothingIsRemembered() {
        Tensor x = leaf(2);
        try (GradientMode _ = Gradients.noGrad()) {
            assertThat(Internals.node(x.lt(3))).isNull();
            assertThat(Internals.node(x.argMax().add(1))).isNull();
        }
        assertThat(Internals.node(Tensor.of(1.0).lt(3))).isNull();
    }

    @Test
    void aCheckpointOfAMaskHasNone() {
        Tensor x = leaf(2);
        refused(Gradients.checkpoint(in -> in[0].gt(1), x), "backward: gt has no gradient");
    }
}
