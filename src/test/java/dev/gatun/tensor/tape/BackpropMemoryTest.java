package dev.gatun.tensor.tape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Large gradients on the way are freed once they are used, and not before. */
class BackpropMemoryTest {
    private static final int WIDTH = 64;

    /** Rows, so that an activation has more than 1 MiB. */
    private static final int BATCH = 4200;

    private static final long ACTIVATION = 4L * WIDTH * BATCH;

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("walk memory");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** Passes everything on, and notes the memory of the walk when it is reached. */
    record Gauge(List<Long> live) implements Op {
        @Override
        public Tensor[] forward(Call call, Tensor... inputs) {
            return new Tensor[] {inputs[0].copy()};
        }

        @Override
        public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
            live.add(Scope.current().liveBytes());
            return new Tensor[] {upstream[0]};
        }
    }

    private static Tensor leaf(int seed, long... shape) {
        return Tensor.randn(Shape.of(shape), DType.F32, new Generator(seed))
                .mul(0.2)
                .copy()
                .requiresGrad_(true);
    }

    @Test
    void aDeepNetworkNeedsNoMoreThanAShallowOne() {
        assertThat(peak(12)).isLessThan(peak(4) + ACTIVATION / 2).isLessThan(4 * ACTIVATION);
    }

    private static long peak(int layers) {
        List<Long> live = new ArrayList<>();
        try (Scope _ = Scope.open("step")) {
            Tensor x = new Gauge(live).apply(leaf(1, BATCH, WIDTH));
            for (int i = 0; i < layers; i++) {
                Tensor block = x.matmul(leaf(i + 2, WIDTH, WIDTH)).add(leaf(i + 50, WIDTH));
                x = i % 2 == 0 ? block.relu() : x.add(block.tanh());
                x = new Gauge(live).apply(x);
            }
            x.square().mean().backward();
        }
        return live.stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    /** Functions in which a gradient goes several ways, is looked at by views, or is passed on. */
    static Stream<Arguments> functions() {
        return Stream.of(
                function("one gradient for two", x -> x.add(x.exp()).sub(x.sin())),
                function("one gradient for two sides", x -> x.add(x).mul(x)),
                function("three for one", x -> x.mul(2).add(x.mul(3)).add(x.mul(4)).tanh()),
                function("views", x -> x.reshape(WIDTH, BATCH).t().add(x).flip(0).mul(x)),
                function("halves", x -> Tensor.cat(0, x.split(BATCH / 2, 0).getFirst(), x).exp()),
                function("copies", x -> x.copy().add(x.contiguous()).copy().square()),
                function("sums", x -> x.sub(x.mean(0, true)).square().mul(x.sum(1, true))),
                function("rows", x -> x.softmax(-1).logSoftmax(0).add(x.layerNorm(null, null, 1))),
                function("steps back", x -> x.cumsum(0).mul(x).tril()),
                function(
                        "a checkpoint",
                        x ->
                                Gradients.checkpoint(in -> in[0].exp().mul(in[0]).add(in[0]), x)
                                        .add(x)),
                function("passed on", x -> new Gauge(new ArrayList<>()).apply(x).add(x).exp()));
    }

    private static Arguments function(String name, UnaryOperator<Tensor> body) {
        return Arguments.argumentSet(name, body);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void nothingIsFreedTooEarly(UnaryOperator<Tensor> function) {
        Tensor x = leaf(3, BATCH, WIDTH);
        Tensor result = function.apply(x.mul(1.5).add(0.25));
        Tensor seed = result.detach().mul(0.5).add(0.125);
        Tensor kept;
        try (GradientMode _ = Gradients.noGrad()) {
            kept = Gradients.vjp(result, seed, x).getFirst();
        }
        result.backward(seed, true);
        Tensor gradient = Objects.requireNonNull(x.grad());
        // A kernel that is promoted meanwhile may round otherwise.
        assertThat(gradient.allClose(kept, 1e-5, 1e-6)).isTrue();
        x.zeroGrad();
        result.backward(seed); // into memory that has been used before
        assertThat(gradient.allClose(kept, 1e-5, 1e-6)).isTrue();
        assertThat(seed.numel()).as("the seed is its owner's").isEqualTo(result.numel());
        assertThat(seed.sum().item()).isFinite();
    }
}
