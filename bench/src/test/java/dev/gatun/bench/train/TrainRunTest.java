package dev.gatun.bench.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.bench.console.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainRunTest {
    private static final NetworkSizes TINY = new NetworkSizes(5, 7, 3, 4, 20);

    /** Whose losses are those of a network, moved by so much. */
    private record Off(SmallNetwork network, double by) implements Training {
        @Override
        public String name() {
            return "other";
        }

        @Override
        public void threads(int count) {}

        @Override
        public void forward() {
            network.forward();
        }

        @Override
        public void gradients() {
            network.gradients();
        }

        @Override
        public double step() {
            return network.step() + by;
        }

        @Override
        public void close() {
            network.close();
        }
    }

    @Test
    void aStepIsTheSameAfterItsPartsWereTimed() {
        try (SmallNetwork first = TINY.open(1e-3);
                SmallNetwork second = TINY.open(1e-3)) {
            for (int i = 0; i < 5; i++) {
                second.forward();
                second.gradients();
                assertThat(second.step()).isEqualTo(first.step());
            }
        }
    }

    @Test
    void lossesThatDifferAreRefused() {
        try (Off same = new Off(TINY.open(1e-3), 0);
                Off off = new Off(TINY.open(1e-3), 0.01);
                SmallNetwork first = TINY.open(1e-3);
                SmallNetwork second = TINY.open(1e-3)) {
            TrainRun.requireEqualLosses(TINY, List.of(first, same));
            assertThatThrownBy(() -> TrainRun.requireEqualLosses(TINY, List.of(second, off)))
                    .isInstanceOf(Failure.class)
                    .hasMessageStartingWith("5-7-3, batch 4: the loss before step 1 is ")
                    .hasMessageEndingWith(" by other");
        }
    }

    @Test
    void aPartIsWhatALongerTrialTakesMore() {
        double[][] nanos = {{1}, {1}, {1}, {10, 20}, {30, 50, 9}, {60, 70, 80}};
        assertThat(TrainRun.part(nanos, 3, 0)).containsExactly(10, 20);
        assertThat(TrainRun.part(nanos, 3, 1)).containsExactly(20, 30);
        assertThat(TrainRun.part(nanos, 3, 2)).containsExactly(30, 20, 71);
        assertThat(TrainRun.part(nanos, 3, 3)).containsExactly(60, 70, 80);
    }

    @Test
    void verdictsCompareWithTheLimit() {
        double[] gatun = {18_000, 18_500, 30_000};
        double[] pyTorch = {180_000, 185_000, 300_000};
        List<StepTime> run =
                List.of(
                        StepTime.of(TINY, 1, "forward", "Gatun", new double[] {1}, gatun),
                        StepTime.of(TINY, 1, StepTime.WHOLE, "Gatun", gatun, gatun),
                        StepTime.of(TINY, 1, StepTime.WHOLE, "PyTorch", pyTorch, gatun));
        assertThat(run.get(2).timesGatun()).isEqualTo(10);
        assertThat(TINY.verdict(run, 1))
                .hasValue("met    5-7-3, batch 4, 1 thread: a step in at most 20 us; 18.5");
        assertThat(TINY.verdict(run, 2)).isEmpty();
        assertThat(new Recording("add", 30, 95, 65).verdict())
                .isEqualTo("MISSED recording add of 64 floats: at most 60 ns; 65.0");
    }
}
