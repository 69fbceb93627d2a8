package dev.gatun.text;

/**
 * Which tokens a {@link Sampler} draws, and how likely. What is left out is left out in the order
 * of the parameters, of what the ones before it left.
 *
 * @param repetitionPenalty what the logits of tokens that stand in the text already are divided by
 *     if they are positive, multiplied by otherwise (N. Keskar et al., "CTRL", 2019); 1 for none
 * @param temperature what logits are divided by; 0 takes the likeliest token
 * @param topK how many of the likeliest are left, and those as likely as the last of them; 0 for
 *     all
 * @param topP the likeliest are left that are this likely together, and those as likely as the last
 *     of them (A. Holtzman et al., "The curious case of neural text degeneration", 2020); 1 for all
 * @param minP those are left that are at least this share as likely as the likeliest; 0 for all
 */
public record SamplerOptions(
        double repetitionPenalty, double temperature, int topK, double topP, double minP) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public SamplerOptions {
        check("repetitionPenalty is positive", repetitionPenalty > 0, repetitionPenalty);
        check("temperature is not negative", temperature >= 0, temperature);
        check("topK is not negative", topK >= 0, topK);
        check("topP is above 0 and at most 1", topP > 0 && topP <= 1, topP);
        check("minP is from 0 to 1", minP >= 0 && minP <= 1, minP);
    }

    private static void check(String rule, boolean isKept, double value) {
        if (!isKept || Double.isInfinite(value)) {
            throw new IllegalArgumentException("SamplerOptions: " + rule + ", not " + value);
        }
    }

    /** The likeliest token, always. */
    public static SamplerOptions greedy() {
        return new SamplerOptions(1, 0, 0, 1, 0);
    }

    /** All tokens as likely as the model says, at a temperature. */
    public static SamplerOptions at(double temperature) {
        return new SamplerOptions(1, temperature, 0, 1, 0);
    }

    /** With the k likeliest alone. */
    public SamplerOptions withTopK(int k) {
        return new SamplerOptions(repetitionPenalty, temperature, k, topP, minP);
    }

    /** With those that are this likely together. */
    public SamplerOptions withTopP(double p) {
        return new SamplerOptions(repetitionPenalty, temperature, topK, p, minP);
    }

    /** With those that are at least this share as likely as the likeliest. */
    public SamplerOptions withMinP(double p) {
        return new SamplerOptions(repetitionPenalty, temperature, topK, topP, p);
    }

    /** With tokens of the text made less likely. */
    public SamplerOptions withRepetitionPenalty(double penalty) {
        return new SamplerOptions(penalty, temperature, topK, topP, minP);
    }
}
