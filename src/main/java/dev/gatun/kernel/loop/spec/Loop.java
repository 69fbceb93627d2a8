package dev.gatun.kernel.loop.spec;

import dev.gatun.memory.internal.Storage;
import java.util.Arrays;

/**
 * The executable form of a kernel for one dtype and one access pattern, interpreted or compiled.
 *
 * <p>It computes {@code rows} rows of {@code n > 0} elements. Operands are the inputs, then the
 * outputs; operand k of row r starts at byte {@code offsets[k] + r * steps[k]} of its storage and
 * is dense, or has one element for the whole row if the pattern says splat. An output that reduces
 * writes one element for each row. Arguments are checked by assertions only, and the caller has
 * acquired all storages.
 */
public abstract class Loop {
    public static final double[] NO_SCALARS = {};

    public abstract void run(
            long rows, int n, Storage[] storages, long[] offsets, long[] steps, double[] scalars);

    /**
     * The loop for outputs that the caches do not hold, with the same results: this one, or one
     * that writes past the caches.
     */
    public Loop streaming() {
        return this;
    }

    /** One row of one input and one output. */
    public void run(int n, Storage a, long aOffset, Storage out, long outOffset, double[] scalars) {
        run(1, n, new Storage[] {a, out}, new long[] {aOffset, outOffset}, new long[2], scalars);
    }

    /** One row of two inputs and one output. */
    public void run(
            int n,
            Storage a,
            long aOffset,
            Storage b,
            long bOffset,
            Storage out,
            long outOffset,
            double[] scalars) {
        run(
                1,
                n,
                new Storage[] {a, b, out},
                new long[] {aOffset, bOffset, outOffset},
                new long[3],
                scalars);
    }

    /**
     * Several calls of one row each with the same scalars, one after another.
     *
     * @param from the first call
     * @param to the call behind the last
     * @param counts by call: the elements of the row
     * @param storages by call: its operands, those of the next behind them
     * @param offsets likewise, in bytes
     */
    public void runEach(
            int from, int to, int[] counts, Storage[] storages, long[] offsets, double[] scalars) {
        int width = storages.length / counts.length;
        for (int call = from; call < to; call++) {
            if (counts[call] > 0) {
                int first = call * width;
                long[] at = Arrays.copyOfRange(offsets, first, first + width);
                Storage[] own = Arrays.copyOfRange(storages, first, first + width);
                run(1, counts[call], own, at, at, scalars);
            }
        }
    }
}
