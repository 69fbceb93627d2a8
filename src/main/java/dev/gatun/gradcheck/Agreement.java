package dev.gatun.gradcheck;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Compares numbers one by one and sums up a {@link GradCheck.Report}. */
final class Agreement {
    private final GradCheck tolerance;
    private long compared;
    private double worst;
    private @Nullable String failure;

    Agreement(GradCheck tolerance) {
        this.tolerance = tolerance;
    }

    /**
     * Compares a number with its expected value.
     *
     * @param judge where the expected value comes from, for the message
     * @param what describes the number, for the message
     */
    void compare(double actual, double expected, String judge, Supplier<String> what) {
        compared++;
        double allowed = tolerance.atol() + tolerance.rtol() * Math.abs(expected);
        double difference = Math.abs(actual - expected);
        // Equal infinities agree; NaN agrees with nothing.
        double share = actual == expected ? 0 : difference / allowed;
        worst = Math.max(worst, Double.isNaN(share) ? Double.POSITIVE_INFINITY : share);
        if (!(share <= 1) && failure == null) {
            failure =
                    "GradCheck: %s %s, %s %s, and they may differ by %s"
                            .formatted(what.get(), actual, judge, expected, allowed);
        }
    }

    GradCheck.Report report() {
        return new GradCheck.Report(compared, worst, failure);
    }
}
