package dev.gatun.examples;

import dev.gatun.display.Chart;
import dev.gatun.display.Progress;

/** The losses of a training: shown with the speed while it runs, and as a chart afterwards. */
final class TrainingLog implements AutoCloseable {
    private static final int LINES = 10;

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

    /** The loss by step. */
    Chart chart(String title) {
        double[] x = new double[steps];
        double[] y = new double[steps];
        for (int i = 0; i < steps; i++) {
            x[i] = i + 1;
            y[i] = losses[i];
        }
        return new Chart(title, "loss by step").xLabel("step").logY().line("loss", x, y);
    }

    @Override
    public void close() {
        progress.close();
    }
}
