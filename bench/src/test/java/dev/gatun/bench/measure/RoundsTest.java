package dev.gatun.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Trials here only say how long they took, so that no clock decides a test. */
class RoundsTest {
    private static Trial taking(long nanos, List<String> log, String name) {
        return calls -> {
            log.add(name);
            return nanos * calls;
        };
    }

    private static Trial taking(long nanos) {
        return taking(nanos, new ArrayList<>(), "");
    }

    @Test
    void reportsNanosecondsACall() {
        double[][] nanos =
                new Rounds(5, 10_000, 1_000_000, 10_000)
                        .run(List.of(taking(10), taking(30)), () -> {});
        assertThat(nanos[0]).hasSize(5).containsOnly(10);
        assertThat(nanos[1]).hasSize(5).containsOnly(30);
    }

    @Test
    void turnsTheOrderRoundInEveryOtherRound() {
        List<String> log = new ArrayList<>();
        // Calls as long as a sample: one warm-up call each, then a warming call and a sample a
        // turn.
        List<Trial> trials = List.of(taking(1000, log, "a"), taking(1000, log, "b"));
        new Rounds(2 + 1, 1000, 1_000_000, 1).run(trials, () -> log.add("|"));
        assertThat(String.join("", log)).isEqualTo("abaabb|bbaa|aabb|");
    }

    @Test
    void takesFewerSamplesOfALongCallButThree() {
        Rounds rounds = new Rounds(11, 1000, 1_000_000_000, 1);
        double[][] nanos = rounds.run(List.of(taking(200_000_000), taking(900_000_000)), () -> {});
        assertThat(nanos[0]).hasSize(5);
        assertThat(nanos[1]).hasSize(3);
    }

    @Test
    void takesOneSampleOfAVeryLongCall() {
        Rounds rounds = new Rounds(11, 1000, 1_000_000_000, 1);
        assertThat(rounds.run(List.of(taking(1_000_000_000)), () -> {})[0]).hasSize(1);
    }

    @Test
    void tellsAboutEveryRound() {
        AtomicInteger told = new AtomicInteger();
        new Rounds(7, 1000, 1, 1).run(List.of(taking(500_000_000)), told::incrementAndGet);
        assertThat(told).hasValue(7);
    }

    /** A long call takes part in fewer rounds than a short one. */
    @Test
    void comparesTheRoundsThatBothHave() {
        double[] many = {2, 4, 9, 100, 100};
        double[] few = {1, 1, 3};
        assertThat(Median.ofRatios(many, few)).isEqualTo(3);
        assertThat(Median.ofRatios(few, many)).isEqualTo(1.0 / 3);
        assertThat(Median.ofDifferences(many, few)).isEqualTo(3);
        assertThat(Median.ofDifferences(few, many)).isEqualTo(-3);
    }

    @Test
    void mediansAreOfTheRounds() {
        double[] ours = {3, 100, 5};
        double[] theirs = {2, 50, 1};
        assertThat(Median.of(ours)).isEqualTo(5);
        assertThat(Median.of(new double[] {1, 2, 3, 10})).isEqualTo(2.5);
        assertThat(Median.ofRatios(ours, theirs)).isEqualTo(2);
        assertThat(Median.ofDifferences(ours, theirs)).isEqualTo(4);
    }

    @Test
    void saysWhatBecameOfTheKernels() {
        assertThat(Rounds.kernels())
                .matches(
                        "kernels: \\d+ loops compiled and in use, \\d+ rejected and interpreted,"
                                + " \\d+ on the way");
    }
}
