package dev.gatun.kernel.window;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;
import java.util.function.LongFunction;

/**
 * The largest element of each window of volumes and where it stands; NaN is larger than every
 * number, and the first of equals is named, the last of NaN. Operands are contiguous, of one type,
 * F32 or F64; no window is empty. Volumes are distributed among threads.
 */
public final class MaxPooling {
    private final DType dtype;
    private final MemorySegment from;
    private final MemorySegment to;
    private final MemorySegment places;
    private final AxisWindows depth;
    private final AxisWindows rows;
    private final AxisWindows columns;

    /** The first element of the volume. */
    private final long first;

    private MaxPooling(Operand x, long volume, VolumeWindows windows, Operand y, Operand indices) {
        this.dtype = y.dtype();
        this.from = x.memory();
        this.to = y.memory();
        this.places = indices.memory();
        this.depth = windows.depth();
        this.rows = windows.rows();
        this.columns = windows.columns();
        this.first = x.layout().offset() + volume * windows.size();
    }

    /**
     * Pools volumes.
     *
     * @param count of the volumes
     * @param windows of each volume, by its number; as many of all
     * @param indices of I64: the index of the element in its volume, row by row
     */
    public static void run(
            long count,
            Operand x,
            LongFunction<VolumeWindows> windows,
            Operand y,
            Operand indices) {
        if (count == 0) {
            return;
        }
        long results = y.layout().numel() / count;
        ParallelFor.run(
                count,
                windows.apply(0).size() * MeanPooling.COST,
                (start, end) -> {
                    for (long volume = start; volume < end; volume++) {
                        long next = volume * results;
                        new MaxPooling(x, volume, windows.apply(volume), y, indices)
                                .run(y.layout().offset() + next, indices.layout().offset() + next);
                    }
                });
    }

    private void run(long at, long placeAt) {
        long next = 0;
        for (int o = 0; o < depth.count(); o++) {
            for (int p = 0; p < rows.count(); p++) {
                for (int q = 0; q < columns.count(); q++) {
                    long place = largest(o, p, q);
                    ElementAccess.set(
                            dtype, to, at + next, ElementAccess.get(dtype, from, first + place));
                    places.set(JAVA_LONG_UNALIGNED, (placeAt + next) * Long.BYTES, place);
                    next++;
                }
            }
        }
    }

    /** The index in the volume of the largest element of a window. */
    private long largest(int o, int p, int q) {
        double largest = Double.NEGATIVE_INFINITY;
        long place = index(depth.starts()[o], rows.starts()[p], columns.starts()[q]);
        for (long d = depth.starts()[o]; d < depth.ends()[o]; d += depth.step()) {
            for (long r = rows.starts()[p]; r < rows.ends()[p]; r += rows.step()) {
                for (long c = columns.starts()[q]; c < columns.ends()[q]; c += columns.step()) {
                    long index = index(d, r, c);
                    double value = ElementAccess.get(dtype, from, first + index);
                    if (value > largest || Double.isNaN(value)) {
                        largest = value;
                        place = index;
                    }
                }
            }
        }
        return place;
    }

    private long index(long d, long r, long c) {
        return (d * rows.size() + r) * columns.size() + c;
    }
}
