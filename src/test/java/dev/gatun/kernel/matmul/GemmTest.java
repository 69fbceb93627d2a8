package dev.gatun.kernel.matmul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gatun.kernel.threads.Threads;
import dev.gatun.memory.Scope;
import dev.gatun.openblas.Blas;
import dev.gatun.openblas.Order;
import dev.gatun.openblas.Transpose;
import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The product in Java, every tile of it, against the oracle and against OpenBLAS. */
class GemmTest {
    /** m, n, k. Tiles are 8 x 32 or smaller, or 8 x 128; a panel is 192 deep, or deeper. */
    private static final int[][] SIZES = {
        {0, 0, 0},
        {0, 3, 2},
        {3, 0, 2},
        {3, 2, 0},
        {1, 1, 1},
        {2, 3, 7},
        {8, 32, 1},
        {7, 31, 3},
        {1, 207, 13},
        {207, 1, 64},
        {13, 7, 207},
        {31, 64, 65},
        {64, 129, 31},
        {65, 65, 192},
        {129, 64, 193},
        {13, 2, 1600},
        {207, 129, 65},
        {300, 140, 400},
    };

    private final int before = Threads.count();

    @AfterEach
    void restore() {
        Threads.setCount(before);
    }

    record Subject(String name, boolean isDouble, ProductCase.Product product) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Subject> subjects() {
        return Stream.of(
                new Subject("float vectors", false, ProductCase.byJava()),
                new Subject("double vectors", true, ProductCase.byJava()),
                new Subject("float loops", false, checked(new PlainFloatMicroKernel())),
                new Subject("double loops", true, checked(new PlainDoubleMicroKernel())),
                new Subject("float, the backend", false, ProductCase.byLibrary()),
                new Subject("double, the backend", true, ProductCase.byLibrary()));
    }

    /** A tile does not see products that are empty: those are settled before. */
    private static ProductCase.Product checked(MicroKernel tile) {
        return (product, a, b, c) ->
                (product.isEmpty() ? ProductCase.byJava() : ProductCase.by(tile))
                        .multiply(product, a, b, c);
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void staysWithinTheBoundOfTheOracle(Subject subject) {
        double[][] scalars = {{1, 0}, {1, 1}, {-0.5, 2}, {0, 0}, {0, 3}};
        for (int[] size : SIZES) {
            for (int trans = 0; trans < 4; trans++) {
                for (double[] scalar : scalars) {
                    ProductCase one =
                            new ProductCase(
                                    subject.isDouble,
                                    (trans & 1) != 0,
                                    (trans & 2) != 0,
                                    size[0],
                                    size[1],
                                    size[2],
                                    scalar[0],
                                    scalar[1],
                                    trans * 3);
                    assertThat(one.worstError(subject.product))
                            .as("%s", one)
                            .isLessThanOrEqualTo(1);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void carriesNanAndInfinityWhereTheyBelongAndNowhereElse(Subject subject) {
        int m = 13;
        int n = 37;
        int k = 7;
        double[] a = ProductCase.numbers(new Random(1), m * k);
        double[] b = ProductCase.numbers(new Random(2), k * n);
        a[2 * k + 3] = Double.NaN; // row 2
        a[12 * k] = Double.POSITIVE_INFINITY; // row 12, the last
        b[4 * n + 36] = Double.NEGATIVE_INFINITY; // column 36, the last
        b[5 * n + 1] = Double.NaN; // column 1
        ProductCase one = new ProductCase(subject.isDouble, false, false, m, n, k, 1, 0, 2);
        double[] c = one.multiply(subject.product, a, b, new double[m * n]);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int p = 0; p < k; p++) {
                    sum += a[i * k + p] * b[p * n + j];
                }
                boolean isFinite = Double.isFinite(sum);
                assertThat(Double.isFinite(c[i * n + j])).as("%d, %d", i, j).isEqualTo(isFinite);
                if (!isFinite) {
                    assertThat(c[i * n + j]).as("%d, %d", i, j).isEqualTo((Double) sum);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void doesNotReadTheFactorsWhereAlphaIsZero(Subject subject) {
        double[] nan = new double[64];
        Arrays.fill(nan, Double.NaN);
        double[] c = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        ProductCase one = new ProductCase(subject.isDouble, false, true, 3, 3, 7, 0, 2, 1);
        assertThat(one.multiply(subject.product, nan, nan, c))
                .containsExactly(2, 4, 6, 8, 10, 12, 14, 16, 18);
    }

    @Test
    void givesTheSameBitsForAnyNumberOfThreads() {
        Random random = new Random(3);
        for (int[] size : new int[][] {{207, 300, 400}, {9, 2000, 200}, {513, 17, 193}}) {
            ProductCase one =
                    new ProductCase(false, false, true, size[0], size[1], size[2], 1.1, 0.3, 1);
            double[] a = ProductCase.numbers(random, size[0] * size[2]);
            double[] b = ProductCase.numbers(random, size[2] * size[1]);
            double[] c = ProductCase.numbers(random, size[0] * size[1]);
            Threads.setCount(1);
            double[] alone = one.multiply(ProductCase.byJava(), a, b, c);
            for (int threads : new int[] {2, 3, 7}) {
                Threads.setCount(threads);
                assertThat(one.multiply(ProductCase.byJava(), a, b, c))
                        .as("%d threads", threads)
                        .isEqualTo(alone);
            }
        }
    }

    @Test
    void refusesWhatOpenBlasRefusesInTheSameWords() {
        try (Scope scope = Scope.open()) {
            MemorySegment a = scope.allocate(6 * 4);
            MemorySegment b = scope.allocate(12 * 4);
            MemorySegment c = scope.allocate(8 * 4);
            c.fill((byte) 7);
            MemorySegment heap = MemorySegment.ofArray(new float[16]);
            // Right would be: 2 x 4 from 2 x 3 and 3 x 4, with leading dimensions 3, 4 and 4.
            bad(call -> call.sgemm(-1, 4, 3, a, 3, b, 4, c, 4));
            bad(call -> call.sgemm(2, 4, 1L << 31, a, 3, b, 4, c, 4));
            bad(call -> call.sgemm(2, 4, 3, a, 2, b, 4, c, 4));
            bad(call -> call.sgemm(2, 4, 3, a, 4, b, 4, c, 4));
            bad(call -> call.sgemm(2, 4, 3, a, 3, b, 3, c, 4));
            bad(call -> call.sgemm(2, 4, 3, a, 3, b.asSlice(4), 4, c, 4));
            bad(call -> call.sgemm(2, 4, 3, a, 3, b, 4, c, 3));
            bad(call -> call.sgemm(2, 4, 3, a, 3, b, 4, c.asSlice(4), 4));
            bad(call -> call.sgemm(2, 4, 3, a, 3, b, 4, c.asReadOnly(), 4));
            bad(call -> call.sgemm(2, 4, 3, heap, 3, b, 4, c, 4));
            bad(call -> call.sgemm(2, 4, 3, a, 3, b, 4, b, 4));
            bad(call -> call.sgemm(2, 4, 3, a.asSlice(1), 3, b, 4, c, 4));
            MemorySegment closed = closed();
            bad(call -> call.sgemm(2, 4, 3, a, 3, closed, 4, c, 4));
            for (byte one : c.toArray(ValueLayout.JAVA_BYTE)) {
                assertThat(one).isEqualTo((byte) 7);
            }
        }
    }

    private static MemorySegment closed() {
        try (Scope scope = Scope.open()) {
            return scope.allocate(12 * 4);
        }
    }

    /** The product of the test above, by whoever. */
    private interface Call {
        void sgemm(
                long m,
                long n,
                long k,
                MemorySegment a,
                long lda,
                MemorySegment b,
                long ldb,
                MemorySegment c,
                long ldc);
    }

    private static void bad(Consumer<Call> call) {
        Throwable expected = refusal(() -> call.accept(GemmTest::openblas));
        Throwable got = refusal(() -> call.accept(GemmTest::java));
        assertThat(got).hasSameClassAs(expected).hasMessage(expected.getMessage());
    }

    private static Throwable refusal(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(RuntimeException.class);
        return thrown;
    }

    private static void openblas(
            long m,
            long n,
            long k,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb,
            MemorySegment c,
            long ldc) {
        Transpose no = Transpose.NO;
        Blas.sgemm(Order.ROW_MAJOR, no, no, m, n, k, 1, a, lda, b, ldb, 0, c, ldc);
    }

    private static void java(
            long m,
            long n,
            long k,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb,
            MemorySegment c,
            long ldc) {
        Gemm gemm = new Gemm(DType.F32, false, false, m, n, k, 1, lda, ldb, 0, ldc);
        Backend.JAVA.routines().gemm(gemm, a, b, c);
    }
}
