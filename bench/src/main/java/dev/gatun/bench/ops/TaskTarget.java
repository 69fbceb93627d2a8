package dev.gatun.bench.ops;

import dev.gatun.bench.ops.Task.Op;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What Gatun is held to, and how a run stands to it.
 *
 * @param name as the verdict begins
 * @param tasks the tasks' names; the worst of them counts
 * @param against the engine it is compared with; Gatun itself where the limit is a time
 * @param least how many times as fast; NaN where the limit is a time
 * @param mostNanos how long a call may take; NaN where the limit is a ratio
 */
record TaskTarget(String name, List<String> tasks, String against, double least, double mostNanos) {
    /** All of them. */
    static final List<TaskTarget> ALL = all();

    private static List<TaskTarget> all() {
        List<TaskTarget> all =
                new ArrayList<>(
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
                                ratio("layerNorm 512x768", 1.5)));
        for (Op op : List.of(Op.MATMUL, Op.MATMUL_NT, Op.MATMUL_TN, Op.MATMUL_SLICED)) {
            all.add(fromC(op));
        }
        String batch = "matmul 96x64x32";
        all.add(new TaskTarget(batch, List.of(batch), OneThreadEngine.NAME, 1.6, Double.NaN));
        return List.copyOf(all);
    }

    static TaskTarget ratio(String task, double least) {
        return new TaskTarget(task, List.of(task), "PyTorch", least, Double.NaN);
    }

    static TaskTarget nanos(String task, double most) {
        return new TaskTarget(task, List.of(task), "Gatun", Double.NaN, most);
    }

    /** A product of any size from 64 on, as the C program makes it. */
    private static TaskTarget fromC(Op op) {
        List<Task> sizes =
                Task.ALL.stream()
                        .filter(task -> task.op() == op && task.batch() == 1 && task.rows() >= 64)
                        .toList();
        String name = sizes.getFirst().name() + " to " + sizes.getLast().rows();
        return new TaskTarget(
                name, sizes.stream().map(Task::name).toList(), CEngine.NAME, 0.95, Double.NaN);
    }

    /** One line on how a run stands; empty if it has no figures for this. */
    Optional<String> verdict(List<TaskTiming> run, int threads) {
        boolean isTime = Double.isNaN(least);
        return run.stream()
                .filter(each -> each.threads() == threads && tasks.contains(each.task()))
                .filter(each -> each.engine().equals(against))
                .min(Comparator.comparingDouble(each -> isTime ? -each.nanos() : each.timesGatun()))
                .map(worst -> {
                    double found = isTime ? worst.nanos() : worst.timesGatun();
                    boolean isMet = isTime ? found <= mostNanos : found >= least;
                    String demand = isTime ? "at most %.0f ns" : "%.2f times " + against;
                    return String.format(
                            Locale.ROOT,
                            "%-6s %s, %d %s: " + demand + "; %.2f%s",
                            isMet ? "met" : "MISSED",
                            name,
                            threads,
                            threads == 1 ? "thread" : "threads",
                            isTime ? mostNanos : least,
                            found,
                            tasks.size() == 1 ? "" : " in " + worst.task());
                });
    }
}
