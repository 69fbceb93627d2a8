package dev.gatun.bench.train;

import dev.gatun.bench.measure.Median;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A network trained to convergence on one batch: the time of a step early and late, when gradients
 * and moments have decayed, and whether the optimizer's state contains denormal numbers.
 *
 * @param network its name
 * @param early the hundred steps up to step {@value #EARLY}
 * @param late likewise up to step {@value #LATE}
 * @param denormals elements of the state that are denormal at the end
 * @param elements elements of the state
 */
public record ConvergedTraining(
        String network, Times early, Times late, long denormals, long elements) {
    static final int EARLY = 100;
    static final int LATE = 10_000;

    private static final double LEARNING = 1e-3;
    private static final int STEPS = 100;
    private static final double MOST_TIMES = 1.1;

    /**
     * Medians of some steps.
     *
     * @param step nanoseconds of forward, backward and AdamW
     * @param update nanoseconds of AdamW alone
     */
    record Times(double step, double update) {}

    static ConvergedTraining measure(NetworkSizes net) {
        try (SmallNetwork warm = net.open(LEARNING)) {
            run(warm, LATE / 10); // loops that are compiled meanwhile are not what is compared
        }
        try (SmallNetwork network = net.open(LEARNING)) {
            Times early = run(network, EARLY);
            Times late = run(network, LATE - EARLY);
            return new ConvergedTraining(
                    net.name(),
                    early,
                    late,
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
    private static Times run(SmallNetwork network, int steps) {
        double[] whole = new double[STEPS];
        double[] updates = new double[STEPS];
        for (int step = 0; step < steps; step++) {
            long start = System.nanoTime();
            long updating;
            try (Scope _ = Scope.open("step")) {
                network.lossWithGradients();
                updating = System.nanoTime();
                network.update();
            }
            long end = System.nanoTime();
            whole[step % STEPS] = end - start;
            updates[step % STEPS] = end - updating;
        }
        return new Times(Median.of(whole), Median.of(updates));
    }

    /** A line for the step and one for AdamW, each compared with the target. */
    String verdict() {
        return verdict("step", early.step, late.step)
                + System.lineSeparator()
                + verdict("AdamW of step", early.update, late.update);
    }

    private String verdict(String part, double before, double after) {
        return String.format(
                Locale.ROOT,
                "%-6s %s: %s %,d in at most %.1f times that of %,d; %.2f",
                after <= MOST_TIMES * before ? "met" : "MISSED",
                network,
                part,
                LATE,
                MOST_TIMES,
                EARLY,
                after / before);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: step %,d takes %.2f times step %,d (%.1f us), its AdamW %.2f times (%.1f us);"
                        + " %,d of %,d moments are denormal%s",
                network,
                LATE,
                late.step / early.step,
                EARLY,
                early.step / 1e3,
                late.update / early.update,
                early.update / 1e3,
                denormals,
                elements,
                denormals > 0 ? ": flush what decays, docs/fused-ops.md says how" : "");
    }
}
