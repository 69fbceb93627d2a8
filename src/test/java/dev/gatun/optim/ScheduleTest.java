package dev.gatun.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Rates as PyTorch's documentation lists them, and as its recursions give them. */
class ScheduleTest {
    private static void gives(Schedule schedule, double base, double... rates) {
        double[] given =
                schedule.first(rates.length, base).stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray();
        assertThat(given).containsExactly(rates, within(1e-12));
    }

    /** The examples of torch.optim.lr_scheduler's pages. */
    @Test
    void ratesAreThoseOfTheDocumentation() {
        gives(Schedule.constant(0.5, 4), 0.05, 0.025, 0.025, 0.025, 0.025, 0.05, 0.05);
        gives(Schedule.linear(0.5, 1, 4), 0.05, 0.025, 0.03125, 0.0375, 0.04375, 0.05, 0.05);
        Schedule step = Schedule.step(30, 0.1);
        assertThat(step.lr(0.05, 29)).isEqualTo(0.05);
        assertThat(step.lr(0.05, 30)).isCloseTo(0.005, within(1e-15));
        assertThat(step.lr(0.05, 60)).isCloseTo(0.0005, within(1e-15));
        Schedule multi = Schedule.multiStep(0.1, 30, 80);
        assertThat(multi.lr(0.05, 29)).isEqualTo(0.05);
        assertThat(multi.lr(0.05, 30)).isCloseTo(0.005, within(1e-15));
        assertThat(multi.lr(0.05, 79)).isCloseTo(0.005, within(1e-15));
        assertThat(multi.lr(0.05, 80)).isCloseTo(0.0005, within(1e-15));
        gives(Schedule.exponential(0.9), 1, 1, 0.9, 0.81, 0.729);
    }

    /** Those of SequentialLR and ChainedScheduler. */
    @Test
    void schedulesAreJoinedAsInTheDocumentation() {
        Schedule sequence = Schedule.constant(0.1, 20).then(20, Schedule.exponential(0.9));
        assertThat(sequence.lr(0.05, 0)).isCloseTo(0.005, within(1e-15));
        assertThat(sequence.lr(0.05, 19)).isCloseTo(0.005, within(1e-15));
        assertThat(sequence.lr(0.05, 20)).isCloseTo(0.05, within(1e-15));
        assertThat(sequence.lr(0.05, 21)).isCloseTo(0.045, within(1e-15));
        Schedule chain = Schedule.constant(0.1, 20).and(Schedule.exponential(0.9));
        assertThat(chain.lr(0.5, 0)).isCloseTo(0.05, within(1e-15));
        assertThat(chain.lr(0.5, 1)).isCloseTo(0.045, within(1e-15));
        assertThat(chain.lr(0.5, 2)).isCloseTo(0.0405, within(1e-15));
        assertThat(chain.lr(0.5, 19)).isCloseTo(0.00675, within(5e-6));
        assertThat(chain.lr(0.5, 20)).isCloseTo(0.06078, within(5e-5));
        assertThat(chain.lr(0.5, 21)).isCloseTo(0.05470, within(5e-5));
    }

    /** The recursion that CosineAnnealingLR uses, over two periods. */
    @Test
    void aCosineFollowsTheRecursion() {
        Schedule cosine = Schedule.cosine(10, 0.02);
        double rate = 0.3;
        for (int t = 0; t < 40; t++) {
            assertThat(cosine.lr(0.3, t)).isCloseTo(rate, within(1e-12));
            rate =
                    t % 20 == 9
                            ? 0.02
                            : t % 20 == 10
                                    ? 0.02 + 0.28 * (1 - Math.cos(Math.PI / 10)) / 2
                                    : 0.02
                                            + (rate - 0.02)
                                                    * (1 + Math.cos(Math.PI * (t + 1) / 10))
                                                    / (1 + Math.cos(Math.PI * t / 10));
        }
        gives(Schedule.cosine(2, 0), 1, 1, 0.5, 0, 0.5, 1);
    }

    @Test
    void restartsBeginLongerEachTime() {
        Schedule restarts = Schedule.cosineRestarts(2, 2, 0.5);
        double quarter = 0.5 + 0.5 * (1 + Math.cos(Math.PI / 4)) / 2;
        double rest = 0.5 + 0.5 * (1 + Math.cos(3 * Math.PI / 4)) / 2;
        gives(restarts, 1, 1, 0.75, 1, quarter, 0.75, rest, 1);
        gives(Schedule.cosineRestarts(2, 1, 0), 1, 1, 0.5, 1, 0.5);
        assertThat(Schedule.cosineRestarts(2, 1, 0).lr(1, Long.MAX_VALUE - 1)).isEqualTo(1);
        assertThat(restarts.lr(1, Long.MAX_VALUE / 4)).isBetween(0.5, 1.0);
    }

    @Test
    void aWarmUpHasNoRateOfZero() {
        gives(Schedule.warmUp(4), 2, 0.5, 1, 1.5, 2, 2);
        gives(Schedule.warmUp(2).then(2, Schedule.cosine(2, 0)), 1, 0.5, 1, 1, 0.5, 0);
    }

    /** The numbers of OneCycleLR(max_lr=1, total_steps=11, pct_start=0.3 or 0.4) by hand. */
    @Test
    void oneCycleRisesAndFalls() {
        OneCycle linear = Schedule.oneCycle(1, 11).rising(6 / 11.0).linear().factors(5, 100);
        gives(
                linear, 9, 0.2, 0.36, 0.52, 0.68, 0.84, 1, 0.8004, 0.6008, 0.4012, 0.2016, 0.002,
                0.002);
        assertThat(linear.momentum(0.5, 0)).isEqualTo(0.95);
        assertThat(linear.momentum(0.5, 5)).isCloseTo(0.85, within(1e-15));
        assertThat(linear.momentum(0.5, 10)).isCloseTo(0.95, within(1e-15));
        assertThat(linear.withoutMomentum().momentum(0.5, 5)).isEqualTo(0.5);
        assertThat(linear.momenta(0.1, 0.2).momentum(0.5, 5)).isCloseTo(0.1, within(1e-15));
        OneCycle cosine = Schedule.oneCycle(0.1, 100);
        assertThat(cosine.lr(1, 0)).isCloseTo(0.004, within(1e-15));
        assertThat(cosine.lr(1, 29)).isCloseTo(0.1, within(1e-15));
        assertThat(cosine.lr(1, 64)).isCloseTo((0.1 + 4e-7) / 2, within(1e-12));
        assertThat(cosine.lr(1, 99)).isCloseTo(4e-7, within(1e-15));
        OneCycle three = Schedule.oneCycle(1, 10).rising(0.3).linear().factors(4, 10).threePhases();
        gives(three, 1, 0.25, 0.625, 1, 0.625, 0.25, 0.205, 0.16, 0.115, 0.07, 0.025);
    }

    /** PyTorch divides by 0 there. */
    @Test
    void aCycleThatRisesInOneStepBeginsWithTheLargestRate() {
        for (OneCycle cycle :
                List.of(
                        Schedule.oneCycle(1, 10).rising(0.1),
                        Schedule.oneCycle(1, 10).rising(0.1).threePhases(),
                        Schedule.oneCycle(1, 10).rising(0.1).linear())) {
            assertThat(cycle.first(12, 1)).startsWith(1.0).allMatch(rate -> rate >= 4e-6 - 1e-15);
            assertThat(cycle.momentum(0.9, 0)).isEqualTo(0.85);
            assertThat(cycle.lr(1, 9)).isCloseTo(4e-6, within(1e-15));
        }
    }

    @Test
    void aSchedulerSetsTheRatesOfAllGroups() {
        try (Scope _ = Scope.open()) {
            Optimizer optimizer =
                    new SGD(List.of(Tensor.of(1f)), SGD.options().lr(1).momentum(0.5))
                            .addGroup(List.of(Tensor.of(2f)), SGD.options().lr(3));
            Scheduler scheduler = new Scheduler(optimizer, Schedule.exponential(0.5));
            scheduler.step();
            scheduler.step();
            assertThat(rates(optimizer)).containsExactly(0.25, 0.75);
            Map<String, String> state = scheduler.state();
            Scheduler other = new Scheduler(optimizer, Schedule.exponential(0.5));
            other.load(state);
            other.step();
            assertThat(other.steps()).isEqualTo(3);
            assertThat(rates(optimizer)).containsExactly(0.125, 0.375);
        }
    }

    private static List<Double> rates(Optimizer optimizer) {
        return optimizer.groups().stream().map(ParameterGroup::lr).toList();
    }

    @Test
    void oneCycleSetsMomentumWhereThereIsOne() {
        try (Scope _ = Scope.open()) {
            Optimizer optimizer =
                    new Adam(List.of(Tensor.of(1f)), 1)
                            .addGroup(List.of(Tensor.of(2f)), Adagrad.options());
            Scheduler scheduler = new Scheduler(optimizer, Schedule.oneCycle(0.1, 100));
            IntStream.range(0, 29).forEach(_ -> scheduler.step());
            assertThat(rates(optimizer)).containsExactly(0.1, 0.1);
            assertThat(optimizer.groups().getFirst().options().hyperparameters().get("beta1"))
                    .isCloseTo(0.85, within(1e-15));
        }
    }

    /** The numbers of PyTorch's rule, by hand. */
    @Test
    void aPlateauReducesAfterItsPatience() {
        try (Scope _ = Scope.open()) {
            Optimizer optimizer = new SGD(List.of(Tensor.of(1f)), 1);
            ReduceOnPlateau plateau =
                    new ReduceOnPlateau(
                            optimizer,
                            ReduceOnPlateau.options().patience(2).cooldown(1).minLr(0.05));
            double[] metrics = {5, 4, 4, 4, Double.NaN, 4, 4, 4, 4, 3, 4, 4, 4, 4, 4, 4, 4, 4};
            double[] expected = new double[metrics.length];
            double[] rates = new double[metrics.length];
            for (int i = 0; i < metrics.length; i++) {
                boolean isReduced = plateau.step(metrics[i]);
                rates[i] = optimizer.groups().getFirst().lr();
                expected[i] = i < 4 ? 1 : i < 8 ? 0.1 : 0.05;
                assertThat(isReduced).isEqualTo(i == 4 || i == 8);
            }
            assertThat(rates).containsExactly(expected, within(1e-15));
            assertThat(plateau.best()).isEqualTo(3);
        }
    }

    @Test
    void aPlateauContinuesFromItsState() {
        try (Scope _ = Scope.open()) {
            Optimizer optimizer = new SGD(List.of(Tensor.of(1f)), 1);
            PlateauOptions options =
                    ReduceOnPlateau.options().max().patience(1).threshold(1, false);
            ReduceOnPlateau first = new ReduceOnPlateau(optimizer, options.factor(0.5));
            first.step(1);
            first.step(1.5); // not by more than 1
            ReduceOnPlateau second = new ReduceOnPlateau(optimizer, options.factor(0.5));
            second.load(first.state());
            assertThat(second.best()).isEqualTo(1);
            assertThat(second.step(2)).isTrue();
            assertThat(rates(optimizer)).containsExactly(0.5);
        }
    }

    @Test
    void refusesWhatIsNoSchedule() {
        refuses("constant: factor is from 0 to 1", () -> Schedule.constant(2, 3));
        refuses("linear: steps is at least 1", () -> Schedule.linear(0, 1, 0));
        refuses("step: gamma is finite and not negative", () -> Schedule.step(3, -1));
        refuses("multiStep: milestones must not decrease: 3, 2", () -> Schedule.multiStep(1, 3, 2));
        refuses("cosine: least is finite and not negative", () -> Schedule.cosine(3, -1));
        refuses("cosineRestarts: times is at least 1", () -> Schedule.cosineRestarts(3, 0, 0));
        refuses("oneCycle: steps is at least 2", () -> Schedule.oneCycle(1, 1));
        refuses(
                "oneCycle: rising is between 0 and 0.5",
                () -> Schedule.oneCycle(1, 5).threePhases().rising(0.5));
        refuses("then: steps is at least 1", () -> Schedule.warmUp(1).then(0, Schedule.warmUp(1)));
        refuses(
                "ReduceOnPlateau: factor is from 0 to below 1",
                () -> ReduceOnPlateau.options().factor(1));
        try (Scope _ = Scope.open()) {
            Optimizer optimizer = new SGD(List.of(Tensor.of(1f)), 1);
            Scheduler scheduler = new Scheduler(optimizer, Schedule.warmUp(3));
            refuses(
                    "load: missing [base.0.lr, base.0.momentum, steps]; unexpected [x]",
                    () -> scheduler.load(Map.of("x", "1")));
            Map<String, String> state = scheduler.state();
            state.put("steps", "-3");
            refuses("load: steps is no whole number", () -> scheduler.load(state));
            state.put("steps", "3");
            state.put("base.0.lr", "?");
            refuses("load: base.0.lr is no number: '?'", () -> scheduler.load(state));
            assertThat(scheduler.steps()).isZero();
        }
    }

    private static void refuses(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(message);
    }
}
