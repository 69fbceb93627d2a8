package dev.gatun.display;

import java.io.PrintWriter;
import java.util.function.IntFunction;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** The display of progress: a bar on a terminal, lines elsewhere. */
public interface Progress extends AutoCloseable {
    /** Reports that one of the announced steps is done. */
    void step();

    /** Reports that a part of the run is done; shown as a line if there is no bar. */
    void line(String text);

    @Override
    void close();

    /** Displays a known number of steps, on standard error if that is a terminal. */
    static IntFunction<Progress> on(PrintWriter lines) {
        // The launcher sets this if standard error is a terminal; the JDK cannot tell for a single
        // stream.
        return Boolean.getBoolean("gatun.terminal") ? Bar::new : steps -> new Lines(lines);
    }

    /** A bar that is redrawn in place. */
    final class Bar implements Progress {
        private static final int REDRAW_MILLIS = 500;
        private final ProgressBar bar;

        private Bar(int steps) {
            bar =
                    new ProgressBarBuilder()
                            .setInitialMax(steps)
                            .setStyle(ProgressBarStyle.ASCII)
                            .setUpdateIntervalMillis(REDRAW_MILLIS)
                            .setConsumer(new ConsoleProgressBarConsumer(System.err))
                            .build();
        }

        @Override
        public void step() {
            bar.step();
        }

        @Override
        public void line(String text) {
            bar.setExtraMessage(text);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** A line for each part that is done. */
    final class Lines implements Progress {
        private final PrintWriter out;

        private Lines(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void step() {}

        @Override
        public void line(String text) {
            out.println(text);
            out.flush();
        }

        @Override
        public void close() {}
    }
}
