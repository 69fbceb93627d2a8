package dev.gatun.bench.train;

import dev.gatun.bench.measure.Median;

/**
 * The time of a part of a training step: medians over rounds that timed all engines.
 *
 * @param network the name of the network
 * @param threads the number of threads that an operation may use
 * @param part of the step: forward, backward, AdamW, or the whole of it
 * @param engine the library's name
 * @param nanos of the part
 * @param timesGatun the time divided by Gatun's
 */
record StepTime(
        String network, int threads, String part, String engine, double nanos, double timesGatun) {
    /** The name of all parts together. */
    static final String WHOLE = "step";

    /** Computes the medians from the times of all rounds and those of Gatun. */
    static StepTime of(
            TimedNetwork net,
            int threads,
            String part,
            String engine,
            double[] nanos,
            double[] gatun) {
        return new StepTime(
                net.name(), threads, part, engine, Median.of(nanos), Median.ofRatios(nanos, gatun));
    }
}
