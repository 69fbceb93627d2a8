package dev.gatun.tensor;

import static dev.gatun.tensor.AutogradTest.grad;
import static dev.gatun.tensor.AutogradTest.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operations with gradients of the user's. */
public class OpTest {
    OpTest() {}

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
    record Product() implements Op {
        @Override
        public Tensor[] forward(Call call, Tensor... inputs) {
            return new Tensor[] {inputs[0].mul(inputs[1])};
        }

        @Override
        public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
            return new Tensor[] {
                call.needs(0) ? upstream[0].mul(call.input(1)) : null,
                call.needs(1) ? upstream[0].mul(call.input(0)) : null
            };
        }
    }

    /** e^x, with its gradient from the result. */
    record Power() implements Op {
        @Override
        public String name() {
            return "power of e";
        }

        @Override
        public Tensor[] forward(Call call, Tensor... inputs) {
            return new Tensor[] {inputs[0].exp()};
        }

        @Override
        public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
            return new Tensor[] {upstream[0].mul(call.output(0))};
        }
    }

    /** Gives its input back, and whatever gradients it is told to. */
    public record Told(Supplier<@Nullable Tensor[]> gradients) implements Op {
        @Override
        public Tensor[] forward(Call call, Tensor... inputs) {
            return new Tensor[] {inputs[0]};
        }

        @Override
        public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
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

    /** Gives back all it is given, and its first input twice. */
    record Same() implements Op {
        @Override
        public Tensor[] forward(Call call, Tensor... inputs) {
            return new Tensor[] {inputs[0], inputs[1], inputs[0]};
        }

        @Override
        public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
            Tensor first = upstream[0] == null ? upstream[2] : upstream[0];
            return new Tensor[] {first == null ? null : first.mul(10), upstream[1]};
        }
    }

    @Test
    void inputsGivenBackAreTensorsOfTheirOwn() {
        Tensor x = leaf(2);
        Tensor plain = Tensor.of(3.0);
        List<Tensor> same = new Same().applyAll(x, plain);
        assertThat(plain.requiresGrad()).as("nothing happens to an input").isFalse();
        assertThat(x.isLeaf()).isTrue();
        assertThat(same).doesNotHaveDuplicates().doesNotContain(x, plain);
        same.get(2).backward();
        assertThat(grad(x)).containsExactly(10);
        assertThatThrownBy(() -> same.get(1).add_(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("other tensors share the memory");
    }

    /** Asks of its call what it is told to, in forward or in backward. */
    record Asking(@Nullable Consumer<Call> inForward, @Nullable Consumer<Call> inBackward)
            implements Op {
        @Override
        public Tensor[] forward(Call call, Tensor... inputs) {
            if (inForward != null) {
                inForward.accept(call);
            }
            return new Tensor[] {inputs[0].mul(2)};
        }

        @Override
        public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
            if (inBackward != null) {
                inBackward.accept(call);
            }
            return new Tensor[] {upstream[0].mul(2), null};
        }
    }

    @Test
    void forwardIsToldWhatNeedsAGradient() {
        List<Boolean> needs = new ArrayList<>();
        Asking op =
                new Asking(
                        call -> {
                            needs.add(call.needs(0));
                            needs.add(call.needs(1));
                        },
                        null);
        op.apply(leaf(1), Tensor.of(1.0));
        op.apply(Tensor.of(1.0), leaf(1));
        op.apply(Tensor.of(1.0), Tensor.of(1.0));
        try (GradientMode _ = Gradients.noGrad()) {
            op.apply(leaf(1), leaf(1));
        }
        assertThat(needs).containsExactly(true, false, false, true, false, false, false, false);
    }

    @Test
    void whatIsForBackwardIsRefusedInForwardWhetherItIsRecordedOrNot() {
        List<Consumer<Call>> questions =
                List.of(
                        Call::inputCount,
                        Call::outputCount,
                        call -> call.input(0),
                        call -> call.inputShape(0),
                        call -> call.inputDType(0),
                        call -> call.output(0),
                        call -> call.outputShape(0),
                        call -> call.outputDType(0),
                        call -> call.saved(0));
        for (Consumer<Call> question : questions) {
            for (Tensor x : List.of(leaf(1), Tensor.of(1.0))) {
                assertThatThrownBy(() -> new Asking(question, null).apply(x, x))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("the rest is for backward");
            }
        }
    }

    @Test
    void aCallCannotBeSpoiledAfterwards() {
        List<Call> calls = new ArrayList<>();
        Tensor x = leaf(1);
        Tensor y = new Asking(calls::add, null).apply(x, x);
        assertThatThrownBy(() -> calls.getFirst().save(x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Asking: save is for forward, which is done");
        assertThatThrownBy(() -> calls.getFirst().input(2))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("Asking: there is no input 2, only 2");
        assertThatThrownBy(() -> calls.getFirst().saved(-1))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("Asking: there is no saved tensor -1, only 0");
        y.backward();
        assertThat(calls.getFirst().needs(0)).as("let go").isFalse();
        assertThatThrownBy(() -> calls.getFirst().input(0))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageEndingWith("; the call has been let go");
    }

    @Test
    void whatWasSavedMustBeAsItWas() {
        Tensor x = leaf(1);
        Tensor saved = Tensor.of(5.0);
        Op op = new Asking(call -> call.save(saved), call -> call.saved(0));
        Tensor y = op.apply(x, x);
        y.backward(Tensor.of(1.0), true);
        saved.add_(1);
        assertThatThrownBy(y::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the gradient of Asking needs saved tensor 0")
                .hasMessageContaining("written in place since");
        saved.free();
        assertThatThrownBy(y::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("which free() has freed");
    }

    @Test
    void aForwardThatFailsRecordsNothing() {
        Tensor x = leaf(1);
        Op failing =
                new Asking(
                        _ -> {
                            throw new ArithmeticException("on purpose");
                        },
                        null);
        assertThatThrownBy(() -> failing.apply(x, x)).isInstanceOf(ArithmeticException.class);
        assertThat(x.isLeaf()).isTrue();
        Tensor y = x.mul(3);
        assertThat(y.requiresGrad()).as("recording goes on").isTrue();
        y.backward();
        assertThat(grad(x)).containsExactly(3);
    }

    @Test
    void forwardIsNotRecorded() {
        Tensor x = leaf(2);
        List<Boolean> inside = new ArrayList<>();
        Tensor y = new Asking(_ -> inside.add(x.mul(3).requiresGrad()), null).apply(x, x);
        assertThat(inside).containsExactly(false);
        assertThat(y.graph().vertices()).hasSize(2);
    }
}
