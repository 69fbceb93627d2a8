package dev.gatun.bench.ops;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What Gatun is held to, and how a run stands to it.
 *
 * @param task the task's name
 * @param least how many times as fast as PyTorch; NaN where the limit is a time
 * @param mostNanos how long a call may take; NaN where the limit is a ratio
 */
record Target(String task, double least, double mostNanos) {
    /** All of them. */
    static final List<Target> ALL =
            List.of(
                    nanos("add 64", 120),
                    nanos("matmul 4x4", 200),
                    ratio("add 4096", 1.5),
                    ratio("exp 4096", 1.5),
                    ratio("tanh 4096", 1.5),
                    ratio("gelu 4096", 1.5),
                    ratio("sigmoid 4096", 1.5),
                    ratio("add 1048576", 1),
                    ratio("exp 1048576", 1),
                    ratio("tanh 1048576", 1),
                    ratio("gelu 1048576", 1),
                    ratio("sigmoid 1048576", 1),
                    ratio("five ops 1048576", 3),
                    ratio("softmax 64x64", 3),
                    ratio("softmax 512x768", 1.3),
                    ratio("layerNorm 512x768", 1.5));

    private static Target ratio(String task, double least) {
        return new Target(task, least, Double.NaN);
    }

    private static Target nanos(String task, double most) {
        return new Target(task, Double.NaN, most);
    }

    /** One line on how a run stands; empty if it has no figures for this. */
    Optional<String> verdict(List<Comparison> run, int threads) {
        boolean isTime = Double.isNaN(least);
        return run.stream()
                .filter(each -> each.threads() == threads && each.task().equals(task))
                .filter(each -> each.engine().equals(isTime ? "Gatun" : "PyTorch"))
                .findFirst()
                .map(each -> {
                    double found = isTime ? each.nanos() : each.timesGatun();
                    boolean isMet = isTime ? found <= mostNanos : found >= least;
                    String demand = isTime ? "at most %.0f ns" : "%.1f times PyTorch";
                    return String.format(
                            Locale.ROOT,
                            "%-6s %s, %d %s: " + demand + "; %.2f",
                            isMet ? "met" : "MISSED",
                            task,
                            threads,
                            threads == 1 ? "thread" : "threads",
                            isTime ? mostNanos : least,
                            found);
                });
    }
}
