package dev.gatun.bench.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.bench.console.Failure;
import java.util.Arrays;
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

    @Test
    void aShareOfPyTorchsTimeIsJudged() {
        TextNetwork net =
                new TextNetwork("text", () -> new TimedNetwork.Recurrence(5, 3, 4), 5, 2, 3, 1, .5);
        double[] gatun = {4, 5, 6};
        List<StepTime> run =
                List.of(
                        StepTime.of(net, 2, StepTime.WHOLE, "Gatun", gatun, gatun),
                        StepTime.of(
                                net, 2, StepTime.WHOLE, "PyTorch", new double[] {9, 9, 9}, gatun));
        assertThat(net.verdict(run, 2))
                .hasValue("MISSED text, 2 threads: a step in at most 0.50 of PyTorch's time; 0.56");
        assertThat(net.verdict(run, 1)).isEmpty();
        assertThat(net.verdict(run.subList(0, 1), 2)).isEmpty();
        try (GatunTraining first = net.open(1e-2);
                GatunTraining second = net.open(1e-2)) {
            double loss = first.step();
            second.gradients();
            assertThat(second.step()).isEqualTo(loss);
            assertThat(first.step()).isLessThan(loss);
        }
    }

    @Test
    void aStepIsSettledWhereItsNeighboursAreNearTheLastOnes() {
        double[] nanos = new double[200];
        Arrays.fill(nanos, 0, 50, 4e9);
        Arrays.fill(nanos, 50, 200, 2e9);
        nanos[40] = 1e9; // one fast step among slow ones
        FirstSteps first = FirstSteps.of("net", 1, nanos);
        // of 39 to 59 the slow ones are the fewer
        assertThat(first.settledSteps()).isEqualTo(49);
        assertThat(first.settledSeconds()).isEqualTo(48 * 4.0 + 1);
        assertThat(first)
                .hasToString(
                        "net, 1 thread: 200 steps; the first took 4,000.0 ms, the last ones"
                                + " 2,000.00 ms; within 1.1 times that after 49 steps and 193.0 s");
        assertThat(FirstSteps.of("one", 1, 7).settledSteps()).isZero();
    }
}
