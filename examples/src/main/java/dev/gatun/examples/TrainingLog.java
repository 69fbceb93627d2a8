package dev.gatun.examples;

import dev.gatun.display.Chart;
import dev.gatun.display.Progress;
import java.util.Arrays;

/** The losses of a training: shown with the speed while it runs, and as a chart afterwards. */
final class TrainingLog implements AutoCloseable {
    private static final int LINES = 10;
    private static final int MOST_POINTS = 100;

    private final Progress progress;
    private final String unit;
    private final double[] losses;
    private final long start = System.nanoTime();
    private int steps;
    private long rows;

    /**
     * A log of a number of steps.
     *
     * @param unit what the speed counts, such as "rows"
     */
    TrainingLog(RunOptions options, int steps, String unit) {
        progress = options.progress(steps);
        this.unit = unit;
        losses = new double[steps];
    }

    /** How many steps it has room for. */
    int length() {
        return losses.length;
    }

    /** Notes a step: its loss, and how many rows it has read. */
    void step(double loss, long count) {
        losses[steps++] = loss;
        rows += count;
        progress.step();
        if (steps % Math.max(1, losses.length / LINES) == 0) {
            double seconds = (System.nanoTime() - start) * 1e-9;
            progress.line(
                    "step %d of %d: loss %.4f, %,.0f %s/s"
                            .formatted(steps, losses.length, loss, rows / seconds, unit));
        }
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

    @Override
    public void close() {
        progress.close();
    }
}
