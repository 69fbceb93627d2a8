package dev.gatun.bench.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinalgTimingTest {
    private static LinalgTiming row(Routine routine, int size, double... nanos) {
        double[] ofC = {100, 100, 100};
        return LinalgTiming.of(routine, new MatrixShape(size, 1), nanos, ofC);
    }

    @Test
    void theVerdictIsOnTheSlowestCallOfTheTarget() {
        LinalgTiming other = row(Routine.LU, 64, 300, 300, 300);
        LinalgTiming near = row(Routine.QR, 500, 90, 105, 400);
        assertThat(LinalgTiming.verdict(List.of(other))).isEmpty();
        assertThat(LinalgTiming.verdict(List.of(other, near)).orElseThrow())
                .isEqualTo("met    n = 500: at most 1.10 of C's time; worst 1.050 of qr");
        LinalgTiming slow = row(Routine.SVD, 500, 120, 120, 120);
        assertThat(LinalgTiming.verdict(List.of(slow, near)).orElseThrow())
                .startsWith("MISSED ")
                .endsWith("worst 1.200 of svd");
    }

    @ParameterizedTest
    @EnumSource
    void operandsAreWhatTheCallTakes(Routine routine) {
        MatrixShape shape = new MatrixShape(4, 3);
        double[] a = shape.matrices(routine.operand());
        double[] turned = shape.byColumns(a);
        assertThat(a).hasSize(48);
        assertThat(turned[16 + 4 + 3]).isEqualTo(a[16 + 3 * 4 + 1]);
        assertThat(java.util.Arrays.equals(a, turned))
                .isEqualTo(routine.operand() != Routine.Operand.GENERAL);
        boolean isPositive = routine.operand() == Routine.Operand.POSITIVE;
        assertThat(a[0] > 3).isEqualTo(isPositive);
    }
}
