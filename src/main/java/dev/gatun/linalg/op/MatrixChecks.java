package dev.gatun.linalg.op;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.memory.internal.NativeAccess;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/** Checks of what dense copies of operands hold, by their bits: a fraction of the time to copy. */
final class MatrixChecks {
    /** How far from symmetric, in units of n times the precision of the largest element. */
    private static final double ASYMMETRY = 32;

    /** Rows and columns of a block of a transpose, which are in few lines of the cache. */
    private static final int BLOCK = 8;

    private MatrixChecks() {}

    /** A check of units from one to another, of rows or of elements. */
    private interface Check {
        boolean isTrue(MemorySegment memory, long start, long end);
    }

    /**
     * Refuses an element that is not finite.
     *
     * @param x the operand, to be named
     * @param copy of it, new
     */
    static void finite(String op, Tensor x, Tensor copy) {
        boolean isFloat = copy.dtype() == DType.F32;
        if (!all(copy, copy.numel(), 1, isFloat ? MatrixChecks::floats : MatrixChecks::doubles)) {
            throw new IllegalArgumentException(
                    op + ": " + x.describe() + " has an element that is not finite");
        }
    }

    private static boolean all(Tensor copy, long units, long cost, Check check) {
        AtomicBoolean isTrue = new AtomicBoolean(true);
        copy.write(lent -> {
            MemorySegment memory = NativeAccess.rebase(lent);
            ParallelFor.run(
                    units,
                    cost * copy.dtype().bytes(),
                    (start, end) -> {
                        if (!check.isTrue(memory, start, end)) {
                            isTrue.set(false);
                        }
                    });
        });
        return isTrue.get();
    }

    /** An exponent of ones, that of infinities and NaN, becomes negative when 1 is added. */
    private static boolean doubles(MemorySegment memory, long start, long end) {
        long any = 0;
        for (long i = start; i < end; i++) {
            any |= (memory.getAtIndex(JAVA_LONG, i) & 0x7ff0_0000_0000_0000L) + (1L << 52);
        }
        return any >= 0;
    }

    private static boolean floats(MemorySegment memory, long start, long end) {
        int any = 0;
        for (long i = start; i < end; i++) {
            any |= (memory.getAtIndex(JAVA_INT, i) & 0x7f80_0000) + (1 << 23);
        }
        return any >= 0;
    }

    /**
     * Refuses matrices that are not symmetric, to rounding.
     *
     * @param x the operand, to be named
     * @param copy of it, new
     */
    static void symmetric(String op, Tensor x, Tensor copy) {
        long n = copy.size(-1);
        boolean isFloat = copy.dtype() == DType.F32;
        Check sameBits =
                (memory, start, end) ->
                        isFloat
                                ? sameInts(memory, (int) n, start, end)
                                : sameLongs(memory, (int) n, start, end);
        if (n == 0 || all(copy, copy.numel() / n, n, sameBits)) {
            return;
        }
        double largest = copy.abs().max().item();
        double off = copy.sub(copy.transpose(-1, -2)).abs().max().item();
        double ulp = isFloat ? Math.ulp(1f) : Math.ulp(1.0);
        if (off > ASYMMETRY * Math.max(n, 8) * ulp * largest) {
            throw new IllegalArgumentException(
                    "%s: takes symmetric matrices, and %s differs from its transpose by up to %s; use x.add(x.transpose(-1, -2)).mul(0.5)"
                            .formatted(op, x.describe(), off));
        }
    }

    /**
     * Whether rows, counted through all matrices, are as the columns to the left of the diagonal.
     */
    private static boolean sameLongs(MemorySegment memory, int n, long start, long end) {
        long differing = 0;
        for (long from = start; from < end; ) {
            long first = from - from % n;
            int row = (int) (from - first);
            int rows = (int) Math.min(Math.min(BLOCK, n - row), end - from);
            for (int column = 0; column < row + rows; column += BLOCK) {
                for (int i = row; i < row + rows; i++) {
                    int columns = Math.min(column + BLOCK, i);
                    for (int j = column; j < columns; j++) {
                        differing |=
                                memory.getAtIndex(JAVA_LONG, (first + i) * n + j)
                                        ^ memory.getAtIndex(JAVA_LONG, (first + j) * n + i);
                    }
                }
            }
            from += rows;
        }
        return differing == 0;
    }

    private static boolean sameInts(MemorySegment memory, int n, long start, long end) {
        int differing = 0;
        for (long from = start; from < end; ) {
            long first = from - from % n;
            int row = (int) (from - first);
            int rows = (int) Math.min(Math.min(BLOCK, n - row), end - from);
            for (int column = 0; column < row + rows; column += BLOCK) {
                for (int i = row; i < row + rows; i++) {
                    int columns = Math.min(column + BLOCK, i);
                    for (int j = column; j < columns; j++) {
                        differing |=
                                memory.getAtIndex(JAVA_INT, (first + i) * n + j)
                                        ^ memory.getAtIndex(JAVA_INT, (first + j) * n + i);
                    }
                }
            }
            from += rows;
        }
        return differing == 0;
    }
}
