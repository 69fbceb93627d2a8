// Generated from StridedInts by make twins; do not edit.
package dev.gatun.kernel.move;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.gatun.memory.internal.NativeAccess;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Elements of eight bytes. */
final class StridedLongs extends StridedBuffer {
    final long[] x;
    final long[] y;

    StridedLongs() {
        this(new long[rawCapacity(Long.BYTES)], new long[capacity(Long.BYTES)]);
    }

    private StridedLongs(long[] x, long[] y) {
        super(Long.BYTES, MemorySegment.ofArray(x), MemorySegment.ofArray(y));
        this.x = x;
        this.y = y;
    }

    @Override
    void shuffle(int start, int a, int b, int h, int w) {
        if (a == 0) {
            for (int j = 0; j < w; j++) {
                Arrays.fill(y, j * h, (j + 1) * h, x[start + j * b]);
            }
        } else if (h >= w) {
            for (int j = 0; j < w; j++) {
                for (int i = 0, p = start + j * b, q = j * h; i < h; i++, p += a) {
                    y[q + i] = x[p];
                }
            }
        } else {
            for (int i = 0; i < h; i++) {
                for (int j = 0, p = start + i * a, q = i; j < w; j++, p += b, q += h) {
                    y[q] = x[p];
                }
            }
        }
    }

    @Override
    void gather(MemorySegment memory, long offset, long si, long sj, int h, int w) {
        MemorySegment from = NativeAccess.rebase(window(memory, offset, si, sj, h, w));
        long start = start(si, sj, h, w);
        for (int j = 0; j < w; j++) {
            for (int i = 0; i < h; i++) {
                y[j * h + i] =
                        from.get(JAVA_LONG_UNALIGNED, (start + i * si + j * sj) * Long.BYTES);
            }
        }
    }

    @Override
    void scatter(MemorySegment memory, long offset, long si, long sj, int h, int w) {
        MemorySegment to = NativeAccess.rebase(window(memory, offset, si, sj, h, w));
        long start = start(si, sj, h, w);
        for (int j = 0; j < w; j++) {
            for (int i = 0; i < h; i++) {
                to.set(JAVA_LONG_UNALIGNED, (start + i * si + j * sj) * Long.BYTES, y[j * h + i]);
            }
        }
    }

    @Override
    void pick(MemorySegment memory, long[] elements, int n) {
        MemorySegment from = NativeAccess.rebase(memory);
        for (int i = 0; i < n; i++) {
            y[i] = from.get(JAVA_LONG_UNALIGNED, elements[i] * Long.BYTES);
        }
    }

    @Override
    public void spread(int n) {
        Arrays.fill(y, 0, n, y[0]);
    }
}
