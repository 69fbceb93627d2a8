package dev.gatun.openblas.loading;

import static dev.gatun.openblas.Transpose.NO;

import dev.gatun.openblas.Blas;
import dev.gatun.openblas.OpenBlas;
import dev.gatun.openblas.Order;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Run by a child JVM: threads that all multiply at once, released together. Prints how many of
 * their products were right. OpenBLAS runs with two threads, because then callers wait for each
 * other inside it, each holding a work buffer.
 */
final class CrowdMain {
    /** The first is large enough for OpenBLAS to use both threads, the others are not. */
    private static final int[] SIZES = {128, 33, 7};

    private CrowdMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        int callers = Integer.parseInt(arguments[0]);
        boolean isVirtual = arguments[1].equals("virtual");
        OpenBlas.setThreads(2);
        CountDownLatch start = new CountDownLatch(1);
        AtomicInteger right = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            float value = i % 7 + 1;
            Runnable work = () -> right.addAndGet(multiply(start, value));
            threads.add(
                    isVirtual ? Thread.ofVirtual().start(work) : Thread.ofPlatform().start(work));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println(right + " of " + callers * SIZES.length);
    }

    private static int multiply(CountDownLatch start, float value) {
        int right = 0;
        try (Arena arena = Arena.ofConfined()) {
            start.await();
            for (int size : SIZES) {
                right += isRight(arena, size, value) ? 1 : 0;
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
        return right;
    }

    /** Multiplies a matrix of one value by the identity. */
    private static boolean isRight(Arena arena, int n, float value) {
        float[] values = new float[n * n];
        float[] diagonal = new float[n * n];
        Arrays.fill(values, value);
        for (int i = 0; i < n; i++) {
            diagonal[i * n + i] = 1f;
        }
        MemorySegment a = arena.allocateFrom(ValueLayout.JAVA_FLOAT, values);
        MemorySegment b = arena.allocateFrom(ValueLayout.JAVA_FLOAT, diagonal);
        MemorySegment c = arena.allocate(a.byteSize(), Float.BYTES);
        Blas.sgemm(Order.ROW_MAJOR, NO, NO, n, n, n, 1f, a, n, b, n, 0f, c, n);
        return c.mismatch(a) == -1;
    }
}
