package dev.gatun.tensor;

import static dev.gatun.tensor.AutogradTest.grad;
import static dev.gatun.tensor.AutogradTest.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.tape.Tape;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Blocks that are computed again for their gradient. */
class CheckpointTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("checkpoint test");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void gradientsAreThoseOfTheBlock() {
        Tensor x = leaf(0.5, -1);
        Tensor w = leaf(2, 3); // used by the block, but no input of it
        Tensor scaled = w.mul(2); // neither a leaf nor an input
        Function<Tensor[], Tensor> block = in -> in[0].mul(w).tanh().mul(scaled).exp();
        Tensor seed = Tensor.of(1.0, 10.0);
        block.apply(new Tensor[] {x.square()}).backward(seed, true);
        double[] byX = grad(x);
        double[] byW = grad(w);
        x.zeroGrad();
        w.zeroGrad();
        Tensor result = Gradients.checkpoint(block, x.square());
        result.backward(seed, true);
        assertThat(grad(x)).containsExactly(byX);
        assertThat(grad(w)).containsExactly(byW);
        assertThat(Gradients.vjp(result, seed, w).getFirst().toDoubleArray()).containsExactly(byW);
    }

    @Test
    void anInputThatLeadsToAnotherIsCountedOnce() {
        Tensor x = leaf(2);
        Tensor square = x.square();
        Tensor result = Gradients.checkpoint(in -> in[0].mul(in[1]), x, square); // x^3
        result.backward();
        assertThat(grad(x)).containsExactly(12);
    }

    @Test
    void itCanBeDifferentiatedAgain() {
        Tensor x = leaf(2);
        Tensor result = Gradients.checkpoint(in -> in[0].mul(in[0]).mul(in[0]), x);
        Tensor slope = Gradients.of(result, x).getFirst();
        assertThat(slope.item()).isEqualTo(12);
        assertThat(Gradients.of(slope, x).getFirst().item()).isEqualTo(12);
    }

    @Test
    void checkpointsNest() {
        Tensor x = leaf(2);
        Function<Tensor[], Tensor> square = in -> in[0].square();
        Tensor result =
                Gradients.checkpoint(in -> Gradients.checkpoint(square, in[0].mul(3)).mul(2), x);
        result.backward(); // 18 x^2
        assertThat(grad(x)).containsExactly(72);
    }

    @Test
    void whatIsComputedOnTheWayIsNotKept() {
        Tensor x = Tensor.ones(Shape.of(1000), DType.F32).requiresGrad_(true);
        Function<Tensor[], Tensor> block =
                in -> {
                    Tensor y = in[0];
                    for (int i = 0; i < 20; i++) {
                        y = y.mul(1.1).tanh();
                    }
                    return y;
                };
        try (Scope step = Scope.open("step")) {
            Tensor result = Gradients.checkpoint(block, x);
            assertThat(step.liveBytes()).isEqualTo(4000);
            result.backward(Tensor.ones(1000));
            assertThat(step.liveBytes()).as("result and seed").isEqualTo(8000);
        }
    }

    @Test
    void randomNumbersAreTheSameBothTimes() {
        Tensor.manualSeed(3);
        Tensor x = leaf(1, 2, 3, 4);
        Tensor[] masks = new Tensor[2];
        int[] runs = new int[1];
        Function<Tensor[], Tensor> block =
                in -> {
                    Tensor mask = Tensor.rand(Shape.of(4), DType.F64, Generator.standard());
                    masks[runs[0]++] = mask.copyTo(scope);
                    return in[0].mul(mask);
                };
        Tensor result = Gradients.checkpoint(block, x);
        double[] next = Tensor.rand(2).toDoubleArray();
        Tensor.manualSeed(3);
        Tensor.rand(4);
        assertThat(Tensor.rand(2).toDoubleArray()).containsExactly(next);
        result.backward(Tensor.of(1.0, 1.0, 1.0, 1.0));
        assertThat(runs[0]).isEqualTo(2);
        assertThat(masks[1].toDoubleArray()).containsExactly(masks[0].toDoubleArray());
        assertThat(grad(x)).containsExactly(masks[0].toDoubleArray());
    }

    @Test
    void withoutGradientsItIsTheBlock() {
        Tensor plain = Tensor.of(3.0);
        Tensor result = Gradients.checkpoint(in -> in[0].square(), plain);
        assertThat(result.item()).isEqualTo(9);
        assertThat(result.requiresGrad()).isFalse();
        try (GradientMode _ = Gradients.noGrad()) {
            assertThat(Gradients.checkpoint(in -> in[0].square(), leaf(3)).requiresGrad())
                    .isFalse();
        }
    }

    @Test
    void aBlockThatWritesElsewhereIsRefused() {
        Tensor x = leaf(3);
        Tensor y = x.add(0);
        assertThatThrownBy(() -> Gradients.checkpoint(in -> y.mul_(2).mul(in[0]), x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "checkpoint: the block writes in place to tensor [1] float64");
    }

    @Test
    void whatItReadsMustBeAsItWas() {
        Tensor x = leaf(3);
        Tensor result = Gradients.checkpoint(in -> in[0].square(), x);
        try (GradientMode _ = Gradients.noGrad()) {
            x.sub_(Tensor.of(1.0));
        }
        assertThatThrownBy(result::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the gradient of checkpoint needs input 0");
        assertThat(x.grad()).isNull();
    }

    private static Tensor nested(int levels, Tensor x) {
        return levels == 0 ? x.mul(2) : Gradients.checkpoint(in -> nested(levels - 1, in[0]), x);
    }

    @Test
    void manyInsideEachOtherWork() {
        Tensor x = leaf(3);
        nested(40, x).sum().backward();
        assertThat(grad(x)).containsExactly(2);
    }

    @Test
    void tooManyInsideEachOtherAreRefusedAtOnce() {
        Tensor x = leaf(3);
        int most = Tape.MOST_NESTED;
        assertThat(nested(most, x).item()).isEqualTo(6);
        for (int levels : new int[] {most + 1, 3000, 1_000_000}) {
            assertThatThrownBy(() -> nested(levels, x))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(
                            "checkpoint: 200 checkpoints are under way, each within the one before");
        }
        assertThat(nested(most, x).item()).as("and forgotten again").isEqualTo(6);
        assertThat(Scope.current()).isSameAs(scope);
    }

    @Test
    void drawsAreTheSameAgainWhileAnotherThreadDraws() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        Thread other =
                new Thread(() -> {
                    while (!isOver.get()) {
                        try (Scope _ = Scope.open("other")) {
                            Tensor.rand(50);
                        }
                    }
                });
        other.start();
        try {
            for (int i = 0; i < 2000; i++) {
                try (Scope _ = Scope.open("step")) {
                    Tensor x = Tensor.ones(16).requiresGrad_(true);
                    Function<Tensor[], Tensor> inner = in -> in[0].mul(numbers());
                    Tensor mask =
                            Gradients.checkpoint(
                                    in ->
                                            Gradients.checkpoint(inner, in[0].mul(numbers()))
                                                    .mul(numbers()),
                                    x);
                    mask.sum().backward();
                    assertThat(grad(x)).containsExactly(mask.detach().toDoubleArray());
                }
            }
        } finally {
            isOver.set(true);
            other.join();
        }
    }

    /** Products of which are exact. */
    private static Tensor numbers() {
        return Tensor.randint(1, 200, 16).to(DType.F32);
    }

    @Test
    void aBackwardLeavesTheGeneratorWhereItIs() {
        Tensor.manualSeed(11);
        double[] expected = {Tensor.rand(1).item(), Tensor.rand(1).item(), Tensor.rand(1).item()};
        Tensor x = leaf(2);
        Tensor y =
                Gradients.checkpoint(
                        in -> {
                            Tensor.manualSeed(11);
                            return in[0].mul(Tensor.rand(1));
                        },
                        x);
        assertThat(Tensor.rand(1).item()).isEqualTo(expected[1]);
        y.backward();
        assertThat((float) grad(x)[0]).isEqualTo((float) expected[0]);
        assertThat(Tensor.rand(1).item()).isEqualTo(expected[2]);
    }

    @Test
    void aBlockThatGivesSomethingElseAgainIsRefused() {
        List<UnaryOperator<Tensor>> others =
                List.of(x -> x.reshape(1, 2).mul(5), Tensor::detach, x -> x.sum());
        for (UnaryOperator<Tensor> other : others) {
            Tensor x = leaf(2, 3);
            AtomicBoolean isAgain = new AtomicBoolean();
            Tensor y =
                    Gradients.checkpoint(
                            in -> isAgain.getAndSet(true) ? other.apply(in[0]) : in[0].mul(2), x);
            assertThatThrownBy(() -> y.sum().backward())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("checkpoint: the block gave tensor [")
                    .hasMessageEndingWith("when it ran again, and tensor [2] float64 at first");
            assertThat(x.grad()).isNull();
        }
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void nullIsRefusedByName() {
        Tensor x = leaf(2);
        assertThatThrownBy(() -> Gradients.checkpoint(in -> null, x))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("checkpoint: the result of the block is null");
        Op nothing =
                new Op() {
                    @Override
                    public String name() {
                        return "nothing";
                    }

                    @Override
                    public Tensor[] forward(Call call, Tensor... inputs) {
                        return null;
                    }
                };
        assertThatThrownBy(() -> nothing.apply(x))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("nothing: the result of forward is null");
        assertThatThrownBy(() -> scope.keep(Arrays.asList(x, null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("keep: value 1 is null");
    }
}
