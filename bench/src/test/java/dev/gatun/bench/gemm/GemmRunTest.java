package dev.gatun.bench.gemm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.bench.gemm.Contender.Group;
import dev.gatun.bench.gemm.Measurement.Status;
import dev.gatun.bench.measure.MatrixOperands;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class GemmRunTest {
    private static final Contender NAIVE = Samples.taking("i-j-k", 1, Group.JAVA, 100);
    private static final Contender NATIVE = Samples.taking("openblas", 1, Group.OPENBLAS, 4);
    private static final Contender FROM_C = Samples.taking("openblas-c", 1, Group.C, 2);

    private static Report run(
            List<Contender> contenders, List<Integer> sizes, boolean mayExtrapolate) {
        return new GemmRun(contenders, sizes, Samples.QUICK, mayExtrapolate)
                .measure(Samples.MACHINE, Samples.QUIET);
    }

    @Test
    void relatesEveryProductToTheNaiveOneAndToC() {
        Report report = run(List.of(NAIVE, NATIVE, FROM_C), List.of(7, 13), false);
        assertThat(report.rows()).hasSize(6);
        Row row = report.rows().get(4);
        assertThat(row.name()).isEqualTo("openblas");
        assertThat(row.size()).isEqualTo(13);
        assertThat(row.status()).isEqualTo(Status.TIMED);
        assertThat(row.millis()).isEqualTo(4 * 13 * 13 * 13 / 1e6);
        assertThat(row.gflops()).isCloseTo(0.5, within(1e-12));
        assertThat(row.speedup()).isCloseTo(25, within(1e-9));
        assertThat(row.shareOfC()).isCloseTo(0.5, within(1e-12));
        double peak = report.peak().getOrDefault(1, Double.NaN);
        assertThat(row.shareOfPeak()).isCloseTo(0.5 / peak, within(1e-12));
        assertThat(row.maxError()).isNotNull().isLessThanOrEqualTo(row.errorBound());
        assertThat(row.samples()).isEqualTo(1);
    }

    @Test
    void aProductThatIsWrongAtTheEdgeIsRefusedAndNotTimed() {
        AtomicInteger calls = new AtomicInteger();
        Consumer<MatrixOperands> forgetsTheLastTerm =
                p -> {
                    calls.incrementAndGet();
                    Samples.multiply(p);
                    int n = p.size;
                    p.result[n * n - 1] -= p.left[n * n - 1] * p.right[n * n - 1];
                };
        Contender broken = Samples.contender("simd", 1, Group.JAVA, 1, forgetsTheLastTerm);
        Report report = run(List.of(NAIVE, broken), List.of(7), false);
        Row row = report.rows().get(1);
        assertThat(row.status()).isEqualTo(Status.REFUSED);
        assertThat(row.millis()).isNull();
        assertThat(row.gflops()).isNull();
        assertThat(row.speedup()).isNull();
        assertThat(row.maxError()).isNotNull().isGreaterThan(row.errorBound());
        assertThat(calls).hasValue(1);
        assertThat(report.refused()).containsExactly(row);
    }

    @Test
    void aProductThatWritesNothingIsRefused() {
        Contender idle = Samples.contender("simd", 1, Group.JAVA, 1, p -> {});
        Row row = run(List.of(NAIVE, idle), List.of(7), false).rows().get(1);
        assertThat(row.status()).isEqualTo(Status.REFUSED);
        assertThat(row.maxError()).isNull();
    }

    @Test
    void nothingIsComparedWithAWrongNaiveProduct() {
        Contender idle = Samples.contender("i-j-k", 1, Group.JAVA, 1, p -> {});
        Row row = run(List.of(idle, NATIVE), List.of(7), false).rows().get(1);
        assertThat(row.status()).isEqualTo(Status.TIMED);
        assertThat(row.speedup()).isNull();
        assertThat(row.shareOfC()).isNull();
    }

    @Test
    void longJavaProductsAreExtrapolatedOnlyIfAsked() {
        // 3e6 n^3 ns: 1.03 s at 7, 6.6 s at 13.
        Contender slow = Samples.taking("i-j-k", 1, Group.JAVA, 3_000_000);
        Contender slowNative = Samples.taking("openblas", 1, Group.OPENBLAS, 3_000_000);
        List<Contender> both = List.of(slow, slowNative);

        Report asked = run(both, List.of(7, 13), true);
        assertThat(asked.rows())
                .extracting(Row::status)
                .containsExactly(Status.TIMED, Status.TIMED, Status.EXTRAPOLATED, Status.TIMED);
        Row row = asked.rows().get(2);
        assertThat(row.millis()).isCloseTo(3 * 13 * 13 * 13, within(1e-6));
        assertThat(row.maxError()).isNull();
        assertThat(row.samples()).isZero();

        Report unasked = run(both, List.of(7, 13), false);
        assertThat(unasked.rows()).extracting(Row::status).containsOnly(Status.TIMED);
    }
}
