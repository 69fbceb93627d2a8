package dev.gatun.text;

import dev.gatun.checks.Nulls;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;

/** Chooses a token by its logits. Leaves nothing in the caller's scope. */
public final class Sampler {
    private final SamplerOptions options;
    private final Generator generator;

    /**
     * A sampler.
     *
     * @param generator the same seed draws the same tokens
     */
    public Sampler(SamplerOptions options, Generator generator) {
        this.options = Nulls.refuse("Sampler", "options", options);
        this.generator = Nulls.refuse("Sampler", "generator", generator);
    }

    /** Takes the likeliest token; of equal ones, the first. */
    public static Sampler greedy() {
        return new Sampler(SamplerOptions.greedy(), Generator.standard());
    }

    /**
     * The next token.
     *
     * @param logits one for each token, (vocabulary)
     * @param text the tokens before, of any shape, for the repetition penalty
     * @throws IllegalArgumentException if logits are no vector, hold NaN, or none is above negative
     *     infinity; or the text is no integers or has a token without a logit
     */
    public long next(Tensor logits, Tensor text) {
        Nulls.refuse("next", "logits", logits);
        Nulls.refuse("next", "text", text);
        if (logits.rank() != 1) {
            throw new IllegalArgumentException(
                    "next: logits are a vector, one for each token, not " + logits.shape());
        }
        double[] scores = logits.detach().toDoubleArray();
        if (options.repetitionPenalty() != 1) {
            penalize(scores, TokenStream.tokens("next", "the text", text));
        }
        int likeliest = likeliest(scores);
        if (options.temperature() == 0) {
            return likeliest;
        }
        double[] shares = shares(scores, scores[likeliest]);
        keepTopK(shares);
        keepTopP(shares);
        double least = options.minP() * shares[likeliest];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = shares[i] < least ? 0 : shares[i];
        }
        return drawn(shares, likeliest);
    }

    private void penalize(double[] scores, long... text) {
        for (long token : Arrays.stream(text).distinct().toArray()) {
            if (token < 0 || token >= scores.length) {
                throw new IllegalArgumentException(
                        "next: the text has token %d, but there are %d logits"
                                .formatted(token, scores.length));
            }
            int at = (int) token;
            double penalty = options.repetitionPenalty();
            scores[at] = scores[at] > 0 ? scores[at] / penalty : scores[at] * penalty;
        }
    }

    private static int likeliest(double... scores) {
        int best = -1;
        for (int i = 0; i < scores.length; i++) {
            if (Double.isNaN(scores[i])) {
                throw new IllegalArgumentException("next: logit " + i + " is NaN");
            }
            if (best < 0 ? scores[i] > Double.NEGATIVE_INFINITY : scores[i] > scores[best]) {
                best = i;
            }
        }
        if (best < 0) {
            throw new IllegalArgumentException(
                    "next: none of %d logits is above negative infinity".formatted(scores.length));
        }
        return best;
    }

    /** How likely each is, times a number; an infinite logit is the only likely one. */
    private double[] shares(double[] scores, double most) {
        double[] shares = new double[scores.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] =
                    scores[i] == most ? 1 : Math.exp((scores[i] - most) / options.temperature());
        }
        return shares;
    }

    private void keepTopK(double[] shares) {
        if (options.topK() == 0 || options.topK() >= shares.length) {
            return;
        }
        double[] sorted = shares.clone();
        Arrays.sort(sorted);
        double least = sorted[sorted.length - options.topK()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = shares[i] < least ? 0 : shares[i];
        }
    }

    private void keepTopP(double[] shares) {
        if (options.topP() == 1) {
            return;
        }
        double[] sorted = shares.clone();
        Arrays.sort(sorted);
        double enough = options.topP() * Arrays.stream(sorted).sum();
        double sum = 0;
        int at = sorted.length;
        while (at > 0 && sum < enough) {
            sum += sorted[--at];
        }
        double least = sorted[at];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = shares[i] < least ? 0 : shares[i];
        }
    }

    private long drawn(double[] shares, int likeliest) {
        double left = uniform() * Arrays.stream(shares).sum();
        for (int i = 0; i < shares.length; i++) {
            left -= shares[i];
            if (left < 0) {
                return i;
            }
        }
        return likeliest; // rounding left a little
    }

    private double uniform() {
        try (Scope _ = Scope.open("draw")) {
            return Tensor.rand(Shape.of(1), DType.F64, generator).item();
        }
    }
}
