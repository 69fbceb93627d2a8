package dev.gatun.openblas;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which products go the short way, and that both ways give the same. */
class ShortGemmTest {
    private static final long LARGEST = 32;

    private static boolean takes(Arena a, Arena b, Arena c, long m, long n, long k) {
        return ShortGemm.takes(m, n, k, a.allocate(4), b.allocate(4), c.allocate(4));
    }

    @Test
    void takesShortProductsOfMemoryThatNobodyElseCanFree() {
        try (Arena mine = Arena.ofConfined();
                Arena other = Arena.ofConfined();
                Arena shared = Arena.ofShared()) {
            Arena forever = Arena.global();
            assertThat(takes(mine, mine, mine, 32, 32, 32)).isTrue();
            assertThat(takes(mine, other, forever, 1, 1, 1)).isTrue();
            assertThat(takes(forever, forever, forever, 8, 8, 8)).isTrue();
            assertThat(takes(mine, mine, shared, 1, 1, 1)).isFalse();
            assertThat(takes(shared, mine, mine, 1, 1, 1)).isFalse();
            assertThat(takes(mine, shared, mine, 1, 1, 1)).isFalse();
            assertThat(takes(Arena.ofAuto(), mine, mine, 1, 1, 1)).isFalse();
        }
    }

    @Test
    void takesNoLongProduct() {
        try (Arena mine = Arena.ofConfined()) {
            assertThat(takes(mine, mine, mine, 32, 32, 33)).isFalse();
            assertThat(takes(mine, mine, mine, 1, 1, 1 << 15)).isTrue();
            long most = Integer.MAX_VALUE;
            assertThat(takes(mine, mine, mine, most, most, most)).isFalse();
            assertThat(takes(mine, mine, mine, 1, 2, most)).isFalse();
        }
    }

    private static int left(long index) {
        return (int) (index % 7) - 3;
    }

    private static int right(long index) {
        return (int) (index % 5) - 2;
    }

    /** Sizes on both sides of the limit, memory of every kind, against plain loops. */
    @ParameterizedTest
    @ValueSource(longs = {1, 7, 13, LARGEST, LARGEST + 1})
    void everyWayGivesTheSame(long n) {
        try (Arena confined = Arena.ofConfined();
                Arena shared = Arena.ofShared()) {
            for (Arena arena : List.of(confined, shared, Arena.global(), Arena.ofAuto())) {
                MemorySegment a = arena.allocate(4 * n * n, 64);
                MemorySegment b = arena.allocate(4 * n * n, 64);
                MemorySegment c = arena.allocate(4 * n * n, 64);
                MemorySegment wideA = arena.allocate(8 * n * n, 64);
                MemorySegment wideB = arena.allocate(8 * n * n, 64);
                MemorySegment wideC = arena.allocate(8 * n * n, 64);
                for (long i = 0; i < n * n; i++) {
                    a.setAtIndex(JAVA_FLOAT, i, left(i));
                    b.setAtIndex(JAVA_FLOAT, i, right(i));
                    wideA.setAtIndex(JAVA_DOUBLE, i, left(i));
                    wideB.setAtIndex(JAVA_DOUBLE, i, right(i));
                }
                Order rows = Order.ROW_MAJOR;
                Transpose no = Transpose.NO;
                Blas.sgemm(rows, no, Transpose.YES, n, n, n, 2, a, n, b, n, 0, c, n);
                Blas.dgemm(rows, no, Transpose.YES, n, n, n, 2, wideA, n, wideB, n, 0, wideC, n);
                for (long row = 0; row < n; row++) {
                    for (long column = 0; column < n; column++) {
                        int sum = 0;
                        for (long i = 0; i < n; i++) {
                            sum += left(row * n + i) * right(column * n + i);
                        }
                        // Small whole numbers: exact in either type, in any order of summation.
                        long at = row * n + column;
                        assertThat((double) c.getAtIndex(JAVA_FLOAT, at)).isEqualTo(2.0 * sum);
                        assertThat(wideC.getAtIndex(JAVA_DOUBLE, at)).isEqualTo(2.0 * sum);
                    }
                }
            }
        }
    }
}
