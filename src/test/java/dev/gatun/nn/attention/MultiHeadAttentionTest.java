package dev.gatun.nn.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // names that are there
class MultiHeadAttentionTest {
    private static final Generator DICE = new Generator(13);

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("test");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Tensor random(long... shape) {
        return Tensor.randn(Shape.of(shape), DType.F64, DICE);
    }

    /** Of F64, with biases that are not 0. */
    private static MultiHeadAttention attention(AttentionOptions options) {
        MultiHeadAttention attention = new MultiHeadAttention(options);
        attention.to(DType.F64);
        attention.parameters().forEach(each -> each.detach().copy_(random(each.shape().dims())));
        return attention;
    }

    private static void assertNear(Tensor actual, double[][] expected) {
        double[][] rows = actual.toDoubleArray2d();
        assertThat(rows).hasDimensions(expected.length, expected[0].length);
        for (int t = 0; t < rows.length; t++) {
            for (int i = 0; i < rows[t].length; i++) {
                assertThat(rows[t][i])
                        .isCloseTo(expected[t][i], within(1e-11 * (1 + Math.abs(expected[t][i]))));
            }
        }
    }

    @Test
    void namesAndStartAreThoseOfPyTorch() {
        MultiHeadAttention attention = new MultiHeadAttention(12, 3);
        assertThat(attention.stateDict().keySet())
                .containsExactly(
                        "in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias");
        Tensor weight = attention.stateDict().get("in_proj_weight");
        double bound = Math.sqrt(6.0 / (36 + 12));
        assertThat(weight.detach().abs().max().item()).isBetween(bound / 2, bound);
        assertThat(attention.stateDict().get("out_proj.bias").toDoubleArray()).containsOnly(0);
        MultiHeadAttention grouped =
                new MultiHeadAttention(AttentionOptions.of(12, 6).withKeyHeads(2).withoutBias());
        assertThat(grouped.stateDict().keySet())
                .containsExactly(
                        "q_proj_weight", "k_proj_weight", "v_proj_weight", "out_proj.weight");
        assertThat(grouped.stateDict().get("k_proj_weight").shape()).isEqualTo(Shape.of(4, 12));
    }

    @Test
    void selfAttentionIsThatOfTheFormula() {
        MultiHeadAttention attention = attention(AttentionOptions.of(12, 3));
        Plain plain = new Plain(attention.stateDict());
        Tensor x = random(2, 5, 12);
        Tensor open = attention.apply(x);
        Tensor causal = attention.apply(x, AttentionMask.causal());
        for (int b = 0; b < 2; b++) {
            double[][] in = x.select(0, b).toDoubleArray2d();
            assertNear(open.select(0, b), plain.packedAttention(in, "", 3, (_, _) -> true));
            assertNear(causal.select(0, b), plain.packedAttention(in, "", 3, (q, k) -> k <= q));
        }
        assertNear(
                attention.apply(x.select(0, 1)),
                plain.packedAttention(x.select(0, 1).toDoubleArray2d(), "", 3, (_, _) -> true));
    }

    @Test
    void masksHideWhatTheySay() {
        MultiHeadAttention attention = attention(AttentionOptions.of(12, 3));
        Plain plain = new Plain(attention.stateDict());
        Tensor x = random(2, 5, 12);
        Tensor keys = Tensor.of(1, 1, 1, 1, 1, 1, 1, 1, 0, 0).reshape(2, 5).ne(0);
        Tensor band = Tensor.ones(5, 5).tril(1).triu(-2).ne(0);
        Tensor added = Tensor.where(band, 0.0, Double.NEGATIVE_INFINITY).to(DType.F64);
        for (Tensor scores : new Tensor[] {band, added}) {
            Tensor y = attention.apply(x, new AttentionMask(scores, keys, true));
            for (int b = 0; b < 2; b++) {
                int length = b == 0 ? 5 : 3;
                assertNear(
                        y.select(0, b),
                        plain.packedAttention(
                                x.select(0, b).toDoubleArray2d(),
                                "",
                                3,
                                (q, k) -> k <= q && k >= q - 2 && k < length));
            }
        }
    }

    @Test
    void groupsOfHeadsShareKeysOfOtherWidths() {
        AttentionOptions options =
                AttentionOptions.of(12, 6).withKeyHeads(2).withWidths(7, 9).withDropout(0);
        MultiHeadAttention attention = attention(options);
        Plain plain = new Plain(attention.stateDict());
        Tensor query = random(1, 4, 12);
        Tensor key = random(1, 5, 7);
        Tensor value = random(1, 5, 9);
        double[] bias = attention.stateDict().get("in_proj_bias").toDoubleArray();
        double[][] found =
                Plain.attention(
                        part(attention, query, "q_proj_weight", bias, 0),
                        part(attention, key, "k_proj_weight", bias, 12),
                        part(attention, value, "v_proj_weight", bias, 16),
                        6,
                        2,
                        (_, _) -> true);
        Tensor y = attention.apply(query, key, value, AttentionMask.none());
        assertNear(y.select(0, 0), plain.linear(found, "out_proj"));
    }

    private static double[][] part(
            MultiHeadAttention attention, Tensor x, String name, double[] bias, int first) {
        double[][] weight = attention.stateDict().get(name).toDoubleArray2d();
        return Plain.linear(
                x.select(0, 0).toDoubleArray2d(),
                weight,
                java.util.Arrays.copyOfRange(bias, first, first + weight.length));
    }

    @Test
    void crossAttentionOfOneWidthUsesThePackedWeights() {
        MultiHeadAttention attention = attention(AttentionOptions.of(8, 2));
        Tensor x = random(2, 3, 8);
        Tensor same = attention.apply(x.copy(), x.copy(), x.copy(), AttentionMask.none());
        assertThat(same.allClose(attention.apply(x), 1e-12, 1e-12)).isTrue();
    }

    @Test
    void gradientsAreThoseOfDifferences() {
        MultiHeadAttention attention = attention(AttentionOptions.of(6, 2));
        Tensor x = random(2, 4, 6);
        ParameterGradients.check(
                attention, () -> attention.apply(x, AttentionMask.causal()).mul(0.1).sin().sum());
        MultiHeadAttention grouped = attention(AttentionOptions.of(8, 4).withKeyHeads(2));
        Tensor z = random(2, 4, 8);
        ParameterGradients.check(grouped, () -> grouped.apply(z).mul(0.1).sin().sum());
    }

    @Test
    void maskedKeysAreIgnoredEvenWhenTheyHoldNaN() {
        MultiHeadAttention attention = attention(AttentionOptions.of(8, 2));
        Tensor x = random(2, 6, 8);
        Tensor poisoned = x.copy();
        poisoned.narrow(1, 4, 2).fill_(Double.NaN);
        Tensor keys = Tensor.of(1, 1, 1, 1, 0, 0).ne(0).expand(2, 6);
        AttentionMask hidden = AttentionMask.none().withKeys(keys);
        Tensor expected = attention.apply(x, hidden);
        expected.square().sum().backward();
        Tensor weight = attention.namedParameters().get("out_proj.weight");
        double[] gradient = weight.grad().toDoubleArray();
        attention.zeroGrad();
        Tensor actual = attention.apply(x, poisoned, poisoned, hidden);
        assertThat(actual.allClose(expected, 1e-12, 1e-12)).isTrue();
        actual.square().sum().backward();
        assertThat(weight.grad().toDoubleArray()).containsExactly(gradient, within(1e-9));

        // Of the queries in order, those before the NaN do not see it, and the others do.
        Tensor causal = attention.apply(x, poisoned, poisoned, AttentionMask.causal()).detach();
        Tensor before = attention.apply(x, AttentionMask.causal()).detach().narrow(1, 0, 4);
        assertThat(causal.narrow(1, 0, 4).allClose(before, 1e-12, 1e-12)).isTrue();
        assertThat(causal.narrow(1, 4, 2).isNaN().all().itemBoolean()).isTrue();
    }

    @Test
    void dropoutDropsInTrainingAlone() {
        MultiHeadAttention attention = attention(AttentionOptions.of(8, 2).withDropout(0.5));
        attention.parameters().forEach(each -> each.detach().mul_(0.2));
        Tensor x = random(2, 6, 8);
        AttentionMask mask = AttentionMask.causal();
        assertThat(attention.apply(x, mask).equal(attention.apply(x, mask))).isFalse();
        attention.eval();
        Tensor y = attention.apply(x, mask);
        assertThat(attention.apply(x, mask).equal(y)).isTrue();
        // The mean of many draws, by the linear map behind, is what evaluation gives.
        attention.train();
        Tensor mean = attention.apply(x, mask);
        int draws = 4000;
        for (int i = 1; i < draws; i++) {
            try (Scope _ = Scope.open("draw")) {
                mean.detach().add_(attention.apply(x, mask).detach());
            }
        }
        assertThat(mean.detach().div(draws).allClose(y.detach(), 0, 0.05)).isTrue();
    }

    @Test
    void misuseIsRefusedByName() {
        MultiHeadAttention attention = new MultiHeadAttention(8, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MultiHeadAttention(8, 3))
                .withMessage("AttentionOptions: width is a multiple of heads, 3; it was 8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> attention.apply(Tensor.ones(2, 3, 7)))
                .withMessage("MultiHeadAttention: the last axis of query has 7 elements, not 8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> attention.apply(Tensor.ones(8)))
                .withMessageContaining("vectors (..., t, 8)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AttentionMask.none().withKeys(Tensor.ones(2, 3)))
                .withMessageContaining("of BOOL");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AttentionMask.of(Tensor.of(1L, 2L)))
                .withMessageContaining("floating type");
        assertThat(attention.toString()).contains("width=8, heads=2").contains("(out_proj)");
    }
}
