package dev.gatun.gradcheck;

import static dev.gatun.tensor.AutogradTest.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.OpTest.Told;
import dev.gatun.tensor.Tensor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The check itself: that it passes what is right, and finds what is wrong. */
class GradCheckTest {
    private static final GradCheck CHECK = GradCheck.STANDARD;

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("check");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** x^2 with a derivative that is off by one part in a hundred, or has no second one. */
    record Square(double factor, boolean isCut) implements Op {
        @Override
        public Tensor[] forward(Call call, Tensor... inputs) {
            return new Tensor[] {inputs[0].square()};
        }

        @Override
        public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
            Tensor x = isCut ? call.input(0).detach() : call.input(0);
            return new Tensor[] {upstream[0].mul(x).mul(factor)};
        }
    }

    @Test
    void whatIsRightPasses() {
        Tensor x = leaf(0.3, -1.2, 2);
        Tensor y = leaf(0.7, 0.1, -0.4);
        Function<Tensor[], Tensor> f = in -> in[0].tanh().mul(in[1]).add(in[0].square());
        GradCheck.Report first = CHECK.first(f, x, y).orThrow();
        assertThat(first.compared()).isEqualTo(3 * 6);
        assertThat(first.worst()).isBetween(0.0, 1e-3);
        assertThat(first.isPassed()).isTrue();
        GradCheck.Report second = CHECK.second(f, x, y).orThrow();
        assertThat(second.compared()).isEqualTo(6 * 9);
        assertThat(x.toDoubleArray()).as("moved back").containsExactly(0.3, -1.2, 2);
        assertThat(x.grad()).isNull();
    }

    @Test
    void whatIsWrongIsNamed() {
        Tensor x = leaf(1, 2);
        GradCheck.Report report = CHECK.first(in -> new Square(2.02, false).apply(in), x);
        assertThat(report.isPassed()).isFalse();
        assertThat(report.worst()).isBetween(5.0, 20.0);
        assertThatThrownBy(report::orThrow)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("GradCheck: element 0 of result 0 by element 0 of input 0")
                .hasMessageContaining("backward gives 2.02, differences 2.0");
        assertThat(CHECK.first(in -> new Square(2, false).apply(in), x).isPassed()).isTrue();
        assertThat(CHECK.second(in -> new Square(2, false).apply(in), x).isPassed()).isTrue();
    }

    @Test
    void aSecondDerivativeThatIsCutOffIsFound() {
        Tensor x = leaf(1, 2);
        assertThat(CHECK.first(in -> new Square(2, true).apply(in), x).isPassed()).isTrue();
        assertThat(CHECK.second(in -> new Square(2, true).apply(in), x).isPassed()).isFalse();
    }

    @Test
    void aGradientThatIsMissingIsFound() {
        Tensor x = leaf(1, 2);
        assertThat(CHECK.first(in -> in[0].detach().mul(in[0]), x).isPassed()).isFalse();
        assertThat(CHECK.first(in -> in[0].detach(), x).isPassed()).isFalse();
        assertThat(CHECK.first(in -> new Told(() -> new Tensor[1]).apply(in), x).isPassed())
                .isFalse();
        assertThat(CHECK.first(in -> in[0].mul(0), x).isPassed()).isTrue();
    }

    @Test
    void notANumberIsNoPass() {
        Tensor x = leaf(-1);
        GradCheck.Report report = CHECK.first(in -> in[0].log(), x);
        assertThat(report.isPassed()).isFalse();
        assertThat(report.worst()).isInfinite();
    }

    @Test
    void refusals() {
        Function<Tensor[], Tensor> f = in -> in[0].mul(2);
        assertThatThrownBy(() -> CHECK.first(f, Tensor.of(1.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("GradCheck: no input requires a gradient");
        assertThatThrownBy(() -> CHECK.first(f, Tensor.of(1f).requiresGrad_(true)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GradCheck: takes float64, not tensor [1] float32");
        assertThatThrownBy(() -> CHECK.second(f, leaf(1).mul(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("input 0, tensor [1] float64, is no leaf");
        Tensor stretched = Tensor.of(1.0).expand(3).requiresGrad_(true);
        assertThatThrownBy(() -> CHECK.first(f, stretched))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("share one place in memory");
    }
}
