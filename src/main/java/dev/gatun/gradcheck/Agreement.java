package dev.gatun.gradcheck;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Numbers compared one by one, for a {@link GradCheck.Report}. */
final class Agreement {
    private final GradCheck tolerance;
    private long compared;
    private double worst;
    private @Nullable String failure;

    Agreement(GradCheck tolerance) {
        this.tolerance = tolerance;
    }

    /**
     * Compares a number with what it should be.
     *
     * @param judge who says what it should be
     * @param what says which number it is, if it does not agree
     */
    void compare(double actual, double expected, String judge, Supplier<String> what) {
        compared++;
        double allowed = tolerance.atol() + tolerance.rtol() * Math.abs(expected);
        double difference = Math.abs(actual - expected);
        // Infinities agree with themselves; NaN with nothing.
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
