package dev.gatun.kernel.loop;

import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import java.util.Arrays;

/**
 * Several calls of a kernel with the same scalars, one after another, each of dense operands of one
 * type: those of few elements together, for which a call of its own would take as long as the
 * computation.
 *
 * @param counts by call: the elements of each operand
 * @param storages by call: the inputs, then the outputs, those of the next call behind them
 * @param offsets likewise, in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // not kept
public record CallSeries(long[] counts, Storage[] storages, long[] offsets) {
    /** Runs the calls from one to another, which it leaves out. */
    public void run(Kernel kernel, DType type, int from, int to, double... scalars) {
        int[] small = new int[counts.length];
        for (int call = from; call < to; call++) {
            small[call] = counts[call] <= WorkShare.BLOCK ? (int) counts[call] : 0;
        }
        Loop loop = kernel.row(type);
        int first = from;
        for (int call = from; call < to; call++) {
            if (counts[call] > WorkShare.BLOCK) {
                if (first < call) {
                    loop.runEach(first, call, small, storages, offsets, scalars);
                }
                runLarge(kernel, type, call, scalars);
                first = call + 1;
            }
        }
        if (first < to) {
            loop.runEach(first, to, small, storages, offsets, scalars);
        }
    }

    private void runLarge(Kernel kernel, DType type, int call, double... scalars) {
        int width = storages.length / counts.length;
        int at = call * width;
        Storage[] own = Arrays.copyOfRange(storages, at, at + width);
        long[] starts = Arrays.copyOfRange(offsets, at, at + width);
        kernel.run(type, 0, counts[call], own, starts, scalars);
    }
}
