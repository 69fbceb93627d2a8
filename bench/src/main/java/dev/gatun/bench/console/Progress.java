package dev.gatun.bench.console;

import java.io.PrintWriter;
import java.util.function.IntFunction;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How a long run says where it is: a bar on a terminal, lines elsewhere. */
public interface Progress extends AutoCloseable {
    /** One step of the announced number is done. */
    void step();

    /** A part of the run is done; shown as a line where there is no bar. */
    void line(String text);

    @Override
    void close();

    /** A run with a known number of steps, shown on standard error if that is a terminal. */
    static IntFunction<Progress> on(PrintWriter lines) {
        // The launcher knows whether standard error is a terminal; the JDK cannot say it for one
        // stream.
        return Boolean.getBoolean("gatun.terminal") ? Bar::new : steps -> new Lines(lines);
    }

    /** A bar drawn over itself. */
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

    /** A line when a part is done. */
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
