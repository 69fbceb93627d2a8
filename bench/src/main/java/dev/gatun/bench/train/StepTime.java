package dev.gatun.bench.train;

import dev.gatun.bench.measure.Median;

/**
 * What a part of a training step takes: medians over rounds in which all took their turn.
 *
 * @param network which, by its name
 * @param threads an operation might use
 * @param part of the step: forward, backward, AdamW, or the whole of it
 * @param engine the library's name
 * @param nanos of the part
 * @param timesGatun how many times as long as Gatun's
 */
record StepTime(
        String network, int threads, String part, String engine, double nanos, double timesGatun) {
    /** The word for all parts together. */
    static final String WHOLE = "step";

    /** From what the rounds gave, and what Gatun's gave. */
    static StepTime of(
            Net net, int threads, String part, String engine, double[] nanos, double[] gatun) {
        return new StepTime(
                net.name(), threads, part, engine, Median.of(nanos), Median.ofRatios(nanos, gatun));
    }
}
