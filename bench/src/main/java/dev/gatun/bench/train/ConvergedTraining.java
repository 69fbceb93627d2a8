package dev.gatun.bench.train;

import dev.gatun.bench.measure.Median;
import dev.gatun.tensor.Tensor;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A network trained to convergence on one batch: the time of a step early and late, when gradients
 * and moments have decayed, and whether the optimizer's state contains denormal numbers.
 *
 * @param network its name
 * @param early median nanoseconds of the hundred steps up to step {@value #EARLY}
 * @param late likewise up to step {@value #LATE}
 * @param denormals elements of the state that are denormal at the end
 * @param elements elements of the state
 */
public record ConvergedTraining(
        String network, double early, double late, long denormals, long elements) {
    static final int EARLY = 100;
    static final int LATE = 5000;

    private static final double LEARNING = 1e-3;
    private static final int STEPS = 100;
    private static final double MOST_TIMES = 1.1;

    static ConvergedTraining measure(NetworkSizes net) {
        try (SmallNetwork network = net.open(LEARNING)) {
            double[] early = run(network, EARLY);
            double[] late = run(network, LATE - EARLY);
            return new ConvergedTraining(
                    net.name(),
                    Median.of(early),
                    Median.of(late),
                    moments(network).mapToLong(ConvergedTraining::denormals).sum(),
                    moments(network).mapToLong(Tensor::numel).sum());
        }
    }

    /** What the optimizer remembers beside the numbers of steps. */
    private static Stream<Tensor> moments(SmallNetwork network) {
        return network.optimizer().stateDict().entrySet().stream()
                .filter(each -> !each.getKey().endsWith(".step"))
                .map(Map.Entry::getValue);
    }

    private static long denormals(Tensor moment) {
        long count = 0;
        for (float value : moment.toFloatArray()) {
            count += value != 0 && Math.abs(value) < Float.MIN_NORMAL ? 1 : 0;
        }
        return count;
    }

    /** Runs a number of steps; returns the times of the last hundred. */
    private static double[] run(SmallNetwork network, int steps) {
        double[] nanos = new double[STEPS];
        for (int step = 0; step < steps; step++) {
            long start = System.nanoTime();
            network.step();
            nanos[step % STEPS] = System.nanoTime() - start;
        }
        return nanos;
    }

    /** One line that compares this with its target. */
    String verdict() {
        return String.format(
                Locale.ROOT,
                "%-6s %s: step %,d in at most %.1f times step %,d; %.2f",
                late <= MOST_TIMES * early ? "met" : "MISSED",
                network,
                LATE,
                MOST_TIMES,
                EARLY,
                late / early);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: step %,d takes %.2f times step %,d (%.1f us); %,d of %,d moments are denormal%s",
                network,
                LATE,
                late / early,
                EARLY,
                early / 1e3,
                denormals,
                elements,
                denormals > 0 ? ": flush what decays, docs/fused-ops.md says how" : "");
    }
}
