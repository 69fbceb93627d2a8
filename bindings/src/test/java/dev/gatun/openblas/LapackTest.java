package dev.gatun.openblas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class LapackTest {
    private static MemorySegment numbers(Arena arena, double... values) {
        return arena.allocateFrom(ValueLayout.JAVA_DOUBLE, values);
    }

    @Test
    void factorsAndSolves() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = numbers(arena, 4, 1, 1, 3);
            MemorySegment b = numbers(arena, 1, 2);
            MemorySegment pivots = arena.allocate(8, 8);
            assertThat(Lapack.getrf(Real.DOUBLE, 2, 2, a, 2, pivots)).isZero();
            Lapack.getrs(Real.DOUBLE, Transpose.NO, 2, 1, a, 2, pivots, b, 2);
            assertThat(b.getAtIndex(ValueLayout.JAVA_DOUBLE, 0) * 11).isCloseTo(1, within());
            assertThat(b.getAtIndex(ValueLayout.JAVA_DOUBLE, 1) * 11).isCloseTo(7, within());
            Lapack.getri(Real.DOUBLE, 2, a, 2, pivots);
            assertThat(a.get(ValueLayout.JAVA_DOUBLE, 0) * 11).isCloseTo(3, within());
        }
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(1e-14);
    }

    @Test
    void whatLapackFindsIsSaidInWords() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = numbers(arena, 1, 2, 2, 1);
            assertThatThrownBy(() -> Lapack.potrf(Real.DOUBLE, Triangle.LOWER, 2, a, 2))
                    .isInstanceOfSatisfying(
                            LapackException.class, e -> assertThat(e.info()).isEqualTo(2))
                    .hasMessageContaining("potrf: the leading minor of order 2 is not positive");
        }
    }

    @Test
    void whatItCouldNotSurviveIsRefused() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = numbers(arena, 1, 0, 0, Double.POSITIVE_INFINITY);
            MemorySegment s = numbers(arena, 7, 7);
            MemorySegment u = numbers(arena, 0, 0, 0, 0);
            MemorySegment vt = numbers(arena, 0, 0, 0, 0);
            assertThatThrownBy(() ->
                            Lapack.gesdd(
                                    Real.DOUBLE, Lapack.Vectors.THIN, 2, 2, a, 2, s, u, 2, vt, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("gesdd: column 1 of a has an element that is not finite");
            assertThat(s.get(ValueLayout.JAVA_DOUBLE, 0)).isEqualTo(7);
            MemorySegment pivots = arena.allocateFrom(ValueLayout.JAVA_INT, 1, 3);
            assertThatThrownBy(
                            () -> Lapack.getrs(Real.DOUBLE, Transpose.NO, 2, 1, u, 2, pivots, s, 2))
                    .hasMessageContaining("getrs: pivot 1 is 3; rows are counted from 1 to 2");
            assertThatThrownBy(() -> Lapack.potrf(Real.DOUBLE, Triangle.LOWER, 3, a, 3))
                    .hasMessageContaining("potrf: a has 4 elements");
        }
    }
}
