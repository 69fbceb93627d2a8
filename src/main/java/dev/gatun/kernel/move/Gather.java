package dev.gatun.kernel.move;

import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Selects elements and slices by index. Indices are {@link DType#I64}, in [0, size of the axis),
 * which the caller has checked with {@link #checkIndices}.
 */
public final class Gather {
    /** Rows of at least so many bytes are copied one by one. */
    private static final long ROW_BYTES = 32;

    private Gather() {}

    /**
     * An index that is out of range.
     *
     * @param value the index
     * @param position its position among the indices, in row-major order
     */
    public record BadIndex(long value, long position) {}

    /**
     * The first index, in row-major order, that is not in [0, bound); null if all are.
     *
     * @param index of I64
     */
    public static @Nullable BadIndex checkIndices(Operand index, long bound) {
        assert index.dtype() == DType.I64 : index;
        IndexRows rows = new IndexRows(index);
        for (long run = 0; run < rows.count(); run++) {
            long[] values = rows.read(run);
            int n = rows.length(run);
            for (int i = 0; i < n; i++) {
                if (values[i] < 0 || values[i] >= bound) {
                    return new BadIndex(values[i], rows.first(run) + i);
                }
            }
        }
        return null;
    }

    /**
     * {@code to[i, j, k] = source[i, index[i, j, k], k]} for axis 1, and likewise for others.
     *
     * @param axis counted from the front
     * @param source of the index's rank, and no smaller along the other axes
     * @param index of I64
     * @param to of the index's shape and the source's type; overlaps neither itself nor an input
     */
    public static void gather(int axis, Operand source, Operand index, Operand to) {
        assert source.dtype() == to.dtype() : source + ", " + to;
        assert index.dtype() == DType.I64 : index;
        assert index.layout().shape().equals(to.layout().shape()) : index + ", " + to;
        ParallelFor.run(
                new IndexRows(index).count(),
                (long) IndexRows.RUN * Long.BYTES,
                (start, end) -> {
                    IndexRows rows = new IndexRows(index);
                    StridedBuffer buffer = StridedBuffer.of(to.dtype().bytes());
                    for (long run = start; run < end; run++) {
                        int n = rows.length(run);
                        long[] elements = rows.elements(run, source.layout(), axis);
                        buffer.pick(source.memory(), elements, n);
                        long offset = rows.offset(run, to.layout());
                        buffer.store(to.memory(), offset, rows.step(to.layout()), 0, n, 1);
                    }
                });
    }

    /**
     * The slices of the source along an axis at the indices, in their order; for axis 0 rows of a
     * table, as in an embedding.
     *
     * @param axis counted from the front
     * @param indices of I64 and rank 1
     * @param to of the source's type, and of its shape with the number of indices along the axis;
     *     overlaps neither itself nor an input
     */
    public static void indexSelect(int axis, Operand source, Operand indices, Operand to) {
        assert source.dtype() == to.dtype() : source + ", " + to;
        Layout toLayout = to.layout();
        Layout fromLayout = source.layout();
        int width = to.dtype().bytes();
        long bytes = rowLength(toLayout, axis) * width;
        if (bytes < ROW_BYTES || rowLength(fromLayout, axis) * width != bytes) {
            gather(axis, source, broadcast(indices, axis, toLayout.shape()), to);
            return;
        }
        long toStep = toLayout.stride(axis);
        long fromStep = fromLayout.stride(axis);
        boolean isCode = DenseRows.take(bytes, indices, source, to);
        IndexRows rows = new IndexRows(indices);
        for (long entry = 0; entry < entries(toLayout, axis); entry++) {
            long toStart = entryOffset(toLayout, axis, entry);
            long fromStart = entryOffset(fromLayout, axis, entry);
            if (isCode) {
                ParallelFor.run(
                        indices.layout().numel(),
                        bytes,
                        (start, end) ->
                                DenseRows.select(
                                        source.storage().address() + fromStart * width,
                                        fromStep * width,
                                        to.storage().address() + (toStart + start * toStep) * width,
                                        toStep * width,
                                        bytes,
                                        end - start,
                                        indices,
                                        start,
                                        fromLayout.shape().dim(axis)));
                continue;
            }
            for (long run = 0; run < rows.count(); run++) {
                long[] values = rows.read(run);
                long first = rows.first(run);
                ParallelFor.run(
                        rows.length(run),
                        bytes,
                        (start, end) -> {
                            for (int i = (int) start; i < end; i++) {
                                MemorySegment.copy(
                                        source.memory(),
                                        (fromStart + values[i] * fromStep) * width,
                                        to.memory(),
                                        (toStart + (first + i) * toStep) * width,
                                        bytes);
                            }
                        });
            }
        }
    }

    /** Indices along one axis, broadcast to a shape. */
    static Operand broadcast(Operand indices, int axis, Shape shape) {
        Layout layout = indices.layout();
        for (int after = axis + 1; after < shape.rank(); after++) {
            layout = layout.unsqueeze(layout.rank());
        }
        return new Operand(indices.storage(), layout.expand(shape), indices.dtype());
    }

    /** The number of elements in the axes after one, if they are consecutive; otherwise -1. */
    static long rowLength(Layout layout, int axis) {
        long length = 1;
        for (int d = layout.rank() - 1; d > axis; d--) {
            long dim = layout.shape().dim(d);
            if (dim != 1 && layout.stride(d) != length) {
                return -1;
            }
            length *= dim;
        }
        return length;
    }

    /** The number of slices along an axis: the product of the sizes before it. */
    static long entries(Layout layout, int axis) {
        long entries = 1;
        for (int d = 0; d < axis; d++) {
            entries *= layout.shape().dim(d);
        }
        return entries;
    }

    /** The offset of one of these slices. */
    public static long entryOffset(Layout layout, int axis, long entry) {
        long offset = layout.offset();
        long rest = entry;
        for (int d = axis - 1; d >= 0 && rest > 0; d--) {
            long dim = layout.shape().dim(d);
            offset += rest % dim * layout.stride(d);
            rest /= dim;
        }
        return offset;
    }
}
