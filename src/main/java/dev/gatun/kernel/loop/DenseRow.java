package dev.gatun.kernel.loop;

import dev.gatun.kernel.loop.spec.AccessPattern;
import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.memory.internal.Storage;

/** A row of dense operands. No lambda, which would take a fresh process milliseconds to link. */
final class DenseRow implements WorkShare.Piece {
    private final Loop loop;
    private final AccessPattern pattern;
    private final Storage[] storages;
    private final long[] offsets;
    private final double[] scalars;

    DenseRow(
            Loop loop,
            AccessPattern pattern,
            Storage[] storages,
            long[] offsets,
            double... scalars) {
        this.loop = loop;
        this.pattern = pattern;
        this.storages = storages;
        this.offsets = offsets;
        this.scalars = scalars;
    }

    @Override
    public void run(long start, int count) {
        long[] at = offsets;
        if (start > 0) {
            at = new long[offsets.length];
            for (int k = 0; k < at.length; k++) {
                at[k] = offsets[k] + start * pattern.bytes(k);
            }
        }
        loop.run(1, count, storages, at, at, scalars);
    }
}
