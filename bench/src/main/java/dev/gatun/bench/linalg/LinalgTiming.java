package dev.gatun.bench.linalg;

import dev.gatun.bench.measure.Median;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A call compared with C: medians over rounds that timed both.
 *
 * @param routine its name
 * @param size rows and columns
 * @param count of matrices in a call
 * @param nanos of a call
 * @param nanosOfC of the same from C
 * @param timesC the median of the ratios
 */
record LinalgTiming(
        String routine, int size, long count, double nanos, double nanosOfC, double timesC) {
    /** At this size a call takes at most {@link #MOST} of C's time. */
    private static final int TARGET_SIZE = 500;

    private static final double MOST = 1.1;

    /** Computes the medians from the times of all rounds. */
    static LinalgTiming of(Routine routine, MatrixShape shape, double[] nanos, double[] ofC) {
        return new LinalgTiming(
                routine.title(),
                shape.size(),
                shape.count(),
                Median.of(nanos),
                Median.of(ofC),
                Median.ofRatios(nanos, ofC));
    }

    /** One line on the slowest call at the size of the target; empty if there is none. */
    static Optional<String> verdict(List<LinalgTiming> rows) {
        return rows.stream()
                .filter(row -> row.size == TARGET_SIZE && row.count == 1)
                .max(Comparator.comparingDouble(LinalgTiming::timesC))
                .map(worst ->
                        String.format(
                                Locale.ROOT,
                                "%-6s n = %d: at most %.2f of C's time; worst %.3f of %s",
                                worst.timesC <= MOST ? "met" : "MISSED",
                                TARGET_SIZE,
                                MOST,
                                worst.timesC,
                                worst.routine));
    }
}
