package dev.gatun.kernel.matmul;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.threads.Contention;
import dev.gatun.kernel.threads.Threads;
import dev.gatun.openblas.Blas;
import dev.gatun.openblas.OpenBlas;
import dev.gatun.openblas.Order;
import dev.gatun.shape.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products are divided among threads, and their bits do not depend on how many there are. */
class ParallelProductTest {
    private static final long SEED = 20261126;
    private static final int MOST_ELEMENTS = 3_000_000;
    private static final long MOST_BYTES_OF_A_CALLER = 4_000_000;

    private final int before = Threads.count();
    private final Random random = new Random(SEED);

    @BeforeEach
    void allWorkers() {
        Backend.active();
        Contention.ignore(true);
    }

    @AfterEach
    void restore() {
        Threads.setCount(before);
        Contention.ignore(false);
    }

    /** A product of some shape, in memory that is large enough for any. */
    private record Problem(
            boolean isFloat,
            boolean transA,
            boolean transB,
            int m,
            int n,
            int k,
            boolean adds,
            MemorySegment a,
            MemorySegment b) {
        int bytes() {
            return isFloat ? Float.BYTES : Double.BYTES;
        }

        long lda() {
            return transA ? m : k;
        }

        long ldb() {
            return transB ? k : n;
        }

        void byGemm(MemorySegment c) {
            DType dtype = isFloat ? DType.F32 : DType.F64;
            int beta = adds ? 1 : 0;
            Gemm gemm = new Gemm(dtype, transA, transB, m, n, k, 1, lda(), ldb(), beta, n);
            Backend.active().routines().gemm(gemm, a, b, c);
        }

        /** Undivided. */
        void byBlas(MemorySegment c) {
            int beta = adds ? 1 : 0;
            var opA = Gemm.flag(transA);
            var opB = Gemm.flag(transB);
            Order order = Order.COLUMN_MAJOR;
            if (isFloat) {
                Blas.sgemm(order, opB, opA, n, m, k, 1, b, ldb(), a, lda(), beta, c, n);
            } else {
                Blas.dgemm(order, opB, opA, n, m, k, 1, b, ldb(), a, lda(), beta, c, n);
            }
        }

        @Override
        public String toString() {
            return "%s %s%s %d x %d x %d, beta %d"
                    .formatted(
                            isFloat ? "float" : "double",
                            transA ? "T" : "N",
                            transB ? "T" : "N",
                            m,
                            n,
                            k,
                            adds ? 1 : 0);
        }
    }

    private Problem problem(MemorySegment numbers) {
        boolean isFloat = random.nextBoolean();
        int m;
        int n;
        int k;
        do {
            m = size();
            n = size();
            k = size();
        } while (!ParallelProduct.isLarge(m, n, k)
                || (double) m * n * k > 1 << 24
                || (long) m * k + (long) k * n > MOST_ELEMENTS);
        int bytes = isFloat ? Float.BYTES : Double.BYTES;
        MemorySegment operands = isFloat ? numbers : numbers.asSlice(MOST_ELEMENTS * 4L);
        MemorySegment a = operands.asSlice(0, (long) m * k * bytes);
        MemorySegment b = operands.asSlice((long) m * k * bytes, (long) k * n * bytes);
        return new Problem(
                isFloat,
                random.nextBoolean(),
                random.nextBoolean(),
                m,
                n,
                k,
                random.nextBoolean(),
                a,
                b);
    }

    /** From 1 to 2,000, each power of two as likely as the next. */
    private int size() {
        return (int) Math.exp(random.nextDouble() * Math.log(2000));
    }

    /** Floats, then doubles. */
    private MemorySegment numbers(Arena arena) {
        MemorySegment numbers = arena.allocate(MOST_ELEMENTS * 12L, 64);
        for (long i = 0; i < MOST_ELEMENTS; i++) {
            numbers.setAtIndex(JAVA_FLOAT, i, random.nextFloat() - 0.5f);
        }
        for (long i = 0; i < MOST_ELEMENTS; i++) {
            numbers.set(JAVA_DOUBLE, MOST_ELEMENTS * 4L + i * 8, random.nextDouble() - 0.5);
        }
        return numbers;
    }

    @Test
    void bitsOfAThousandProductsAreTheSameOnOneToEightThreads() {
        int divided = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = numbers(arena);
            MemorySegment one = arena.allocate(MOST_ELEMENTS * 8L * 2, 64);
            MemorySegment several = arena.allocate(MOST_ELEMENTS * 8L * 2, 64);
            for (int i = 0; i < 1000; i++) {
                Problem problem = problem(numbers);
                long bytes = (long) problem.m * problem.n * problem.bytes();
                if (bytes > one.byteSize()) {
                    continue;
                }
                MemorySegment expected = one.asSlice(0, bytes).fill((byte) 0x3c);
                Threads.setCount(1);
                problem.byGemm(expected);
                for (int threads = 2; threads <= 8; threads++) {
                    Threads.setCount(threads);
                    MemorySegment got = several.asSlice(0, bytes).fill((byte) 0x3c);
                    problem.byGemm(got);
                    assertThat(got.mismatch(expected))
                            .as("%s on %d threads", problem, threads)
                            .isEqualTo(-1);
                }
                divided +=
                        ParallelProduct.of(problem.m, problem.n, problem.k, 8).pieces() > 1 ? 1 : 0;
            }
        }
        assertThat(divided).isGreaterThan(600);
    }

    /** What one caller alone gets. */
    private record Expected(Problem problem, MemorySegment bytes) {}

    private List<Expected> expected(Arena arena, int count) {
        MemorySegment numbers = numbers(arena);
        List<Expected> all = new ArrayList<>();
        Threads.setCount(1);
        while (all.size() < count) {
            Problem problem = problem(numbers);
            long bytes = (long) problem.m * problem.n * problem.bytes();
            if (bytes <= MOST_BYTES_OF_A_CALLER) {
                MemorySegment c = arena.allocate(bytes, 64).fill((byte) 0x3c);
                problem.byGemm(c);
                all.add(new Expected(problem, c));
            }
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({"1, 8", "2, 2", "2, 5", "2, 8"})
    void severalCallersGetTheBitsOfOne(int threads, int callers) throws InterruptedException {
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        AtomicInteger done = new AtomicInteger();
        try (Arena arena = Arena.ofShared()) {
            List<Expected> expected = expected(arena, 60);
            Threads.setCount(threads);
            long end = System.nanoTime() + 7_000_000_000L;
            List<Thread> running = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                Random own = new Random(SEED + caller);
                MemorySegment c = arena.allocate(MOST_BYTES_OF_A_CALLER, 64);
                running.add(
                        Thread.ofPlatform()
                                .start(() -> {
                                    do {
                                        int at = own.nextInt(expected.size());
                                        Expected one = expected.get(at);
                                        MemorySegment got = c.asSlice(0, one.bytes.byteSize());
                                        one.problem.byGemm(got.fill((byte) 0x3c));
                                        if (got.mismatch(one.bytes) != -1) {
                                            wrong.add(one.problem.toString());
                                        }
                                        done.incrementAndGet();
                                    } while (System.nanoTime() - end < 0);
                                }));
            }
            for (Thread thread : running) {
                thread.join();
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(done.get()).isGreaterThanOrEqualTo(callers);
    }

    /** So that one thread need not pack B again for each piece. */
    @Test
    void piecesOfRowsLeaveTheBitsOfTheUndividedProduct() {
        int compared = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = numbers(arena);
            MemorySegment whole = arena.allocate(MOST_ELEMENTS * 8L * 2, 64);
            MemorySegment pieces = arena.allocate(MOST_ELEMENTS * 8L * 2, 64);
            while (compared < 1000) {
                Problem problem = problem(numbers);
                long bytes = (long) problem.m * problem.n * problem.bytes();
                int threads = 2 + random.nextInt(7);
                boolean isOfRows =
                        ParallelProduct.of(problem.m, problem.n, problem.k, 1).pieces() == 1
                                && ParallelProduct.of(problem.m, problem.n, problem.k, threads)
                                                .pieces()
                                        > 1;
                if (!isOfRows || bytes > whole.byteSize()) {
                    continue;
                }
                MemorySegment expected = whole.asSlice(0, bytes).fill((byte) 0x3c);
                problem.byBlas(expected);
                Threads.setCount(threads);
                MemorySegment got = pieces.asSlice(0, bytes).fill((byte) 0x3c);
                problem.byGemm(got);
                assertThat(got.mismatch(expected))
                        .as("%s on %d threads", problem, threads)
                        .isEqualTo(-1);
                compared++;
            }
        }
    }

    @Test
    void matricesTimesVectors() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = numbers(arena);
            MemorySegment y = arena.allocate(1 << 23, 64);
            for (int[] shape :
                    new int[][] {{1500, 1999}, {1999, 1500}, {50_001, 59}, {59, 50_001}}) {
                int m = shape[0];
                int n = shape[1];
                for (boolean trans : new boolean[] {false, true}) {
                    Threads.setCount(1);
                    MemorySegment a = numbers.asSlice(0, 4L * m * n);
                    MemorySegment x = numbers.asSlice(0, 4L * (trans ? m : n));
                    MemorySegment expected = y.asSlice(0, 4L * (trans ? n : m));
                    Gemv gemv = new Gemv(DType.F32, trans, m, n, 1, n, 1, 0);
                    Backend.active().routines().gemv(gemv, a, x, expected);
                    for (int threads = 2; threads <= 8; threads++) {
                        Threads.setCount(threads);
                        MemorySegment got = y.asSlice(1 << 22, expected.byteSize());
                        Backend.active().routines().gemv(gemv, a, x, got.fill((byte) 1));
                        assertThat(got.mismatch(expected))
                                .as("%d x %d %s on %d", m, n, trans, threads)
                                .isEqualTo(-1);
                    }
                    for (int i = 0; i < 200; i++) {
                        int at = random.nextInt(trans ? n : m);
                        double sum = 0;
                        double size = 0;
                        for (int j = 0; j < (trans ? m : n); j++) {
                            long from = trans ? (long) j * n + at : (long) at * n + j;
                            double term =
                                    (double) a.getAtIndex(JAVA_FLOAT, from)
                                            * x.getAtIndex(JAVA_FLOAT, j);
                            sum += term;
                            size += Math.abs(term);
                        }
                        assertThat((double) expected.getAtIndex(JAVA_FLOAT, at))
                                .isCloseTo(sum, Offset.offset(size * 1e-5));
                    }
                }
            }
        }
    }

    @Test
    void piecesCoverTheProductOnceAndAreBalanced() {
        for (int i = 0; i < 10_000; i++) {
            int m = size() * 3;
            int n = size() * 3;
            int k = size();
            int threads = 1 + random.nextInt(64);
            ParallelProduct division = ParallelProduct.of(m, n, k, threads);
            if (division.pieces() == 1) {
                continue;
            }
            long[] lengths = division.lengths();
            long shortest = Long.MAX_VALUE;
            long longest = 0;
            long sum = 0;
            for (int p = 0; p < lengths.length; p++) {
                sum += lengths[p];
                longest = Math.max(longest, lengths[p]);
                shortest = Math.min(shortest, lengths[p]);
            }
            boolean isOfRows = division.isOfRows();
            assertThat(sum).isEqualTo(isOfRows ? m : n);
            assertThat(shortest * (double) k * (isOfRows ? n : m)).isGreaterThan(1_000_000);
            assertThat(longest).isLessThanOrEqualTo(shortest + 96);
            assertThat(lengths.length).isLessThanOrEqualTo(isOfRows ? threads : 8);
        }
    }

    @Test
    void openBlasStaysOnTheThreadThatCallsIt() {
        for (int threads : new int[] {1, 2, 7}) {
            Threads.setCount(threads);
            if (Backend.active() == Backend.OPENBLAS) {
                assertThat(OpenBlas.threads()).isEqualTo(1);
            }
        }
    }
}
