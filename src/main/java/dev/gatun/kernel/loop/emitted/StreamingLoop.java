package dev.gatun.kernel.loop.emitted;

import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.memory.internal.Storage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A loop with a second one that writes past the caches, which is made when it is first asked for.
 * What is stored in the ordinary way is first read into the cache; outputs that the caches do not
 * hold are spared that, and the memory a third or a quarter of its work.
 */
final class StreamingLoop extends Loop {
    private final EmittedLoop plain;
    private final int inputs;
    private final int vectorBytes;
    private final Supplier<@Nullable Loop> maker;
    private final Loop past = new Past();
    private volatile @Nullable Loop made;

    /**
     * @param plain the loop that stores in the ordinary way
     * @param inputs the number of operands before the outputs
     * @param vectorBytes what the addresses of outputs must be multiples of
     * @param maker makes the loop that writes past the caches, or null
     */
    StreamingLoop(EmittedLoop plain, int inputs, int vectorBytes, Supplier<@Nullable Loop> maker) {
        this.plain = plain;
        this.inputs = inputs;
        this.vectorBytes = vectorBytes;
        this.maker = maker;
    }

    @Override
    public Loop streaming() {
        return past;
    }

    @Override
    public void run(
            long rows, int n, Storage[] storages, long[] offsets, long[] steps, double[] scalars) {
        plain.run(rows, n, storages, offsets, steps, scalars);
    }

    @Override
    public void run(int n, Storage a, long aOffset, Storage out, long outOffset, double[] scalars) {
        plain.run(n, a, aOffset, out, outOffset, scalars);
    }

    @Override
    public void run(
            int n,
            Storage a,
            long aOffset,
            Storage b,
            long bOffset,
            Storage out,
            long outOffset,
            double[] scalars) {
        plain.run(n, a, aOffset, b, bOffset, out, outOffset, scalars);
    }

    @Override
    public void runEach(
            int from, int to, int[] counts, Storage[] storages, long[] offsets, double[] scalars) {
        plain.runEach(from, to, counts, storages, offsets, scalars);
    }

    private Loop streamed() {
        Loop known = made;
        if (known == null) {
            Loop fresh = maker.get();
            known = fresh == null ? plain : fresh;
            made = known;
        }
        return known;
    }

    /** Writes past the caches where all outputs allow it. */
    private final class Past extends Loop {
        @Override
        public void run(
                long rows,
                int n,
                Storage[] storages,
                long[] offsets,
                long[] steps,
                double[] scalars) {
            boolean isPossible = rows == 1;
            for (int k = inputs; isPossible && k < storages.length; k++) {
                isPossible = isAligned(storages[k], offsets[k]) && !isInput(storages[k], storages);
            }
            (isPossible ? streamed() : plain).run(rows, n, storages, offsets, steps, scalars);
        }

        private boolean isAligned(Storage storage, long offset) {
            return storage.hasAddress() && (storage.address() + offset) % vectorBytes == 0;
        }

        /** What is written where it was read is in the cache. */
        private boolean isInput(Storage output, Storage... storages) {
            for (int k = 0; k < inputs; k++) {
                if (storages[k] == output) {
                    return true;
                }
            }
            return false;
        }
    }
}
