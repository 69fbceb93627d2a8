package dev.gatun.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.nn.attention.AttentionOptions;
import dev.gatun.nn.attention.Gpt2;
import dev.gatun.nn.attention.Gpt2Config;
import dev.gatun.nn.attention.KeyValueCache;
import dev.gatun.nn.attention.LanguageModel;
import dev.gatun.nn.attention.Llama;
import dev.gatun.nn.attention.LlamaConfig;
import dev.gatun.nn.attention.MultiHeadAttention;
import dev.gatun.optim.AdamW;
import dev.gatun.optim.Optimizer;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.ConvOptions;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Modules whose weights are stored in 16 bits compute what those of the rounded weights do. */
class HalfPrecisionLayersTest {
    private static final Generator GENERATOR = new Generator(5);

    /** A module, and its output for an input. */
    record Subject<M extends Module>(
            String name,
            Supplier<M> make,
            Function<M, Function<Tensor, Tensor>> call,
            Shape input) {
        static Subject<Layer> of(String name, Supplier<Layer> make, long... input) {
            return new Subject<>(name, make, layer -> layer, Shape.of(input));
        }

        /** The outputs with rounded weights and with weights of 16 bits, and their modules. */
        void check(DType stored) {
            M module = make.get();
            M other = make.get();
            module.to(stored);
            other.loadStateDict(module.stateDict());
            Tensor x = Tensor.normal(0, 1, input, DType.F32, GENERATOR);
            Tensor expected = call.apply(other).apply(x);
            Tensor y = call.apply(module).apply(x);
            assertThat(y.dtype()).isEqualTo(DType.F32);
            assertThat(y.sub(expected).abs().max().item()).isLessThan(1e-5);
            expected.square().sum().backward();
            y.square().sum().backward();
            for (int i = 0; i < module.parameters().size(); i++) {
                Tensor gradient = Objects.requireNonNull(module.parameters().get(i).grad());
                Tensor wanted = Objects.requireNonNull(other.parameters().get(i).grad());
                double most = wanted.abs().max().item();
                assertThat(gradient.to(DType.F32).sub(wanted).abs().max().item())
                        .isLessThanOrEqualTo(1e-2 * most + 1e-6);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Subject<?>> subjects() {
        return Stream.of(
                Subject.of("Linear", () -> new Linear(4, 3), 2, 4),
                Subject.of("TransposedLinear", () -> new TransposedLinear(4, 3), 2, 4),
                Subject.of("Conv1d", () -> new Conv1d(2, 3, 2), 2, 2, 5),
                Subject.of(
                        "Conv2d",
                        () -> new Conv2d(2, 3, 2, ConvOptions.DEFAULT, false),
                        2,
                        2,
                        5,
                        4),
                Subject.of("ConvTranspose2d", () -> new ConvTranspose2d(2, 3, 2), 1, 2, 3, 4),
                Subject.of("LayerNorm", () -> new LayerNorm(4), 3, 4),
                Subject.of("RMSNorm", () -> new RMSNorm(4), 3, 4),
                Subject.of("GroupNorm", () -> new GroupNorm(2, 4), 3, 4),
                Subject.of(
                        "Sequential",
                        () -> new Sequential(new Linear(4, 8), new LayerNorm(8), new Linear(8, 2)),
                        2,
                        4),
                new Subject<>(
                        "MultiHeadAttention",
                        () -> new MultiHeadAttention(4, 2),
                        attention -> attention::apply,
                        Shape.of(2, 3, 4)),
                new Subject<>(
                        "MultiHeadAttention of grouped queries",
                        () -> new MultiHeadAttention(AttentionOptions.of(4, 2).withKeyHeads(1)),
                        attention -> attention::apply,
                        Shape.of(2, 3, 4)));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void computesWithTheRoundedWeights(Subject<?> subject) {
        for (DType stored : new DType[] {DType.BF16, DType.F16}) {
            try (Scope _ = Scope.open("test")) {
                subject.check(stored);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"BF16", "F16"})
    void languageModelsDecodeWithACache(DType stored) {
        try (Scope _ = Scope.open("test");
                GradientMode _ = Gradients.noGrad()) {
            LanguageModel gpt = new Gpt2(Gpt2Config.of(7, 8, 8, 2, 2));
            LanguageModel llama = new Llama(LlamaConfig.of(7, 8, 8, 16, 2, 4, 2));
            for (LanguageModel model : new LanguageModel[] {gpt, llama}) {
                model.to(stored);
                Tensor tokens = Tensor.of(new long[] {1, 5, 2, 6}, 1, 4);
                Tensor whole = model.apply(tokens).select(1, 3);
                KeyValueCache cache = model.cache(1, 8);
                model.next(tokens.narrow(1, 0, 3), cache);
                Tensor last = model.next(tokens.narrow(1, 3, 1), cache);
                assertThat(last.sub(whole).abs().max().item()).isLessThan(1e-5);
            }
        }
    }

    @Test
    void adaptersOfStoredWeightsAreTrained() {
        try (Scope _ = Scope.open("test")) {
            Sequential model = new Sequential(new Linear(3, 8), new LayerNorm(8), new Linear(8, 1));
            model.to(DType.BF16);
            model.freeze();
            LoRA.attach(model, 2, 4, 0, (_, _) -> true);
            Optimizer optimizer =
                    new AdamW(
                            model.parameters().stream().filter(Tensor::requiresGrad).toList(),
                            0.02);
            Tensor x = Tensor.normal(0, 1, Shape.of(16, 3), DType.F32, GENERATOR);
            Tensor y = x.sum(1).unsqueeze(1);
            double first = 0;
            double last = 0;
            for (int i = 0; i < 60; i++) {
                optimizer.zeroGrad();
                Tensor loss = Losses.mse(model.apply(x), y);
                loss.backward();
                optimizer.step();
                first = i == 0 ? loss.item() : first;
                last = loss.item();
            }
            assertThat(last).isCloseTo(0, within(0.5 * first));
        }
    }
}
