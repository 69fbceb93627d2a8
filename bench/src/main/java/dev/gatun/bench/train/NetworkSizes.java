package dev.gatun.bench.train;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The sizes of a network of two layers that is timed, and the target for its step.
 *
 * @param inputs the number of inputs
 * @param units the number of hidden units
 * @param classes the number of classes
 * @param batch the number of rows in a step
 * @param mostMicros the target: the greatest time of a step of Gatun's
 */
record NetworkSizes(int inputs, int units, int classes, int batch, double mostMicros)
        implements TimedNetwork {
    /** The two that are timed. */
    static final List<NetworkSizes> ALL =
            List.of(new NetworkSizes(8, 16, 3, 32, 20), new NetworkSizes(784, 256, 10, 64, 1200));

    @Override
    public String name() {
        return "%d-%d-%d, batch %d".formatted(inputs, units, classes, batch);
    }

    @Override
    public SmallNetwork open(double rate) {
        return new SmallNetwork(inputs, units, classes, batch, rate);
    }

    @Override
    public Optional<String> verdict(List<StepTime> run, int threads) {
        return run.stream()
                .filter(each -> each.network().equals(name()) && each.threads() == threads)
                .filter(each -> each.engine().equals("Gatun") && each.part().equals(StepTime.WHOLE))
                .findFirst()
                .map(step ->
                        String.format(
                                Locale.ROOT,
                                "%-6s %s, %d %s: a step in at most %,.0f us; %,.1f",
                                step.nanos() <= mostMicros * 1e3 ? "met" : "MISSED",
                                name(),
                                threads,
                                threads == 1 ? "thread" : "threads",
                                mostMicros,
                                step.nanos() / 1e3));
    }
}
