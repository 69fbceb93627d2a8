package dev.gatun.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final float[] LOGITS = {1, 3, 2, -1, 2.5f};

    /** How often each token is drawn, of 20,000. */
    private static double[] shares(SamplerOptions options, long... text) {
        try (Scope _ = Scope.open("test")) {
            Sampler sampler = new Sampler(options, new Generator(3));
            Tensor logits = Tensor.of(LOGITS);
            Tensor before = Tensor.of(text);
            long[] counts = new long[LOGITS.length];
            for (int i = 0; i < 20_000; i++) {
                counts[(int) sampler.next(logits, before)]++;
            }
            return Arrays.stream(counts).mapToDouble(count -> count / 20_000.0).toArray();
        }
    }

    /** The softmax of those logits that are not NaN. */
    private static double[] softmax(double... logits) {
        double sum = 0;
        for (double each : logits) {
            sum += Double.isNaN(each) ? 0 : Math.exp(each);
        }
        double[] shares = new double[logits.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = Double.isNaN(logits[i]) ? 0 : Math.exp(logits[i]) / sum;
        }
        return shares;
    }

    @Test
    void tokensAreDrawnAsOftenAsTheFormulasSay() {
        double no = Double.NaN;
        SamplerOptions plain = SamplerOptions.at(1);
        assertThat(shares(plain)).containsExactly(softmax(1, 3, 2, -1, 2.5), within(0.015));
        assertThat(shares(SamplerOptions.at(0.5)))
                .containsExactly(softmax(2, 6, 4, -2, 5), within(0.015));
        assertThat(shares(plain.withTopK(2)))
                .containsExactly(softmax(no, 3, no, no, 2.5), within(0.015));
        // The likeliest are 0.47, 0.285, 0.17: two are 0.755 together, three are 0.93.
        assertThat(shares(plain.withTopP(0.8)))
                .containsExactly(softmax(no, 3, 2, no, 2.5), within(0.015));
        assertThat(shares(plain.withTopP(1e-9))).containsExactly(0, 1, 0, 0, 0);
        assertThat(shares(plain.withMinP(0.5)))
                .containsExactly(softmax(no, 3, no, no, 2.5), within(0.015));
        assertThat(shares(plain.withRepetitionPenalty(2), 1, 3, 3))
                .containsExactly(softmax(1, 1.5, 2, -2, 2.5), within(0.015));
    }

    @Test
    void greedyTakesTheFirstOfTheLikeliest() {
        try (Scope _ = Scope.open("test")) {
            Tensor none = Tensor.of(0L);
            assertThat(Sampler.greedy().next(Tensor.of(1f, 4f, 4f, 2f), none)).isEqualTo(1);
            float low = Float.NEGATIVE_INFINITY;
            assertThat(Sampler.greedy().next(Tensor.of(low, low, -5f), none)).isEqualTo(2);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Sampler.greedy().next(Tensor.of(low, low), none))
                    .withMessageContaining("none of 2 logits");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Sampler.greedy().next(Tensor.of(1f, Float.NaN), none))
                    .withMessage("next: logit 1 is NaN");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Sampler.greedy().next(Tensor.ones(1, 2), none))
                    .withMessageContaining("a vector");
        }
    }

    /** A model whose next token is the last one and 1, modulo 26. */
    private static TokenStream alphabet() {
        return new TokenStream(
                unseen -> {
                    long last = unseen.select(1, unseen.size(1) - 1).itemLong();
                    Tensor logits = Tensor.zeros(1, 26);
                    logits.set(1.0, 0, (last + 1) % 26);
                    return logits;
                },
                Sampler.greedy(),
                Tensor.of(23L, 24L));
    }

    @Test
    void aStreamGivesTheModelWhatItHasNotSeenAndLeavesNothingBehind() {
        try (Scope scope = Scope.open("test")) {
            List<Long> lengths = new ArrayList<>();
            TokenStream tokens =
                    new TokenStream(
                            unseen -> {
                                lengths.add(unseen.size(1));
                                return Tensor.ones(1, unseen.size(1), 4);
                            },
                            Sampler.greedy(),
                            Tensor.of(1L, 2L, 3L));
            long live = scope.liveBytes();
            for (int i = 0; i < 5; i++) {
                assertThat(tokens.nextLong()).isZero();
            }
            assertThat(scope.liveBytes()).isEqualTo(live);
            assertThat(lengths).containsExactly(3L, 1L, 1L, 1L, 1L);
            assertThat(tokens.count()).isEqualTo(5);
        }
    }

    @Test
    void aTextEndsBeforeAStringOrAtTheMostTokens() {
        try (Scope _ = Scope.open("test")) {
            TextStream text =
                    new TextStream(alphabet(), token -> String.valueOf((char) ('a' + token)), 10);
            assertThat(joined(text.until("xyz").until("def"))).containsExactly("z", "a", "b", "c");
            TextStream all =
                    new TextStream(alphabet(), token -> String.valueOf((char) ('a' + token)), 5);
            // What may be the beginning of a stop comes later, all at once.
            assertThat(joined(all.until("bcx").until("d!"))).containsExactly("z", "a", "bc", "d");
            assertThatIllegalArgumentException().isThrownBy(() -> all.until(""));
        }
    }

    @Test
    void whatIsNoTextOrNoModelIsRefused() {
        try (Scope _ = Scope.open("test")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new TokenStream(in -> in, Sampler.greedy(), Tensor.of(1.5f)))
                    .withMessageContaining("the prompt is tokens of I64");
            TokenStream number =
                    new TokenStream(_ -> Tensor.scalar(1f), Sampler.greedy(), Tensor.of(0L));
            assertThatIllegalArgumentException()
                    .isThrownBy(number::nextLong)
                    .withMessageContaining("a number in place of logits");
            Sampler penalizing =
                    new Sampler(SamplerOptions.greedy().withRepetitionPenalty(2), new Generator(1));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> penalizing.next(Tensor.of(1f, 2f), Tensor.of(0f)))
                    .withMessageContaining("the text is tokens of I64");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> penalizing.next(Tensor.of(1f, 2f), Tensor.of(2L)))
                    .withMessageContaining("token 2");
        }
    }

    private static List<String> joined(TextStream text) {
        List<String> pieces = new ArrayList<>();
        text.forEachRemaining(pieces::add);
        return pieces;
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SamplerOptions.at(-1))
                .withMessage("SamplerOptions: temperature is not negative, not -1.0");
        assertThatIllegalArgumentException().isThrownBy(() -> SamplerOptions.at(1).withTopP(0));
        assertThatIllegalArgumentException().isThrownBy(() -> SamplerOptions.at(1).withMinP(2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SamplerOptions.at(Double.NaN))
                .withMessageContaining("NaN");
    }
}
