package dev.gatun.kernel.move;

import dev.gatun.memory.internal.PerThread;
import java.lang.foreign.MemorySegment;

/**
 * Arrays in the L1 cache through which strided elements are copied: read in bulk, reordered by
 * loops over arrays, and written in bulk. One for each element size and each thread.
 *
 * <p>Loops over arrays are fast from the first call on, while a loop over a segment is slow until
 * C2 has compiled it. And a block that is read into an array has no conflict misses, which rows at
 * a distance of a power of two have.
 *
 * <p>A block has {@code w} rows of {@code h} elements; index i runs along a row of the output, j
 * from row to row. Strides and offsets are in elements.
 */
public abstract class StridedBuffer {
    /**
     * With strides up to this, elements are read together with the gaps, which are in the same
     * cache lines.
     */
    static final int MAX_STEP = 4;

    /** Rows of fewer elements are not copied by a call each. */
    private static final int MIN_ROW = 4;

    private static final int MAX_ELEMENTS = 4096;
    private static final int MAX_BYTES = 16 << 10;

    private static final PerThread<StridedBuffer[]> STAGES =
            new PerThread<>(() -> new StridedBuffer[4]);

    /** Bytes of an element. */
    final int width;

    /** The greatest number of elements in a block. */
    public final int capacity;

    /** The elements that were read, with the gaps, as a segment over an array. */
    final MemorySegment raw;

    /** The reordered elements, as a segment over an array. */
    public final MemorySegment dense;

    StridedBuffer(int width, MemorySegment raw, MemorySegment dense) {
        this.width = width;
        this.capacity = capacity(width);
        this.raw = raw;
        this.dense = dense;
    }

    /** The greatest number of elements in a block, for elements of so many bytes. */
    public static int capacity(int width) {
        return Math.min(MAX_ELEMENTS, MAX_BYTES / width);
    }

    static int rawCapacity(int width) {
        return MAX_STEP * capacity(width);
    }

    /** The buffer of this thread for elements of 1, 2, 4 or 8 bytes. */
    public static StridedBuffer of(int width) {
        StridedBuffer[] stages = STAGES.get();
        int at = Integer.numberOfTrailingZeros(width);
        StridedBuffer buffer = stages[at];
        if (buffer == null) {
            buffer =
                    switch (width) {
                        case 1 -> new StridedBytes();
                        case 2 -> new StridedShorts();
                        case 4 -> new StridedInts();
                        case 8 -> new StridedLongs();
                        default -> throw new AssertionError(width);
                    };
            stages[at] = buffer;
        }
        return buffer;
    }

    /** {@code dense[j * h + i] = raw[start + i * a + j * b]}. */
    abstract void shuffle(int start, int a, int b, int h, int w);

    /** {@code dense[j * h + i] = memory[offset + i * si + j * sj]}. */
    abstract void gather(MemorySegment memory, long offset, long si, long sj, int h, int w);

    /** {@code memory[offset + i * si + j * sj] = dense[j * h + i]}. */
    abstract void scatter(MemorySegment memory, long offset, long si, long sj, int h, int w);

    /** {@code dense[i] = memory[elements[i]]}. */
    abstract void pick(MemorySegment memory, long[] elements, int n);

    /** Sets the first {@code n} of the dense elements to the first. */
    public abstract void spread(int n);

    /** Reads a block: strides {@code si} along a row, {@code sj} from row to row. */
    public final void load(MemorySegment memory, long offset, long si, long sj, int h, int w) {
        assert (long) h * w <= capacity : h + " x " + w;
        if (si == 1 && (w == 1 || sj == h)) {
            read(memory, offset, dense, 0, h * w);
            return;
        }
        long spanI = (h - 1) * Math.abs(si);
        long spanJ = (w - 1) * Math.abs(sj);
        long span = spanI + spanJ + 1;
        if (span <= (long) MAX_STEP * h * w) {
            long first = Math.min((h - 1) * si, 0) + Math.min((w - 1) * sj, 0);
            read(memory, offset + first, raw, 0, (int) span);
            shuffle((int) -first, (int) si, (int) sj, h, w);
        } else if (w >= MIN_ROW
                && Math.abs(sj) <= MAX_STEP
                && (si == 0 || Math.abs(sj) <= Math.abs(si))) {
            int length = (int) spanJ + 1;
            int rows = si == 0 ? 1 : h;
            long first = Math.min((w - 1) * sj, 0);
            for (int i = 0; i < rows; i++) {
                read(memory, offset + i * si + first, raw, i * length, length);
            }
            shuffle((int) -first, si == 0 ? 0 : length, (int) sj, h, w);
        } else if (h >= MIN_ROW && Math.abs(si) <= MAX_STEP) {
            int length = (int) spanI + 1;
            long first = Math.min((h - 1) * si, 0);
            for (int j = 0; j < w; j++) {
                read(memory, offset + j * sj + first, raw, j * length, length);
            }
            shuffle((int) -first, (int) si, length, h, w);
        } else {
            gather(memory, offset, si, sj, h, w);
        }
    }

    /** Writes a block. */
    public final void store(MemorySegment memory, long offset, long si, long sj, int h, int w) {
        if (si != 1) {
            scatter(memory, offset, si, sj, h, w);
        } else if (w == 1 || sj == h) {
            write(memory, offset, 0, h * w);
        } else {
            for (int j = 0; j < w; j++) {
                write(memory, offset + j * sj, j * h, h);
            }
        }
    }

    private void read(MemorySegment memory, long offset, MemorySegment to, int at, int n) {
        MemorySegment.copy(memory, offset * width, to, (long) at * width, (long) n * width);
    }

    private void write(MemorySegment memory, long offset, int at, int n) {
        MemorySegment.copy(dense, (long) at * width, memory, offset * width, (long) n * width);
    }

    /** The bytes that a block spans, as a segment whose bounds C2 can see. */
    final MemorySegment window(MemorySegment memory, long offset, long si, long sj, int h, int w) {
        long first = start(si, sj, h, w);
        long span = (h - 1) * Math.abs(si) + (w - 1) * Math.abs(sj) + 1;
        return memory.asSlice((offset - first) * width, span * width);
    }

    /** The offset of the first element within these bytes, which is not 0 for negative strides. */
    static long start(long si, long sj, int h, int w) {
        return Math.max((1 - h) * si, 0) + Math.max((1 - w) * sj, 0);
    }
}
