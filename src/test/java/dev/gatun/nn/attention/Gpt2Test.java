package dev.gatun.nn.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // names that are there
class Gpt2Test {
    private static final Gpt2Config SMALL = Gpt2Config.of(11, 10, 12, 2, 3);

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("test");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Tensor tokens(long batch, long length) {
        return Tensor.randint(0, 11, Shape.of(batch, length), DType.I64, new Generator(5));
    }

    /** Of F64, with weights large enough that every part counts. */
    private static Gpt2 model(Gpt2Config config) {
        Gpt2 model = new Gpt2(config);
        model.to(DType.F64);
        Generator dice = new Generator(7);
        model.parameters()
                .forEach(each ->
                        each.detach().copy_(Tensor.randn(each.shape(), DType.F64, dice).mul(0.4)));
        model.eval();
        return model;
    }

    @Test
    void namesAreThoseOfThePublishedWeights() {
        Gpt2 model = new Gpt2(SMALL);
        assertThat(model.stateDict().keySet())
                .startsWith(
                        "transformer.wte.weight",
                        "transformer.wpe.weight",
                        "transformer.h.0.ln_1.weight",
                        "transformer.h.0.ln_1.bias",
                        "transformer.h.0.attn.c_attn.weight",
                        "transformer.h.0.attn.c_attn.bias",
                        "transformer.h.0.attn.c_proj.weight",
                        "transformer.h.0.attn.c_proj.bias",
                        "transformer.h.0.ln_2.weight",
                        "transformer.h.0.ln_2.bias",
                        "transformer.h.0.mlp.c_fc.weight",
                        "transformer.h.0.mlp.c_fc.bias",
                        "transformer.h.0.mlp.c_proj.weight",
                        "transformer.h.0.mlp.c_proj.bias")
                .endsWith("transformer.ln_f.weight", "transformer.ln_f.bias", "lm_head.weight")
                .hasSize(2 + 2 * 12 + 2 + 1);
        assertThat(model.stateDict().get("transformer.h.1.attn.c_attn.weight").shape())
                .isEqualTo(Shape.of(12, 36));
        assertThat(model.stateDict().get("lm_head.weight"))
                .isSameAs(model.stateDict().get("transformer.wte.weight"));
        assertThat(model.namedParameters()).doesNotContainKey("lm_head.weight");
        assertThat(new Gpt2(SMALL.untied()).namedParameters()).containsKey("lm_head.weight");
    }

    @Test
    void theSmallestPublishedOneHas124MillionWeights() {
        Gpt2Config small = Gpt2Config.small();
        assertThat(small.width()).isEqualTo(768);
        long blocks = small.layers() * (12 * 768L * 768 + 13 * 768);
        long tables = (small.vocabulary() + small.context()) * 768;
        assertThat(blocks + tables + 2 * 768).isEqualTo(124_439_808);
        Gpt2 model = new Gpt2(Gpt2Config.of(17, 8, 16, 3, 2));
        long numbers = model.parameters().stream().mapToLong(Tensor::numel).sum();
        assertThat(numbers).isEqualTo(3 * (12 * 16 * 16 + 13 * 16) + (17 + 8) * 16 + 2 * 16);
    }

    @Test
    void logitsAreThoseOfTheFormula() {
        Gpt2 model = model(SMALL);
        Tensor tokens = tokens(2, 10);
        Tensor logits = model.apply(tokens);
        assertThat(logits.shape()).isEqualTo(Shape.of(2, 10, 11));
        for (int b = 0; b < 2; b++) {
            double[][] expected =
                    new Plain(model.stateDict())
                            .gpt2(tokens.select(0, b).toLongArray(), model.config());
            double[][] actual = logits.select(0, b).toDoubleArray2d();
            for (int t = 0; t < 10; t++) {
                assertThat(actual[t]).containsExactly(expected[t], within(1e-11));
            }
        }
    }

    @Test
    void gradientsAreThoseOfDifferences() {
        Gpt2 model = model(Gpt2Config.of(11, 5, 6, 1, 2));
        Tensor tokens = tokens(2, 5);
        Tensor targets = tokens.flip(1);
        ParameterGradients.check(
                model, () -> model.apply(tokens).flatten(0, 1).crossEntropy(targets.flatten()));
    }

    @Test
    void decodingWithACacheIsTheFullPassTokenByToken() {
        Gpt2 model = model(SMALL);
        Tensor tokens = tokens(2, 10);
        try (GradientMode _ = Gradients.noGrad()) {
            Tensor full = model.apply(tokens);
            KeyValueCache cache = model.cache(2, 10);
            Tensor start = model.apply(tokens.narrow(1, 0, 4), cache);
            assertThat(start.allClose(full.narrow(1, 0, 4), 1e-12, 1e-12)).isTrue();
            Tensor pair = model.apply(tokens.narrow(1, 4, 2), cache);
            assertThat(pair.allClose(full.narrow(1, 4, 2), 1e-12, 1e-12)).isTrue();
            for (int t = 6; t < 10; t++) {
                Tensor next = model.next(tokens.narrow(1, t, 1), cache);
                assertThat(next.allClose(full.select(1, t), 1e-12, 1e-12)).isTrue();
            }
            assertThat(cache.position()).isEqualTo(10);
            cache.truncate(3);
            Tensor again = model.next(tokens.narrow(1, 3, 5), cache);
            assertThat(again.allClose(full.select(1, 7), 1e-12, 1e-12)).isTrue();
        }
    }

    @Test
    void misuseIsRefusedByNameAndChangesNothing() {
        Gpt2 model = model(SMALL);
        KeyValueCache cache = model.cache(2, 6);
        try (GradientMode _ = Gradients.noGrad()) {
            model.apply(tokens(2, 4), cache);
            assertThatIllegalStateException()
                    .isThrownBy(() -> model.next(tokens(2, 3), cache))
                    .withMessageContaining("full: 4 tokens and 3 more are over its capacity of 6");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.next(tokens(1, 1), cache))
                    .withMessageContaining("keys are (2, 3, tokens, 4) of float64");
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> model.next(tokens(2, 1), cache))
                .withMessageContaining("Gradients.noGrad()");
        assertThat(cache.position()).isEqualTo(4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.apply(tokens(2, 11)))
                .withMessage("apply: 11 tokens are more than the context of 10");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.apply(tokens(2, 1).flatten()))
                .withMessageContaining("tokens are (B, t)");
    }

    @Test
    void itLearnsWhatFollowsWhat() {
        Gpt2 model = new Gpt2(Gpt2Config.of(11, 10, 32, 2, 2).withExactGelu());
        long[] text = new long[10];
        for (int i = 0; i < 10; i++) {
            text[i] = i * 3L % 11;
        }
        Tensor all = Tensor.of(text).reshape(1, 10);
        double first = 0;
        double last = 0;
        for (int step = 0; step < 60; step++) {
            try (Scope _ = Scope.open("step")) {
                model.zeroGrad();
                Tensor logits = model.apply(all.narrow(1, 0, 9));
                Tensor loss = logits.flatten(0, 1).crossEntropy(all.narrow(1, 1, 9).flatten());
                loss.backward();
                model.parameters().forEach(each -> each.detach().sub_(each.grad().mul(0.3)));
                last = loss.item();
                first = step == 0 ? last : first;
            }
        }
        assertThat(first).isBetween(2.0, 3.0);
        assertThat(last).isLessThan(0.2);
    }
}
