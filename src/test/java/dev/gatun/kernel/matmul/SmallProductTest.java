package dev.gatun.kernel.matmul;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatun.expr.ElementwiseFunction;
import dev.gatun.kernel.loop.emitted.RegisterFunction;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.openblas.code.CodeMemory;
import dev.gatun.openblas.code.Processor;
import dev.gatun.shape.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The function for AVX-512 and the one for AVX2, against sums in double. */
class SmallProductTest {
    private static final byte CANARY = 0x5b;
    private static final int MARGIN = 64;

    private final Random random = new Random(20261127);

    private record Installed(SmallProduct.Function function, long code) {}

    @ParameterizedTest
    @CsvSource({
        "F32, false, false", "F32, true, false", "F32, false, true", "F32, true, true",
        "F64, false, false", "F64, true, false", "F64, false, true", "F64, true, true"
    })
    void equalsSumsInDouble(DType type, boolean isPacked, boolean isWide) {
        check(400, type, isPacked, isWide, null, DoubleUnaryOperator.identity());
    }

    @ParameterizedTest
    @CsvSource({
        "F32, false, false", "F32, true, false", "F32, false, true", "F32, true, true",
        "F64, false, false", "F64, true, false", "F64, false, true", "F64, true, true"
    })
    void appliesAFunction(DType type, boolean isPacked, boolean isWide) {
        // None has a derivative beyond 1, so that the error of a sum grows in none.
        check(100, type, isPacked, isWide, ElementwiseFunction.RELU, x -> Math.max(x, 0));
        check(100, type, isPacked, isWide, ElementwiseFunction.TANH, Math::tanh);
        check(
                100,
                type,
                isPacked,
                isWide,
                ElementwiseFunction.SIGMOID,
                x -> 1 / (1 + Math.exp(-x)));
        check(100, type, isPacked, isWide, ElementwiseFunction.ATAN, Math::atan);
    }

    private void check(
            int rounds,
            DType type,
            boolean isPacked,
            boolean isWide,
            @Nullable ElementwiseFunction applied,
            DoubleUnaryOperator oracle) {
        RegisterFunction function =
                applied == null ? null : RegisterFunction.of(applied.withNumbers(0), type, isWide);
        assertThat(function == null).isEqualTo(applied == null);
        Installed code = install(type, isPacked, isWide, function);
        for (int round = 0; round < rounds; round++) {
            int m = 1 + random.nextInt(20);
            int n = 1 + random.nextInt(70);
            int k = 1 + random.nextInt(random.nextInt(10) == 0 ? 256 : 20);
            boolean transA = random.nextBoolean();
            Gemm product =
                    new Gemm(
                            type,
                            transA,
                            isPacked,
                            m,
                            n,
                            k,
                            random.nextBoolean() ? 1 : -0.75,
                            (transA ? m : k) + random.nextInt(3),
                            (isPacked ? k : n) + random.nextInt(3),
                            random.nextInt(2),
                            n + random.nextInt(3));
            check(product, code, 1 + random.nextInt(3), oracle);
        }
    }

    private static Installed install(
            DType type, boolean isPacked, boolean isWide, @Nullable RegisterFunction applied) {
        Processor processor = Processor.current();
        assumeTrue(isWide ? processor.avx512() : processor.avx2(), "the processor has it");
        SmallProduct.Function function = new SmallProduct.Function(type, isPacked, applied);
        long code = CodeMemory.install("test", function.code(isWide));
        assertThat(code).isNotEqualTo(CodeMemory.NONE);
        return new Installed(function, code);
    }

    private void check(Gemm p, Installed code, int count, DoubleUnaryOperator oracle) {
        int bytes = p.dtype().bytes();
        long rowsA = p.transA() ? p.k() : p.m();
        long rowsB = p.transB() ? p.n() : p.k();
        long sizeA = (rowsA - 1) * p.lda() + (p.transA() ? p.m() : p.k());
        long sizeB = (rowsB - 1) * p.ldb() + (p.transB() ? p.k() : p.n());
        long sizeC = (p.m() - 1) * p.ldc() + p.n();
        // The same B for all, each C apart.
        long nextA = sizeA + random.nextInt(2);
        long nextC = sizeC + random.nextInt(2);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = matrices(arena, p.dtype(), nextA * count);
            MemorySegment b = matrices(arena, p.dtype(), sizeB);
            MemorySegment all = arena.allocate(nextC * count * bytes + 2 * MARGIN, 64);
            all.fill(CANARY);
            MemorySegment c = all.asSlice(MARGIN, nextC * count * bytes);
            MemorySegment expected = arena.allocate(all.byteSize(), 64);
            for (int q = 0; q < count; q++) {
                for (long i = 0; i < p.m(); i++) {
                    for (long j = 0; j < p.n(); j++) {
                        set(p, c, q * nextC + i * p.ldc() + j, random.nextGaussian());
                    }
                }
            }
            expected.copyFrom(all);
            MemorySegment to = expected.asSlice(MARGIN, c.byteSize());
            double scale = p.dtype() == DType.F32 ? 0x1p-23 : 0x1p-52;
            // C itself, a matrix of each product, or one row for all.
            int kind = random.nextInt(3);
            long addendRow = kind == 0 ? p.ldc() : kind == 1 ? p.n() : 0;
            long addendNext = kind == 0 ? nextC : kind == 1 ? p.m() * p.n() : 0;
            MemorySegment addend =
                    kind == 0
                            ? c
                            : matrices(arena, p.dtype(), p.n() * (kind == 1 ? p.m() * count : 1));
            MemorySegment added = arena.allocate(addend.byteSize()).copyFrom(addend);
            SmallProduct.runBatch(
                    code.function,
                    code.code,
                    p,
                    a.address(),
                    b.address(),
                    c.address(),
                    new SmallProduct.Rows(addend.address(), addendRow * bytes, addendNext * bytes),
                    count,
                    nextA * bytes,
                    0,
                    nextC * bytes);
            for (int q = 0; q < count; q++) {
                for (long i = 0; i < p.m(); i++) {
                    for (long j = 0; j < p.n(); j++) {
                        double sum = 0;
                        double magnitude = 0;
                        for (long l = 0; l < p.k(); l++) {
                            long atA = p.transA() ? l * p.lda() + i : i * p.lda() + l;
                            long atB = p.transB() ? j * p.ldb() + l : l * p.ldb() + j;
                            double term =
                                    ElementAccess.get(p.dtype(), a, q * nextA + atA)
                                            * ElementAccess.get(p.dtype(), b, atB);
                            sum += term;
                            magnitude += Math.abs(term);
                        }
                        long at = q * nextC + i * p.ldc() + j;
                        double before =
                                ElementAccess.get(
                                        p.dtype(), added, q * addendNext + i * addendRow + j);
                        double exact = oracle.applyAsDouble(p.alpha() * sum + p.beta() * before);
                        double error = (p.k() + 3) * scale * (magnitude + Math.abs(before));
                        error += 2 * scale * Math.abs(exact);
                        double found = ElementAccess.get(p.dtype(), c, at);
                        assertThat(found).as(p.toString()).isCloseTo(exact, within(error));
                        set(p, to, at, found);
                    }
                }
            }
            assertThat(all.mismatch(expected)).as("beside C of " + p).isEqualTo(-1);
        }
    }

    private static void set(Gemm p, MemorySegment to, long at, double value) {
        ElementAccess.set(p.dtype(), to, at, value);
    }

    private MemorySegment matrices(Arena arena, DType type, long elements) {
        MemorySegment made = arena.allocate(elements * type.bytes(), 64);
        for (long k = 0; k < elements; k++) {
            ElementAccess.set(type, made, k, random.nextGaussian());
        }
        return made;
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void bitsDoNotDependOnWhatElseIsComputed(boolean isWide) {
        Installed code = install(DType.F32, false, isWide, null);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = matrices(arena, DType.F32, 13 * 37);
            MemorySegment b = matrices(arena, DType.F32, 37 * 45);
            MemorySegment whole = arena.allocate(13 * 45 * 4L, 64);
            MemorySegment row = arena.allocate(45 * 4L, 64);
            Gemm all = new Gemm(DType.F32, false, false, 13, 45, 37, 1, 37, 45, 0, 45);
            SmallProduct.Rows none = new SmallProduct.Rows(0, 0, 0);
            SmallProduct.runBatch(
                    code.function,
                    code.code,
                    all,
                    a.address(),
                    b.address(),
                    whole.address(),
                    none,
                    1,
                    0,
                    0,
                    0);
            for (int i = 0; i < 13; i++) {
                Gemm one = new Gemm(DType.F32, false, false, 1, 45, 37, 1, 37, 45, 0, 45);
                SmallProduct.runBatch(
                        code.function,
                        code.code,
                        one,
                        a.address() + 4L * 37 * i,
                        b.address(),
                        row.address(),
                        none,
                        1,
                        0,
                        0,
                        0);
                assertThat(row.toArray(JAVA_BYTE))
                        .isEqualTo(whole.asSlice(4L * 45 * i, 4L * 45).toArray(JAVA_BYTE));
            }
        }
    }

    @Test
    void whatIsNotFiniteIsInItsSumsAlone() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = matrices(arena, DType.F64, 4);
            MemorySegment b = matrices(arena, DType.F64, 4);
            MemorySegment c = arena.allocate(32, 64);
            ElementAccess.set(DType.F64, a, 1, Double.NaN);
            ElementAccess.set(DType.F64, b, 3, Double.POSITIVE_INFINITY);
            ElementAccess.set(DType.F64, c, 3, Double.NaN);
            Gemm product = new Gemm(DType.F64, false, false, 2, 2, 2, 1, 2, 2, 0, 2);
            SmallProduct.Function function = SmallProduct.of(product, null);
            assumeTrue(function != null, "there is executable memory");
            long to = c.address();
            SmallProduct.run(
                    requireNonNull(function), product, a.address(), b.address(), to, to, 16);
            assertThat(ElementAccess.get(DType.F64, c, 0)).isNaN();
            assertThat(ElementAccess.get(DType.F64, c, 1)).isNaN();
            assertThat(ElementAccess.get(DType.F64, c, 2)).isFinite();
            assertThat(Double.isInfinite(ElementAccess.get(DType.F64, c, 3))).isTrue();
        }
    }

    @Test
    void productsThatAreNotSmallAreOpenBlas() {
        assertThat(SmallProduct.of(square(1024), null)).isNull();
        assertThat(SmallProduct.of(square(1L << 31), null)).isNull();
        assertThat(SmallProduct.of(square(1024), ElementwiseFunction.RELU)).isNull();
        assertThat(SmallProduct.of(square(8), null) != null)
                .isEqualTo(CodeMemory.unavailable() == null && Processor.current().avx2());
    }

    private static Gemm square(long n) {
        return new Gemm(DType.F32, false, false, n, n, n, 1, n, n, 0, n);
    }
}
