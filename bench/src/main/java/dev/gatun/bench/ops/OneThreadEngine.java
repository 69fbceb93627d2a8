package dev.gatun.bench.ops;

import dev.gatun.Gatun;
import dev.gatun.bench.measure.Trial;
import java.util.Optional;

/** Gatun on one thread, in turns with Gatun on several: what threads gain. */
final class OneThreadEngine implements Engine {
    static final String NAME = "one thread";

    private final GatunEngine gatun = new GatunEngine();
    private int others = 1;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void threads(int count) {
        others = count;
    }

    @Override
    public boolean canUse(int threads) {
        return threads > 1;
    }

    @Override
    public Optional<Work> prepare(Task task) {
        return gatun.prepare(task).map(Alone::new);
    }

    private final class Alone implements Work {
        private final Work work;
        private final Trial trial;

        Alone(Work work) {
            this.work = work;
            this.trial = work.trial();
        }

        @Override
        public void run(long calls) {
            trial().nanos(calls);
        }

        @Override
        public float[] result() {
            return work.result();
        }

        @Override
        public Trial trial() {
            return calls -> {
                Gatun.setThreads(1);
                try {
                    return trial.nanos(calls);
                } finally {
                    Gatun.setThreads(others);
                }
            };
        }

        @Override
        public void close() {
            work.close();
        }
    }
}
