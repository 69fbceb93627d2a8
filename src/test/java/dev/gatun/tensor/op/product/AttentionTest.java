package dev.gatun.tensor.op.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.Gatun;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention over several blocks of queries, which the calls of the table are too small for. */
class AttentionTest {
    private static Tensor wave(double step, long... shape) {
        long count = Shape.of(shape).numel();
        return Tensor.arange(count).to(DType.F64).mul(step).sin().reshape(shape);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void manyBlocksAreAsOne(boolean isCausal) {
        try (Scope _ = Scope.open()) {
            Tensor q = wave(0.3, 3, 300, 4).requiresGrad_(true);
            Tensor k = wave(0.7, 3, 500, 4).requiresGrad_(true);
            Tensor v = wave(1.1, 3, 500, 5).requiresGrad_(true);
            AttentionOp op = new AttentionOp(isCausal, 0.5);
            Tensor fused = op.apply(q, k, v);
            Tensor composed = op.composed(q, k, v);
            assertThat(fused.allClose(composed, 1e-12, 1e-12)).isTrue();
            Tensor seed = wave(0.2, 3, 300, 5);
            List<Tensor> expected = Gradients.vjp(composed, seed, q, k, v);
            try (GradientMode _ = Gradients.noGrad()) {
                List<Tensor> actual = Gradients.vjp(fused, seed, q, k, v);
                for (int i = 0; i < 3; i++) {
                    assertThat(actual.get(i).allClose(expected.get(i), 1e-10, 1e-10)).isTrue();
                }
            }
        }
    }

    /** How many heads are one block depends on the number of threads; no bit does. */
    @Test
    void aHeadThatIsNotFiniteLeavesTheBitsOfOthers() {
        int threads = Gatun.threads();
        try (Scope _ = Scope.open()) {
            Tensor q = wave(0.3, 32, 80, 96).to(DType.F32);
            Tensor k = wave(0.7, 32, 90, 96).to(DType.F32);
            Tensor v = wave(1.1, 32, 90, 96).to(DType.F32);
            Tensor mask = wave(0.5, 80, 90).to(DType.F32);
            Tensor spoilt = v.copy();
            spoilt.select(0, 5).select(0, 3).fill_(Double.POSITIVE_INFINITY);
            List<float[]> finite = resultAndSlope(q, k, v, mask);
            for (int count = 1; count <= 16; count *= 2) {
                Gatun.setThreads(count);
                List<float[]> found = resultAndSlope(q, k, spoilt, mask);
                for (int each = 0; each < 2; each++) {
                    for (int i = 0; i < 32 * 80 * 96; i++) {
                        if (i / (80 * 96) != 5) {
                            assertThat(found.get(each)[i])
                                    .as("%d of %d with %d threads", i, each, count)
                                    .isEqualTo(finite.get(each)[i]);
                        }
                    }
                }
            }
        } finally {
            Gatun.setThreads(threads);
        }
    }

    private static List<float[]> resultAndSlope(Tensor q, Tensor k, Tensor v, Tensor mask) {
        Tensor leaf = q.copy().requiresGrad_(true);
        Tensor result = leaf.scaledDotProductAttention(k, v, mask, false, 0.3, false);
        Tensor seed = wave(0.2, 32, 80, 96).to(DType.F32);
        try (GradientMode _ = Gradients.noGrad()) { // else gradients are composed
            Tensor slope = Gradients.vjp(result, seed, leaf).getFirst();
            return List.of(result.toFloatArray(), slope.toFloatArray());
        }
    }

    @Test
    void equalKeysAreSeenAlike() {
        try (Scope _ = Scope.open()) {
            Tensor q = wave(0.3, 300, 2);
            Tensor v = Tensor.arange(300).to(DType.F64).reshape(300, 1);
            Tensor y = q.scaledDotProductAttention(Tensor.ones(300, 2).to(DType.F64), v, true);
            for (long i = 0; i < 300; i++) {
                assertThat(y.get(i, 0)).isEqualTo(i / 2.0, within(1e-10)); // the mean of 0 to i
            }
        }
    }

    @Test
    void aQueryThatSeesNothingGivesZerosAndNoGradient() {
        try (Scope _ = Scope.open()) {
            Tensor x = wave(0.3, 2, 3).requiresGrad_(true);
            Tensor mask = Tensor.of(new boolean[] {false, false, true, true}).reshape(2, 2);
            Tensor y = x.scaledDotProductAttention(x, x, mask, false, 1, false);
            assertThat(y.select(0, 0).toDoubleArray()).containsOnly(0);
            Tensor gradient = Gradients.of(y.narrow(0, 0, 1).sum(), x).getFirst();
            assertThat(gradient.toDoubleArray()).containsOnly(0);
        }
    }

    /** As a projection leaves them; results and gradients stand in memory as the queries do. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void headsBesideEachOtherAreAsHeadsBehindEachOther(boolean isCausal) {
        try (Scope _ = Scope.open()) {
            Tensor all = wave(0.3, 2, 5, 3 * 3 * 4).requiresGrad_(true); // (B, t, 3 heads d)
            Tensor[] inside = new Tensor[3];
            Tensor[] apart = new Tensor[3];
            for (int i = 0; i < 3; i++) {
                inside[i] = all.chunk(3, -1).get(i).unflatten(-1, 3, 4).transpose(1, 2);
                apart[i] = inside[i].detach().contiguous().requiresGrad_(true);
            }
            Tensor y = inside[0].scaledDotProductAttention(inside[1], inside[2], isCausal);
            Tensor same = apart[0].scaledDotProductAttention(apart[1], apart[2], isCausal);
            assertThat(y.transpose(1, 2).isContiguous()).isTrue();
            assertThat(same.isContiguous()).isTrue();
            assertThat(y.equal(same)).isTrue();
            Tensor seed = wave(0.2, 2, 3, 5, 4);
            same.backward(seed);
            y.backward(seed);
            Tensor[] parts = new Tensor[3];
            for (int i = 0; i < 3; i++) {
                parts[i] = Objects.requireNonNull(apart[i].grad()).transpose(1, 2).flatten(2, 3);
            }
            Tensor gradient = Objects.requireNonNull(all.grad());
            assertThat(gradient.equal(Tensor.cat(-1, parts))).isTrue();
        }
    }

    /** Heads of few queries are computed several at a time, with the bits of each alone. */
    @ParameterizedTest
    @ValueSource(strings = {"plain", "causal", "mask", "not finite"})
    void manyHeadsAreAsEachOfThem(String kind) {
        boolean isCausal = kind.equals("causal") || kind.equals("not finite");
        try (Scope _ = Scope.open()) {
            Tensor[] in = {
                wave(0.3, 24, 7, 8, 4).transpose(1, 2), // heads beside each other
                wave(0.7, 24, 8, 7, 4),
                wave(1.1, 24, 8, 7, 5)
            };
            if (kind.equals("not finite")) {
                in[1].select(0, 3).select(0, 2).narrow(0, 4, 1).fill_(Double.NaN);
            }
            Tensor sees = Tensor.arange(7 * 7).remainder(3).ne(0).reshape(7, 7);
            sees.select(0, 2).fill_(0); // a query that sees no key
            Tensor seed = wave(0.2, 24, 8, 7, 5);
            List<Tensor> all = attend(kind, isCausal, sees, seed, in);
            for (long b = 0; b < 24; b++) {
                for (long h = 0; h < 8; h++) {
                    Tensor[] of = new Tensor[3];
                    for (int i = 0; i < 3; i++) {
                        of[i] = in[i].select(0, b).select(0, h);
                    }
                    Tensor seedOf = seed.select(0, b).select(0, h);
                    List<Tensor> one = attend(kind, isCausal, sees, seedOf, of);
                    for (int i = 0; i < 4; i++) {
                        Tensor part = all.get(i).select(0, b).select(0, h);
                        assertThat(part.toDoubleArray())
                                .as("%s of head %d, %d", i == 0 ? "result" : "gradient", b, h)
                                .containsExactly(one.get(i).toDoubleArray());
                    }
                }
            }
        }
    }

    /** The result, and the gradients of queries, keys and values. */
    private static List<Tensor> attend(
            String kind, boolean isCausal, Tensor sees, Tensor seed, Tensor... in) {
        Tensor[] of = new Tensor[3];
        for (int i = 0; i < 3; i++) {
            of[i] = in[i].detach().requiresGrad_(true);
        }
        Tensor y =
                kind.equals("mask")
                        ? of[0].scaledDotProductAttention(of[1], of[2], sees, false, 0.5, false)
                        : of[0].scaledDotProductAttention(of[1], of[2], isCausal);
        try (GradientMode _ = Gradients.noGrad()) {
            List<Tensor> gradients = Gradients.vjp(y, seed, of);
            return List.of(y.detach(), gradients.get(0), gradients.get(1), gradients.get(2));
        }
    }

    /**
     * What is not finite changes what sees it as in plain loops, which leave out what is hidden:
     * results, and the gradients of queries, keys and values.
     */
    @ParameterizedTest
    @ValueSource(strings = {"causal", "mask", "blind"})
    void whatIsNotFiniteIsMetByWhatSeesItAlone(String kind) {
        for (int where = 0; where < 4; where++) {
            for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1 / 0.0}) {
                check(kind, where, bad);
            }
        }
    }

    private static void check(String kind, int where, double bad) {
        int l = 70;
        int e = 3;
        boolean[] sees = new boolean[l * l];
        for (int i = 0; i < l * l; i++) {
            boolean isBlind = kind.equals("blind") && i / l == 5;
            sees[i] =
                    kind.equals("causal")
                            ? i % l <= i / l
                            : !isBlind && i % l != 40 && (i * 7 + i / l) % 3 != 0;
        }
        try (Scope _ = Scope.open()) {
            double[][] in = new double[4][];
            for (int k = 0; k < 4; k++) {
                in[k] = wave(0.3 + 0.4 * k, (long) l * e).toDoubleArray();
            }
            in[where][40 * e + 1] = bad;
            Tensor q = Tensor.of(in[0], 1, l, e).requiresGrad_(true);
            Tensor k = Tensor.of(in[1], 1, l, e).requiresGrad_(true);
            Tensor v = Tensor.of(in[2], 1, l, e).requiresGrad_(true);
            Tensor seed = Tensor.of(in[3], 1, l, e);
            Tensor y =
                    kind.equals("causal")
                            ? q.scaledDotProductAttention(k, v, true)
                            : q.scaledDotProductAttention(
                                    k, v, Tensor.of(sees).reshape(l, l), false, 1, false);
            double scale = kind.equals("causal") ? 1 / Math.sqrt(e) : 1;
            double[][] expected = plain(l, e, sees, scale, in);
            assertSame("result", y.toDoubleArray(), expected[0]);
            try (GradientMode _ = Gradients.noGrad()) {
                List<Tensor> gradients = Gradients.vjp(y, seed, q, k, v);
                for (int i = 0; i < 3; i++) {
                    assertSame("gradient " + i, gradients.get(i).toDoubleArray(), expected[i + 1]);
                }
            }
        }
    }

    /** A gradient that is recorded, too, leaves out keys that no query sees. */
    @Test
    void keysThatAreHiddenFromAllMayBeAnything() {
        try (Scope _ = Scope.open()) {
            Tensor x = wave(0.3, 1, 6, 3);
            Tensor padded = x.copy();
            padded.narrow(1, 4, 2).fill_(Double.POSITIVE_INFINITY);
            Tensor mask = Tensor.of(1, 1, 1, 1, 0, 0).ne(0).expand(6, 6);
            Tensor seed = wave(0.7, 1, 6, 3);
            double[][] gradients = new double[2][];
            for (int i = 0; i < 2; i++) {
                Tensor q = x.copy().requiresGrad_(true);
                Tensor k = i == 0 ? x : padded;
                Tensor y = q.scaledDotProductAttention(k, k, mask, false, 1, false);
                gradients[i] = Gradients.vjp(y, seed, q).getFirst().toDoubleArray();
            }
            assertThat(gradients[1]).containsExactly(gradients[0], within(1e-12));
        }
    }

    private static void assertSame(String what, double[] actual, double[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (Double.isFinite(expected[i])) {
                assertThat(actual[i]).as("%s, %d", what, i).isEqualTo(expected[i], within(1e-9));
            } else {
                assertThat(actual[i]).as("%s, %d", what, i).isNotFinite();
            }
        }
    }

    /** The result and the gradients of queries, keys and values, over pairs that see each other. */
    private static double[][] plain(int l, int e, boolean[] sees, double scale, double[][] in) {
        double[][] out = new double[4][l * e];
        for (int i = 0; i < l; i++) {
            double[] w = new double[l];
            double largest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < l; j++) {
                for (int c = 0; c < e && sees[i * l + j]; c++) {
                    w[j] += scale * in[0][i * e + c] * in[1][j * e + c];
                }
                largest = sees[i * l + j] ? Math.max(largest, w[j]) : largest;
            }
            double total = 0;
            for (int j = 0; j < l; j++) {
                w[j] = sees[i * l + j] ? Math.exp(w[j] - largest) : 0;
                total += w[j];
            }
            double[] p = new double[l];
            double mean = 0;
            for (int j = 0; j < l; j++) {
                if (sees[i * l + j]) {
                    w[j] /= total;
                    for (int c = 0; c < e; c++) {
                        out[0][i * e + c] += w[j] * in[2][j * e + c];
                        out[3][j * e + c] += w[j] * in[3][i * e + c];
                        p[j] += in[3][i * e + c] * in[2][j * e + c];
                    }
                    mean += w[j] * p[j];
                }
            }
            for (int j = 0; j < l; j++) {
                for (int c = 0; c < e && sees[i * l + j]; c++) {
                    double of = w[j] * (p[j] - mean) * scale;
                    out[1][i * e + c] += of * in[1][j * e + c];
                    out[2][j * e + c] += of * in[0][i * e + c];
                }
            }
        }
        return out;
    }
}
