package dev.gatun.openblas.loading;

import dev.gatun.openblas.generated.Cblas;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Multiplies small matrices of integers in both precisions and compares the results with sums of
 * its own. All sums are exact in float, so that the order of additions does not matter and the
 * results must be equal. Then checks that loading has not turned denormal numbers off, as libraries
 * linked with {@code -ffast-math} do for the thread that loads them.
 */
final class SelfTest {
    /** Odd, because kernels have separate code for the remainder after full tiles. */
    private static final int M = 13;

    private static final int N = 9;
    private static final int K = 7;

    private SelfTest() {}

    /**
     * Runs the two products.
     *
     * @param sgemm as {@link GemmHandle} links it
     * @param dgemm likewise
     * @throws LibraryRefusedException if a result is wrong
     */
    static void run(MethodHandle sgemm, MethodHandle dgemm) throws LibraryRefusedException {
        double[] a = integers(M * K, 5);
        double[] b = integers(K * N, 11);
        double[] expected = product(a, b);
        int rows = Cblas.CblasRowMajor();
        int plain = Cblas.CblasNoTrans();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment af = arena.allocateFrom(ValueLayout.JAVA_FLOAT, toFloat(a));
            MemorySegment bf = arena.allocateFrom(ValueLayout.JAVA_FLOAT, toFloat(b));
            MemorySegment cf = arena.allocate(ValueLayout.JAVA_FLOAT, M * N);
            sgemm.invokeExact(
                    rows,
                    plain,
                    plain,
                    M,
                    N,
                    K,
                    1f,
                    af.address(),
                    K,
                    bf.address(),
                    N,
                    0f,
                    cf.address(),
                    N);
            require("sgemm", toDouble(cf.toArray(ValueLayout.JAVA_FLOAT)), expected);
            MemorySegment ad = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, a);
            MemorySegment bd = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, b);
            MemorySegment cd = arena.allocate(ValueLayout.JAVA_DOUBLE, M * N);
            dgemm.invokeExact(
                    rows,
                    plain,
                    plain,
                    M,
                    N,
                    K,
                    1d,
                    ad.address(),
                    K,
                    bd.address(),
                    N,
                    0d,
                    cd.address(),
                    N);
            require("dgemm", cd.toArray(ValueLayout.JAVA_DOUBLE), expected);
        } catch (LibraryRefusedException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a native function throws nothing", e);
        }
    }

    /**
     * A matrix of small integers of both signs, without symmetry, so that a transposed result
     * differs.
     */
    private static double[] integers(int length, int step) {
        return IntStream.range(0, length).mapToDouble(i -> i * step % 17 - 8).toArray();
    }

    private static double[] product(double[] a, double[] b) {
        double[] c = new double[M * N];
        for (int i = 0; i < M; i++) {
            for (int j = 0; j < N; j++) {
                for (int l = 0; l < K; l++) {
                    c[i * N + j] += a[i * K + l] * b[l * N + j];
                }
            }
        }
        return c;
    }

    private static void require(String routine, double[] actual, double[] expected)
            throws LibraryRefusedException {
        int at = Arrays.mismatch(actual, expected);
        if (at >= 0) {
            throw new LibraryRefusedException(
                    "self-test failed: %s of a known %d x %d by %d x %d product gives %s at [%d, %d], not %s"
                            .formatted(
                                    routine, M, K, K, N, actual[at], at / N, at % N, expected[at]));
        }
    }

    /**
     * Checks the denormal numbers of the calling thread. The operands come from memory, so that no
     * compiler folds the products.
     *
     * @throws LibraryRefusedException if they are flushed to zero
     */
    static void requireDenormals() throws LibraryRefusedException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment tiny = arena.allocate(ValueLayout.JAVA_DOUBLE, 2);
            tiny.setAtIndex(ValueLayout.JAVA_LONG, 0, 1L);
            tiny.setAtIndex(ValueLayout.JAVA_INT, 2, 1);
            requireAlive(
                    tiny.getAtIndex(ValueLayout.JAVA_DOUBLE, 0) * 1d,
                    tiny.getAtIndex(ValueLayout.JAVA_FLOAT, 2) * 1f);
        }
    }

    static void requireAlive(double product, float floatProduct) throws LibraryRefusedException {
        if (product == 0d || floatProduct == 0f) {
            throw new LibraryRefusedException(
                    "self-test failed: after loading it, the smallest numbers are flushed to zero"
                            + " (a library linked with -ffast-math does that to the whole thread)");
        }
    }

    private static float[] toFloat(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static double[] toDouble(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
}
