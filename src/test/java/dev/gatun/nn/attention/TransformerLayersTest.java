package dev.gatun.nn.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.nn.Layer;
import dev.gatun.nn.LayerNorm;
import dev.gatun.nn.Linear;
import dev.gatun.nn.Module;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // names that are there
class TransformerLayersTest {
    private static final TransformerOptions SMALL =
            TransformerOptions.of(8, 2).withHidden(12).withDropout(0);

    private final Generator dice = new Generator(13);
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("test");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private Tensor random(long... shape) {
        return Tensor.randn(Shape.of(shape), DType.F64, dice);
    }

    private <M extends Module> M started(M module) {
        module.to(DType.F64);
        module.parameters()
                .forEach(each -> each.detach().copy_(random(each.shape().dims()).mul(0.5)));
        return module;
    }

    private static void assertNear(Tensor actual, double[][] expected) {
        double[][] rows = actual.toDoubleArray2d();
        for (int t = 0; t < rows.length; t++) {
            assertThat(rows[t]).containsExactly(expected[t], within(1e-10));
        }
    }

    private static double[][] fed(Plain plain, double[][] x) {
        double[][] hidden = Plain.map(plain.linear(x, "linear1"), each -> Math.max(each, 0));
        return plain.linear(hidden, "linear2");
    }

    @Test
    void anEncoderLayerIsThatOfTheFormula() {
        Tensor x = random(1, 5, 8);
        double[][] in = x.select(0, 0).toDoubleArray2d();
        TransformerEncoderLayer post = started(new TransformerEncoderLayer(SMALL));
        Plain plain = new Plain(post.stateDict());
        double[][] y = Plain.add(in, plain.packedAttention(in, "self_attn.", 2, (_, _) -> true));
        y = plain.layerNorm(y, "norm1");
        assertNear(
                post.apply(x).select(0, 0), plain.layerNorm(Plain.add(y, fed(plain, y)), "norm2"));

        TransformerEncoderLayer pre = started(new TransformerEncoderLayer(SMALL.withNormFirst()));
        Plain plainPre = new Plain(pre.stateDict());
        double[][] normed = plainPre.layerNorm(in, "norm1");
        double[][] z =
                Plain.add(in, plainPre.packedAttention(normed, "self_attn.", 2, (q, k) -> k <= q));
        assertNear(
                pre.apply(x, AttentionMask.causal()).select(0, 0),
                Plain.add(z, fed(plainPre, plainPre.layerNorm(z, "norm2"))));
        TransformerEncoderLayer smooth =
                started(new TransformerEncoderLayer(SMALL.withNormFirst().withGelu()));
        ParameterGradients.check(smooth, () -> smooth.apply(x).mul(0.1).sin().sum());
    }

    /** Attention to a memory, with the module's packed weights. */
    private static double[][] crossed(
            TransformerDecoderLayer layer, Plain plain, double[][] x, double[][] memory) {
        double[][] weight =
                layer.stateDict().get("multihead_attn.in_proj_weight").toDoubleArray2d();
        double[] bias = layer.stateDict().get("multihead_attn.in_proj_bias").toDoubleArray();
        double[][] ofQueries = Plain.linear(x, weight, bias);
        double[][] ofMemory = Plain.linear(memory, weight, bias);
        double[][] found =
                Plain.attention(
                        Plain.columns(ofQueries, 0, 8),
                        Plain.columns(ofMemory, 8, 8),
                        Plain.columns(ofMemory, 16, 8),
                        2,
                        2,
                        (_, _) -> true);
        return plain.linear(found, "multihead_attn.out_proj");
    }

    @Test
    void aDecoderLayerIsThatOfTheFormula() {
        Tensor x = random(1, 5, 8);
        Tensor memory = random(1, 3, 8);
        double[][] in = x.select(0, 0).toDoubleArray2d();
        double[][] from = memory.select(0, 0).toDoubleArray2d();
        TransformerDecoderLayer post = started(new TransformerDecoderLayer(SMALL));
        Plain plain = new Plain(post.stateDict());
        double[][] y = Plain.add(in, plain.packedAttention(in, "self_attn.", 2, (q, k) -> k <= q));
        y = plain.layerNorm(y, "norm1");
        y = plain.layerNorm(Plain.add(y, crossed(post, plain, y, from)), "norm2");
        y = plain.layerNorm(Plain.add(y, fed(plain, y)), "norm3");
        AttentionMask causal = AttentionMask.causal();
        assertNear(post.apply(x, memory, causal, AttentionMask.none()).select(0, 0), y);

        TransformerDecoderLayer pre = started(new TransformerDecoderLayer(SMALL.withNormFirst()));
        Plain other = new Plain(pre.stateDict());
        double[][] normed = other.layerNorm(in, "norm1");
        double[][] z =
                Plain.add(in, other.packedAttention(normed, "self_attn.", 2, (q, k) -> k <= q));
        z = Plain.add(z, crossed(pre, other, other.layerNorm(z, "norm2"), from));
        z = Plain.add(z, fed(other, other.layerNorm(z, "norm3")));
        assertNear(pre.apply(x, memory, causal, AttentionMask.none()).select(0, 0), z);
    }

    @Test
    void namesAreThoseOfPyTorch() {
        assertThat(new TransformerEncoderLayer(SMALL).stateDict().keySet())
                .containsExactly(
                        "self_attn.in_proj_weight",
                        "self_attn.in_proj_bias",
                        "self_attn.out_proj.weight",
                        "self_attn.out_proj.bias",
                        "linear1.weight",
                        "linear1.bias",
                        "linear2.weight",
                        "linear2.bias",
                        "norm1.weight",
                        "norm1.bias",
                        "norm2.weight",
                        "norm2.bias");
        assertThat(new TransformerDecoderLayer(SMALL.withoutBias()).stateDict().keySet())
                .containsExactly(
                        "self_attn.in_proj_weight",
                        "self_attn.out_proj.weight",
                        "multihead_attn.in_proj_weight",
                        "multihead_attn.out_proj.weight",
                        "linear1.weight",
                        "linear2.weight",
                        "norm1.weight",
                        "norm2.weight",
                        "norm3.weight");
    }

    @Test
    void productsOfRotatedVectorsDependOnTheirDistanceAlone() {
        Tensor q = random(1, 6);
        Tensor k = random(1, 6);
        for (boolean isInterleaved : new boolean[] {false, true}) {
            RotaryEmbedding rotary = new RotaryEmbedding(isInterleaved, 10_000, 2);
            double near = product(rotary, q, k, 3, 0);
            assertThat(product(rotary, q, k, 103, 100)).isCloseTo(near, within(1e-12));
            assertThat(product(rotary, q, k, 10_003, 10_000)).isCloseTo(near, within(1e-10));
            assertThat(product(rotary, q, k, 4, 0)).isNotCloseTo(near, within(1e-6));
            // Positions twice as far apart, divided by two, are those of the training.
            RotaryEmbedding plain = new RotaryEmbedding(isInterleaved, 10_000, 1);
            assertThat(product(rotary, q, k, 6, 0))
                    .isCloseTo(product(plain, q, k, 3, 0), within(1e-12));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RotaryEmbedding(true, 0, 1))
                .withMessageContaining("finite and positive");
    }

    private static double product(RotaryEmbedding rotary, Tensor q, Tensor k, long i, long j) {
        return rotary.apply(q, i).mul(rotary.apply(k, j)).sum().item();
    }

    @Test
    void positionsAreAdded() {
        Tensor x = random(2, 3, 4).to(DType.F32);
        float[] waves =
                new SinusoidalPositions(10, 4).apply(x, 5).sub(x).select(0, 1).toFloatArray();
        for (int t = 0; t < 3; t++) {
            assertThat(waves[4 * t]).isCloseTo((float) Math.sin(5 + t), within(1e-6f));
            assertThat(waves[4 * t + 1]).isCloseTo((float) Math.cos(5 + t), within(1e-6f));
            assertThat(waves[4 * t + 2])
                    .isCloseTo((float) Math.sin((5 + t) / 100.0), within(1e-6f));
            assertThat(waves[4 * t + 3])
                    .isCloseTo((float) Math.cos((5 + t) / 100.0), within(1e-6f));
        }
        LearnedPositions learned = new LearnedPositions(10, 4);
        Tensor rows = learned.stateDict().get("weight").detach().narrow(0, 5, 3);
        assertThat(learned.apply(x, 5).detach().allClose(x.add(rows))).isTrue();
        assertThat(new SinusoidalPositions(10, 4).stateDict()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learned.apply(x, 8))
                .withMessage("LearnedPositions: has positions 0 to 9, not 8 to 10");
    }

    /** A block of a GPT as a user writes it. */
    private static final class Block extends Layer {
        private final LayerNorm norm1 = child("norm1", new LayerNorm(16));
        private final MultiHeadAttention attention =
                child("attention", new MultiHeadAttention(16, 4));
        private final LayerNorm norm2 = child("norm2", new LayerNorm(16));
        private final Linear in = child("in", new Linear(16, 64));
        private final Linear out = child("out", new Linear(64, 16));

        @Override
        protected Tensor forward(Tensor x) { // (B, T, 16)
            Tensor y = x.add(attention.apply(norm1.apply(x), AttentionMask.causal()));
            return y.add(out.apply(in.apply(norm2.apply(y)).gelu()));
        }
    }

    @Test
    void aBlockIsWrittenInAFewLines() {
        Block block = new Block();
        Tensor x = Tensor.randn(Shape.of(2, 6, 16), DType.F32, dice);
        Tensor y = block.apply(x);
        y.square().mean().backward();
        assertThat(block.parameters()).hasSize(12).allMatch(each -> each.grad() != null);
        Tensor other = x.copy();
        other.narrow(1, 4, 2).fill_(9.0);
        assertThat(block.apply(other).narrow(1, 0, 4).allClose(y.narrow(1, 0, 4))).isTrue();
    }
}
