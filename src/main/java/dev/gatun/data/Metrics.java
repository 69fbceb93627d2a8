package dev.gatun.data;

import dev.gatun.checks.Nulls;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;

/** How near predictions are to their targets. {@link ConfusionMatrix} has those by class. */
public final class Metrics {
    private Metrics() {}

    /**
     * The share of predictions that are right; NaN of none.
     *
     * @param predictions scores (n, classes), of which the largest counts, or classes (n)
     * @param targets classes (n)
     * @throws IllegalArgumentException if their shapes do not fit, or classes are no integers
     */
    public static double accuracy(Tensor predictions, Tensor targets) {
        Nulls.refuse("accuracy", "predictions", predictions);
        Nulls.refuse("accuracy", "targets", targets);
        long[] given = classes("accuracy", predictions, targets);
        long[] expected = targets.toLongArray();
        long right = 0;
        for (int i = 0; i < given.length; i++) {
            right += given[i] == expected[i] ? 1 : 0;
        }
        return right / (double) given.length;
    }

    /** The class of each prediction. */
    static long[] classes(String op, Tensor predictions, Tensor targets) {
        boolean areScores = predictions.rank() == 2;
        boolean fits =
                targets.rank() == 1
                        && (areScores || predictions.rank() == 1)
                        && predictions.size(0) == targets.size(0);
        if (!fits) {
            throw new IllegalArgumentException(
                    "%s: takes scores (n, classes) or classes (n), and targets (n); given %s and %s"
                            .formatted(op, predictions.describe(), targets.describe()));
        }
        if (targets.dtype().isFloating() || (!areScores && predictions.dtype().isFloating())) {
            throw new IllegalArgumentException(
                    "%s: classes are integers; given %s and %s"
                            .formatted(op, predictions.describe(), targets.describe()));
        }
        if (!areScores) {
            return predictions.toLongArray();
        }
        try (Scope _ = Scope.open(op);
                GradientMode _ = Gradients.noGrad()) {
            return predictions.argMax(1).toLongArray();
        }
    }

    /** {@code exp(loss)} of a mean cross-entropy in nats: among how many tokens a model wavers. */
    public static double perplexity(double meanCrossEntropy) {
        return Math.exp(meanCrossEntropy);
    }

    /**
     * The coefficient of determination, {@code 1 - sum (y - p)^2 / sum (y - mean y)^2}: 1 if all is
     * predicted, 0 if the mean would do as well. As in scikit-learn, targets that are all equal
     * give 1 if they are predicted exactly, otherwise 0.
     *
     * @throws IllegalArgumentException if shapes differ, or there are fewer than two targets
     */
    public static double r2(Tensor predictions, Tensor targets) {
        Nulls.refuse("r2", "predictions", predictions);
        Nulls.refuse("r2", "targets", targets);
        if (!predictions.shape().equals(targets.shape()) || targets.numel() < 2) {
            throw new IllegalArgumentException(
                    "r2: takes two or more predictions and as many targets; given %s and %s"
                            .formatted(predictions.describe(), targets.describe()));
        }
        double[] p = predictions.toDoubleArray();
        double[] y = targets.toDoubleArray();
        double mean = 0;
        for (double each : y) {
            mean += each / y.length;
        }
        double errors = 0;
        double spread = 0;
        for (int i = 0; i < y.length; i++) {
            errors += (y[i] - p[i]) * (y[i] - p[i]);
            spread += (y[i] - mean) * (y[i] - mean);
        }
        return spread == 0 ? (errors == 0 ? 1 : 0) : 1 - errors / spread;
    }
}
