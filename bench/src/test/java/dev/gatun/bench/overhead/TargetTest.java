package dev.gatun.bench.overhead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TargetTest {
    private static final CallTiming SMALL =
            CallTiming.of("Blas", 8, 1, new double[] {130, 140, 900}, new double[] {110, 118, 100});
    private static final CallTiming LARGE =
            CallTiming.of("Blas", 64, 1, new double[] {4000, 4100}, new double[] {3800, 3895});

    @Test
    void comparesWithinTheRoundAndThenTakesTheMedian() {
        assertThat(SMALL.nanos()).isEqualTo(140);
        assertThat(SMALL.nanosOfC()).isEqualTo(110);
        assertThat(SMALL.moreNanos()).isEqualTo(22);
        assertThat(LARGE.speedOfC()).isEqualTo(0.95);
    }

    @Test
    void saysWhatIsMetAndWhatIsMissed() {
        List<CallTiming> rows = List.of(SMALL, LARGE);
        assertThat(OverheadTarget.ALL.get(0).verdict(rows, "Blas", 1))
                .hasValueSatisfying(
                        line -> assertThat(line).startsWith("met ").contains("+22.0 ns at n = 8"));
        assertThat(OverheadTarget.ALL.get(1).verdict(rows, "Blas", 1)).isEmpty();
        assertThat(OverheadTarget.ALL.get(2).verdict(rows, "Blas", 1))
                .hasValueSatisfying(
                        line -> assertThat(line).startsWith("MISSED ").contains("0.950 at n = 64"));
        assertThat(OverheadTarget.ALL.get(2).verdict(rows, "Blas", 2)).isEmpty();
    }
}
