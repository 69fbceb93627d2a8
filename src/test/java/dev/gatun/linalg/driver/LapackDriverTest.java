package dev.gatun.linalg.driver;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.linalg.driver.LapackDriver.SvdRoutine;
import dev.gatun.openblas.Lapack;
import dev.gatun.openblas.Lapack.Vectors;
import dev.gatun.openblas.OpenBlas;
import dev.gatun.openblas.Real;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where divide and conquer does not converge, QR iteration takes over. */
class LapackDriverTest {
    private static final int M = 30;
    private static final int N = 20;

    private final List<String> calls = new ArrayList<>();

    /** What gesdd does where it does not converge: everything is overwritten. */
    private SvdRoutine failing(String name) {
        return (_, _, _, _, a, _, s, u, _, vt, _) -> {
            calls.add(name);
            for (MemorySegment each : List.of(a, s, u, vt)) {
                each.fill((byte) 0x7f);
            }
            throw new NotConvergedException(name + ": it has not converged");
        };
    }

    @ParameterizedTest
    @EnumSource(Vectors.class)
    void theOtherRoutineGetsTheMatrixAsItWas(Vectors vectors) {
        if (!OpenBlas.hasLapack()) {
            assertThat(Driver.hasLapack()).isFalse();
            return;
        }
        LapackDriver driver = new LapackDriver(Real.DOUBLE);
        SvdRoutine second =
                (real, how, m, n, a, lda, s, u, ldu, vt, ldvt) -> {
                    calls.add("gesvd");
                    Lapack.gesvd(real, how, m, n, a, lda, s, u, ldu, vt, ldvt);
                };
        double[] flat = new SplittableRandom(1).doubles((long) M * N, -1, 1).toArray();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment[] plain = operands(arena, flat);
            driver.svd(vectors, M, N, plain[0], plain[1], plain[2], plain[3]);
            MemorySegment[] got = operands(arena, flat);
            driver.svd(failing("gesdd"), second, vectors, M, N, got[0], got[1], got[2], got[3]);
            assertThat(calls).containsExactly("gesdd", "gesvd");
            assertThat(got[0].mismatch(plain[0])).isEqualTo(-1);
            for (int i = 0; i < N; i++) {
                double wanted = plain[1].getAtIndex(JAVA_DOUBLE, i);
                assertThat(Math.abs(got[1].getAtIndex(JAVA_DOUBLE, i) / wanted - 1))
                        .isLessThan(1e-12);
            }
            if (vectors != Vectors.NONE) {
                assertThat(off(vectors, got, flat)).isLessThan(1e-13);
            }
            assertThatThrownBy(() ->
                            driver.svd(
                                    failing("first"),
                                    failing("second"),
                                    vectors,
                                    M,
                                    N,
                                    got[0],
                                    got[1],
                                    got[2],
                                    got[3]))
                    .isInstanceOf(NotConvergedException.class)
                    .hasMessageContaining("second: it has not converged");
        }
    }

    private static MemorySegment[] operands(Arena arena, double[] a) {
        return new MemorySegment[] {
            arena.allocateFrom(JAVA_DOUBLE, a),
            arena.allocate(8L * N, 64),
            arena.allocate(8L * M * M, 64),
            arena.allocate(8L * N * N, 64)
        };
    }

    private static double off(Vectors vectors, MemorySegment[] of, double[] a) {
        double most = 0;
        assertThat(vectors).isNotEqualTo(Vectors.NONE);
        for (int i = 0; i < M; i++) {
            for (int j = 0; j < N; j++) {
                double sum = -a[j * M + i];
                for (int k = 0; k < N; k++) {
                    sum +=
                            of[2].getAtIndex(JAVA_DOUBLE, k * M + i)
                                    * of[1].getAtIndex(JAVA_DOUBLE, k)
                                    * of[3].getAtIndex(JAVA_DOUBLE, j * N + k);
                }
                most = Math.max(most, Math.abs(sum));
            }
        }
        return most;
    }
}
