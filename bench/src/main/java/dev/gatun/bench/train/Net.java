package dev.gatun.bench.train;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A network that is timed, and what a step of it is held to.
 *
 * @param inputs of a row
 * @param units between
 * @param classes to tell apart
 * @param batch rows of a step
 * @param mostMicros how long a step of Gatun's may take
 */
record Net(int inputs, int units, int classes, int batch, double mostMicros) {
    /** Those that there are targets for. */
    static final List<Net> ALL =
            List.of(new Net(8, 16, 3, 32, 20), new Net(784, 256, 10, 64, 1200));

    /** As tables print it. */
    String name() {
        return "%d-%d-%d, batch %d".formatted(inputs, units, classes, batch);
    }

    /** It, ready to be trained at that rate. */
    SmallNetwork open(double rate) {
        return new SmallNetwork(inputs, units, classes, batch, rate);
    }

    /** One line on how a run stands; empty if it has no figure for this. */
    Optional<String> verdict(List<StepTime> run, int threads) {
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
