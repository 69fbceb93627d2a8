package dev.gatun.bench.overhead;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A target for the binding, relative to C.
 *
 * @param fewest the smallest size it is for
 * @param most the largest size it is for
 * @param isCost true if it limits the additional nanoseconds, false if it requires a share of C's
 *     speed
 * @param limit those nanoseconds, or that share
 */
record OverheadTarget(int fewest, int most, boolean isCost, double limit) {
    /** All targets. */
    static final List<OverheadTarget> ALL =
            List.of(
                    new OverheadTarget(1, 8, true, 25),
                    new OverheadTarget(32, 63, false, 0.95),
                    new OverheadTarget(64, Integer.MAX_VALUE, false, 0.97));

    /** One line on the worst comparison of a run; empty if the target is for none of them. */
    Optional<String> verdict(List<CallTiming> comparisons, String way, int threads) {
        return comparisons.stream()
                .filter(each -> each.way().equals(way) && each.threads() == threads)
                .filter(each -> each.size() >= fewest && each.size() <= most)
                .max(
                        Comparator.comparingDouble(
                                each -> isCost ? each.moreNanos() : -each.speedOfC()))
                .map(this::verdict);
    }

    private String verdict(CallTiming worst) {
        boolean isMet = isCost ? worst.moreNanos() <= limit : worst.speedOfC() >= limit;
        String sizes =
                most == Integer.MAX_VALUE ? "from " + fewest + " on" : fewest + " to " + most;
        String demand = isCost ? "at most %.0f ns more than C" : "at least %.2f of C's speed";
        String found = isCost ? "%+.1f ns" : "%.3f";
        return String.format(
                Locale.ROOT,
                "%-6s %s, %d %s, n %s: " + demand + "; worst " + found + " at n = %d",
                isMet ? "met" : "MISSED",
                worst.way(),
                worst.threads(),
                worst.threads() == 1 ? "thread" : "threads",
                sizes,
                limit,
                isCost ? worst.moreNanos() : worst.speedOfC(),
                worst.size());
    }
}
