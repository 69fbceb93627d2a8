package dev.gatun.examples;

import dev.gatun.display.Chart;
import dev.gatun.display.Progress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The losses of a training: shown with the speed while it runs, and as a chart afterwards. */
final class TrainingLog implements AutoCloseable {
    private static final int LINES = 10;
    private static final int MOST_POINTS = 100;

    private final RunOptions options;
    private final String unit;
    private final double[] losses;
    private final long start = System.nanoTime();
    private @Nullable Progress progress; // from the first step on
    private int steps;
    private long rows;

    /**
     * A log of a number of steps.
     *
     * @param unit what the speed counts, such as "rows"
     */
    TrainingLog(RunOptions options, int steps, String unit) {
        this(options, steps, unit, new double[0]);
    }

    /**
     * A log that goes on.
     *
     * @param steps of all, with those that have been made
     * @param earlier their losses
     */
    TrainingLog(RunOptions options, int steps, String unit, double[] earlier) {
        this.options = options;
        this.unit = unit;
        this.steps = earlier.length;
        losses = Arrays.copyOf(earlier, Math.max(steps, earlier.length));
    }

    /** How many steps it has room for. */
    int length() {
        return losses.length;
    }

    /** How many steps have been made. */
    int made() {
        return steps;
    }

    /** The loss of each step that has been made. */
    double[] losses() {
        return Arrays.copyOf(losses, steps);
    }

    /** Notes a step: its loss, and how many rows it has read. */
    void step(double loss, long count) {
        Progress shown = progress == null ? show() : progress;
        losses[steps++] = loss;
        rows += count;
        shown.step();
        if (steps % Math.max(1, losses.length / LINES) == 0) {
            double seconds = (System.nanoTime() - start) * 1e-9;
            shown.line(
                    "step %d of %d: loss %.4f, %,.0f %s/s"
                            .formatted(steps, losses.length, loss, rows / seconds, unit));
        }
    }

    private Progress show() {
        Progress shown = options.progress(losses.length);
        for (int i = 0; i < steps; i++) {
            shown.step();
        }
        progress = shown;
        return shown;
    }

    /** The first loss and the last. */
    String summary() {
        return "loss %.5f at first, %.5f at the end".formatted(losses[0], losses[steps - 1]);
    }

    /** The loss by step; of many steps, means of a few that follow each other. */
    Chart chart(String title) {
        int each = Math.max(1, steps / MOST_POINTS);
        double[] x = new double[steps / each];
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i + 1.0) * each;
            y[i] = Arrays.stream(losses, i * each, (i + 1) * each).average().orElseThrow();
        }
        String subtitle = each == 1 ? "loss by step" : "loss by step, means of " + each;
        return new Chart(title, subtitle).xLabel("step").logY().line("loss", x, y);
    }

    /** Ends the display; the losses stay. */
    @Override
    public void close() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }
}
