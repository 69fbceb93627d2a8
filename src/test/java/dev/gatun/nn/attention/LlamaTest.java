package dev.gatun.nn.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
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
class LlamaTest {
    private static final LlamaConfig SMALL =
            LlamaConfig.of(11, 10, 16, 20, 2, 4, 2).withRope(500, 2);

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

    private static Llama model(LlamaConfig config) {
        Llama model = new Llama(config);
        model.to(DType.F64);
        Generator dice = new Generator(7);
        model.parameters()
                .forEach(each ->
                        each.detach().copy_(Tensor.randn(each.shape(), DType.F64, dice).mul(0.4)));
        return model;
    }

    @Test
    void namesAreThoseOfThePublishedWeights() {
        Llama model = new Llama(SMALL);
        assertThat(model.stateDict().keySet())
                .startsWith(
                        "model.embed_tokens.weight",
                        "model.layers.0.self_attn.q_proj.weight",
                        "model.layers.0.self_attn.k_proj.weight",
                        "model.layers.0.self_attn.v_proj.weight",
                        "model.layers.0.self_attn.o_proj.weight",
                        "model.layers.0.mlp.gate_proj.weight",
                        "model.layers.0.mlp.up_proj.weight",
                        "model.layers.0.mlp.down_proj.weight",
                        "model.layers.0.input_layernorm.weight",
                        "model.layers.0.post_attention_layernorm.weight")
                .endsWith("model.norm.weight", "lm_head.weight")
                .hasSize(1 + 2 * 9 + 2);
        assertThat(model.stateDict().get("model.layers.1.self_attn.k_proj.weight").shape())
                .isEqualTo(Shape.of(8, 16));
        assertThat(new Llama(SMALL.tied()).namedParameters()).doesNotContainKey("lm_head.weight");
    }

    @Test
    void logitsAreThoseOfTheFormula() {
        Llama model = model(SMALL);
        Tensor tokens = tokens(2, 10);
        Tensor logits = model.apply(tokens);
        for (int b = 0; b < 2; b++) {
            double[][] expected =
                    new Plain(model.stateDict())
                            .llama(tokens.select(0, b).toLongArray(), model.config());
            double[][] actual = logits.select(0, b).toDoubleArray2d();
            for (int t = 0; t < 10; t++) {
                assertThat(actual[t]).containsExactly(expected[t], within(1e-10));
            }
        }
    }

    @Test
    void gradientsAreThoseOfDifferences() {
        Llama model = model(LlamaConfig.of(11, 5, 8, 10, 1, 2, 1));
        Tensor tokens = tokens(2, 5);
        Tensor targets = tokens.flip(1);
        ParameterGradients.check(
                model, () -> model.apply(tokens).flatten(0, 1).crossEntropy(targets.flatten()));
    }

    @Test
    void decodingWithACacheIsTheFullPassTokenByToken() {
        Llama model = model(SMALL);
        Tensor tokens = tokens(2, 10);
        try (GradientMode _ = Gradients.noGrad()) {
            Tensor full = model.apply(tokens);
            KeyValueCache cache = model.cache(2, 10);
            Tensor start = model.apply(tokens.narrow(1, 0, 3), cache);
            assertThat(start.allClose(full.narrow(1, 0, 3), 1e-11, 1e-11)).isTrue();
            for (int t = 3; t < 10; t++) {
                Tensor next = model.next(tokens.narrow(1, t, 1), cache);
                assertThat(next.allClose(full.select(1, t), 1e-11, 1e-11)).isTrue();
            }
        }
    }

    @Test
    void sizesThatDoNotFitAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LlamaConfig.of(11, 10, 12, 20, 2, 4, 2))
                .withMessageContaining("even width, not 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LlamaConfig.of(11, 10, 16, 20, 2, 4, 3))
                .withMessage("LlamaConfig: heads is a multiple of keyHeads, 3; it was 4");
    }
}
