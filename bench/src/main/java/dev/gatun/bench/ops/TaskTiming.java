package dev.gatun.bench.ops;

import dev.gatun.bench.measure.Median;

/**
 * One engine at one task: medians over rounds in which all took their turn.
 *
 * @param task what, by its name
 * @param engine who, by its name
 * @param threads an operation might use
 * @param nanos a call
 * @param timesGatun how many times as long as Gatun's, the median of the rounds' ratios
 */
record TaskTiming(String task, String engine, int threads, double nanos, double timesGatun) {
    static TaskTiming of(Task task, Engine engine, int threads, double[] nanos, double[] gatun) {
        return new TaskTiming(
                task.name(),
                engine.name(),
                threads,
                Median.of(nanos),
                Median.ofRatios(nanos, gatun));
    }
}
