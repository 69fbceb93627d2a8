package dev.gatun.openblas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    private static Offset<Double> within() {
        return Offset.offset(1e-14);
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

    /** Element (i, j) of what {@code triangle} holds of a symmetric matrix. */
    private static double symmetric(Real real, Triangle triangle, MemorySegment a, int i, int j) {
        boolean isSwapped = (triangle == Triangle.LOWER) == (i < j);
        return number(real, a, isSwapped ? i * 3 + j : j * 3 + i);
    }

    private static double number(Real real, MemorySegment a, int at) {
        return real == Real.FLOAT
                ? a.getAtIndex(ValueLayout.JAVA_FLOAT, at)
                : a.getAtIndex(ValueLayout.JAVA_DOUBLE, at);
    }

    private static MemorySegment of(Arena arena, Real real, double... values) {
        MemorySegment to = arena.allocate(Math.max(8, (long) values.length << real.shift), 8);
        for (int i = 0; i < values.length; i++) {
            if (real == Real.FLOAT) {
                to.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values[i]);
            } else {
                to.setAtIndex(ValueLayout.JAVA_DOUBLE, i, values[i]);
            }
        }
        return to;
    }

    /** The inverse of a 3 x 3 matrix by its adjugate, in doubles. */
    @ParameterizedTest
    @EnumSource(Real.class)
    void potriInvertsByTheFactor(Real real) {
        double[] a = {4, 2, -1, 2, 10, 3, -1, 3, 6};
        double det = 4 * (60 - 9) - 2 * (12 + 3) - (6 + 10);
        double[] inverse = {51, -15, 16, -15, 23, -14, 16, -14, 36};
        try (Arena arena = Arena.ofConfined()) {
            for (Triangle triangle : Triangle.values()) {
                MemorySegment x = of(arena, real, a);
                Lapack.potrf(real, triangle, 3, x, 3);
                Lapack.potri(real, triangle, 3, x, 3);
                for (int i = 0; i < 3; i++) {
                    for (int j = 0; j < 3; j++) {
                        assertThat(symmetric(real, triangle, x, i, j) * det)
                                .isCloseTo(
                                        inverse[i * 3 + j],
                                        Offset.offset(real == Real.FLOAT ? 1e-4 : 1e-12));
                    }
                }
                MemorySegment factor = of(arena, real, 1, 2, 3, 0, 0, 4, 0, 0, 5);
                assertThatThrownBy(() -> Lapack.potri(real, Triangle.LOWER, 3, factor, 3))
                        .isInstanceOf(LapackException.class)
                        .hasMessageContaining("potri: element 2 of the diagonal is 0");
            }
            MemorySegment small = of(arena, real, 1, 2, 3);
            assertThatThrownBy(() -> Lapack.potri(real, Triangle.LOWER, 2, small, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("potri: a has 3 elements");
            Lapack.potri(real, Triangle.LOWER, 0, small, 1);
            assertThat(number(real, small, 0)).isEqualTo(1);
        }
    }

    private static double[] random(int count, long seed) {
        return new SplittableRandom(seed).doubles(count, -1, 1).toArray();
    }

    /** Both make A again, with the same values, in all forms. */
    @ParameterizedTest
    @EnumSource(Lapack.Vectors.class)
    void gesvdFindsWhatGesddFinds(Lapack.Vectors vectors) {
        for (Real real : Real.values()) {
            for (int[] size : new int[][] {{1, 1}, {5, 3}, {3, 5}, {40, 40}, {130, 70}}) {
                try (Arena arena = Arena.ofConfined()) {
                    int m = size[0];
                    int n = size[1];
                    double[] a = random(m * n, 100L * m + n);
                    double[][] s = new double[2][];
                    for (int routine = 0; routine < 2; routine++) {
                        s[routine] = singular(arena, real, vectors, m, n, a, routine == 0);
                    }
                    double near = 1e2 * Math.max(m, n) * (real == Real.FLOAT ? 1e-7 : 1e-16);
                    assertThat(s[1]).containsExactly(s[0], Offset.offset(near));
                }
            }
        }
    }

    private static double[] singular(
            Arena arena, Real real, Lapack.Vectors how, int m, int n, double[] a, boolean isGesdd) {
        int k = Math.min(m, n);
        boolean isFull = how == Lapack.Vectors.FULL;
        int ldvt = isFull ? n : k;
        MemorySegment x = of(arena, real, a);
        MemorySegment s = of(arena, real, new double[k]);
        MemorySegment u = of(arena, real, new double[m * (isFull ? m : k)]);
        MemorySegment vt = of(arena, real, new double[n * ldvt]);
        if (isGesdd) {
            Lapack.gesdd(real, how, m, n, x, m, s, u, m, vt, ldvt);
        } else {
            Lapack.gesvd(real, how, m, n, x, m, s, u, m, vt, ldvt);
        }
        double off = 0;
        for (int i = 0; i < m && how != Lapack.Vectors.NONE; i++) {
            for (int j = 0; j < n; j++) {
                double sum = -a[j * m + i];
                for (int l = 0; l < k; l++) {
                    double left = number(real, u, l * m + i) * number(real, s, l);
                    sum += left * number(real, vt, j * ldvt + l);
                }
                off = Math.max(off, Math.abs(sum));
            }
        }
        assertThat(off).isLessThan(Math.max(m, n) * (real == Real.FLOAT ? 1e-5 : 1e-14));
        double[] values = new double[k];
        Arrays.setAll(values, i -> number(real, s, i));
        return values;
    }

    /** LU, eigenvalues, singular values and least squares, of 300 and of 60 rows. */
    private static double[] allOf(long seed) {
        double[] sums = new double[8];
        int at = 0;
        for (int n : new int[] {60, 300}) {
            try (Arena arena = Arena.ofConfined()) {
                double[] a = random(n * n, seed);
                MemorySegment x = numbers(arena, a);
                MemorySegment pivots = arena.allocate(4L * n, 8);
                Lapack.getrf(Real.DOUBLE, n, n, x, n, pivots);
                sums[at++] = number(Real.DOUBLE, x, n * n - 1);
                MemorySegment w = arena.allocate(8L * n, 8);
                MemorySegment wi = arena.allocate(8L * n, 8);
                MemorySegment v = arena.allocate(8L * n * n, 8);
                Lapack.geev(Real.DOUBLE, true, n, numbers(arena, a), n, w, wi, v, n);
                sums[at++] = number(Real.DOUBLE, w, 0);
                MemorySegment u = arena.allocate(8L * n * n, 8);
                Lapack.gesdd(
                        Real.DOUBLE,
                        Lapack.Vectors.FULL,
                        n,
                        n,
                        numbers(arena, a),
                        n,
                        w,
                        u,
                        n,
                        v,
                        n);
                sums[at++] = number(Real.DOUBLE, w, 0);
                MemorySegment b = numbers(arena, random(n, seed + 1));
                Lapack.gelsd(Real.DOUBLE, n, n, 1, numbers(arena, a), n, b, n, w, -1);
                sums[at++] = number(Real.DOUBLE, b, 0);
            }
        }
        return sums;
    }

    private static double[] on(Thread.Builder builder, long seed, Consumer<Thread> meanwhile)
            throws InterruptedException {
        double[][] got = new double[1][];
        Thread thread = builder.unstarted(() -> got[0] = allOf(seed));
        thread.start();
        meanwhile.accept(thread);
        thread.join();
        return got[0];
    }

    @Test
    void smallStacksVirtualThreadsAndInterruptsChangeNothing() throws InterruptedException {
        int before = OpenBlas.threads();
        try {
            for (int threads : new int[] {1, 2}) {
                OpenBlas.setThreads(threads);
                double[] wanted = allOf(3);
                Thread.Builder small = Thread.ofPlatform().stackSize(64 << 10);
                assertThat(on(small, 3, _ -> {})).isEqualTo(wanted);
                assertThat(on(Thread.ofVirtual(), 3, _ -> {})).isEqualTo(wanted);
                assertThat(on(Thread.ofPlatform(), 3, Thread::interrupt)).isEqualTo(wanted);
                assertThat(on(Thread.ofVirtual(), 3, Thread::interrupt)).isEqualTo(wanted);
            }
        } finally {
            OpenBlas.setThreads(before);
        }
    }

    @Test
    void manyCallersAtOnceGetWhatOneGets() throws InterruptedException {
        int before = OpenBlas.threads();
        try {
            OpenBlas.setThreads(1);
            double[][] wanted = {allOf(0), allOf(1), allOf(2)};
            double[][] got = new double[24][];
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < got.length; i++) {
                int at = i;
                Thread.Builder kind = i % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform();
                threads.add(kind.start(() -> got[at] = allOf(at % 3)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            for (int i = 0; i < got.length; i++) {
                assertThat(got[i]).isEqualTo(wanted[i % 3]);
            }
        } finally {
            OpenBlas.setThreads(before);
        }
    }
}
