package dev.gatun.tensor;

import static dev.gatun.tensor.AutogradTest.grad;
import static dev.gatun.tensor.AutogradTest.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.ShapeException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operations with gradients of the user's. */
public class CustomOpTest {
    CustomOpTest() {}

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("custom");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** x y, with its gradient from inputs. */
    record Product() implements CustomOp {
        @Override
        public Tensor forward(Tensor... inputs) {
            return inputs[0].mul(inputs[1]);
        }

        @Override
        public @Nullable Tensor[] backward(Call call, Tensor upstream) {
            return new Tensor[] {
                call.needs(0) ? upstream.mul(call.input(1)) : null,
                call.needs(1) ? upstream.mul(call.input(0)) : null
            };
        }
    }

    /** e^x, with its gradient from the result. */
    record Power() implements CustomOp {
        @Override
        public String name() {
            return "power of e";
        }

        @Override
        public Tensor forward(Tensor... inputs) {
            return inputs[0].exp();
        }

        @Override
        public @Nullable Tensor[] backward(Call call, Tensor upstream) {
            return new Tensor[] {upstream.mul(call.output())};
        }
    }

    /** Gives its input back, and whatever gradients it is told to. */
    public record Told(Supplier<@Nullable Tensor[]> gradients) implements CustomOp {
        @Override
        public Tensor forward(Tensor... inputs) {
            return inputs[0];
        }

        @Override
        public @Nullable Tensor[] backward(Call call, Tensor upstream) {
            return gradients.get();
        }
    }

    @Test
    void itsGradientIsUsed() {
        Tensor x = leaf(2, 3);
        Tensor y = leaf(5, 7);
        new Product().apply(x, y.add(0)).backward(Tensor.of(1.0, 10.0));
        assertThat(grad(x)).containsExactly(5, 70);
        assertThat(grad(y)).containsExactly(2, 30);
        x.zeroGrad();
        new Product().apply(x, Tensor.of(1.0, 2.0)).backward(Tensor.of(1.0, 1.0));
        assertThat(grad(x)).containsExactly(1, 2);
        assertThat(new Product().apply(y.detach(), y.detach()).requiresGrad()).isFalse();
    }

    @Test
    void itCanBeDifferentiatedAgain() {
        Tensor x = leaf(2);
        Tensor cube = new Product().apply(x, new Product().apply(x, x));
        Tensor slope = Gradients.of(cube, x).getFirst();
        assertThat(slope.item()).isEqualTo(12);
        assertThat(Gradients.of(slope, x).getFirst().item()).isEqualTo(12);
        Tensor power = new Power().apply(x);
        Tensor same = Gradients.of(Gradients.of(power, x).getFirst(), x).getFirst();
        assertThat(same.item()).isEqualTo(power.item());
    }

    @Test
    void anInputGivenBackKeepsItsOwnGradient() {
        Tensor x = leaf(2);
        Tensor y = x.mul(3);
        Tensor same = new Told(() -> new Tensor[] {Tensor.of(100.0)}).apply(y);
        assertThat(same).isNotSameAs(y);
        same.backward();
        assertThat(grad(x)).containsExactly(300);
    }

    @Test
    void whatBackwardGivesIsChecked() {
        Tensor x = leaf(2, 3);
        Tensor seed = Tensor.of(1.0, 1.0);
        assertThatThrownBy(() -> new Told(() -> new Tensor[0]).apply(x).backward(seed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Told: backward gave 0 gradients for 1 inputs");
        assertThatThrownBy(
                        () -> new Told(() -> new Tensor[] {Tensor.of(1.0)}).apply(x).backward(seed))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining(
                        "backward gave input 0 a gradient of another shape: [1] x [2]");
        assertThatThrownBy(() ->
                        new Told(() -> new Tensor[] {seed.to(DType.F32)}).apply(x).backward(seed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Told: backward, input 0: takes float64");
        assertThat(x.grad()).isNull();
        new Told(() -> new Tensor[1]).apply(x).backward(seed);
        assertThat(x.grad()).as("no gradient is none").isNull();
    }

    @Test
    void whatItReadsMustBeAsItWas() {
        Tensor x = leaf(2);
        Tensor y = x.add(0);
        Tensor product = new Product().apply(y, leaf(3));
        try (GradientMode _ = Gradients.noGrad()) {
            y.fill_(9);
        }
        assertThatThrownBy(product::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the gradient of Product needs input 0");
    }
}
