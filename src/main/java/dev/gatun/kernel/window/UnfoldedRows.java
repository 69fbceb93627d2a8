package dev.gatun.kernel.window;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;

/**
 * A band of rows of one group of channels of an image, unfolded along its width: row r of channel c
 * stands once for each column j of the kernel, with the elements that j meets at the positions of
 * the windows, and zeros where these lie in the padding.
 *
 * <p>For each row i of the kernel the elements that it meets are then a matrix (channels x
 * kernelWidth, rows x outWidth) within these, whose rows are dense: no element is copied once more
 * for each row of the kernel, as full unfolding (im2col) does. Rows are grouped by their remainder
 * by the stride, so that this holds for any stride.
 */
final class UnfoldedRows {
    /** Elements of a band, unless one row of the result has more: it stays in L2. An estimate. */
    private static final long BAND = 64 << 10;

    private final ConvGeometry geometry;
    private final DType dtype;
    private final int bytes;
    private final long outWidth;

    /** The number of rows of results of a full band. */
    private final long height;

    /** The number of rows of each remainder by the stride, in a full band. */
    private final long perPhase;

    private final Storage storage;

    /** The first row of the padded image in the band, and the number of rows in use. */
    private long firstRow;

    private long rows;

    UnfoldedRows(ConvGeometry geometry, DType dtype, Scope scope) {
        this.geometry = geometry;
        this.dtype = dtype;
        this.bytes = dtype.bytes();
        this.outWidth = geometry.outWidth();
        this.height = bandHeight(geometry);
        this.perPhase = Math.ceilDiv(rows(height), geometry.strideHeight());
        this.storage = Storage.reserve(scope, geometry.terms() * step() * bytes);
        clear();
    }

    /** The number of rows of results of a full band. */
    static long bandHeight(ConvGeometry g) {
        long perRow = g.terms() * g.outWidth() * g.strideHeight();
        long kernelRows = g.dilationHeight() * (g.kernelHeight() - 1) + 1;
        return Math.clamp(BAND / perRow - kernelRows, Math.min(16, g.outHeight()), g.outHeight());
    }

    private long rows(long results) {
        return (results - 1) * geometry.strideHeight()
                + geometry.dilationHeight() * (geometry.kernelHeight() - 1)
                + 1;
    }

    /** The distance in elements between the rows of the matrices. */
    long step() {
        return geometry.strideHeight() * perPhase * outWidth;
    }

    /** The matrix that a row of the kernel meets. */
    MemorySegment matrix(long kernelRow) {
        long start = place(kernelRow * geometry.dilationHeight()) * bytes;
        return storage.window(start, storage.byteSize() - start);
    }

    /** Where a row of the band starts, in the elements of a channel and column. */
    private long place(long row) {
        long stride = geometry.strideHeight();
        return (row % stride * perPhase + row / stride) * outWidth;
    }

    /** Chooses rows of results: later calls are about these. */
    void band(long firstResult, long results) {
        firstRow = firstResult * geometry.strideHeight() - geometry.padHeight();
        rows = rows(results);
    }

    /** Sets all elements to zero. */
    void clear() {
        storage.view().fill((byte) 0);
    }

    /**
     * Unfolds the rows of the band. Positions in the padding are left as they are: zeros, unless
     * gradients have been computed in this memory.
     *
     * @param first the offset in elements of the group's first channel
     */
    void load(Operand image, long first) {
        MemorySegment from = image.memory();
        MemorySegment to = storage.view();
        long plane = geometry.height() * geometry.width();
        for (long c = 0; c < geometry.groupChannels(); c++) {
            for (long j = 0; j < geometry.kernelWidth(); j++) {
                Columns columns = new Columns(geometry, j);
                long start = (c * geometry.kernelWidth() + j) * step();
                for (long r = 0; r < rows; r++) {
                    long row = firstRow + r;
                    long at = start + place(r);
                    if (row < 0 || row >= geometry.height() || columns.isNone()) {
                        zero(to, at, outWidth);
                        continue;
                    }
                    long source = first + c * plane + row * geometry.width() + columns.source;
                    copy(from, source, to, at + columns.start, columns.count());
                }
            }
        }
    }

    private void zero(MemorySegment to, long at, long count) {
        if (count > 0) {
            to.asSlice(at * bytes, count * bytes).fill((byte) 0);
        }
    }

    private void copy(MemorySegment from, long source, MemorySegment to, long at, long count) {
        long stride = geometry.strideWidth();
        if (stride == 1) {
            MemorySegment.copy(from, source * bytes, to, at * bytes, count * bytes);
        } else if (bytes == Integer.BYTES) {
            for (long i = 0; i < count; i++) {
                int bits = from.get(JAVA_INT_UNALIGNED, (source + i * stride) * Integer.BYTES);
                to.set(JAVA_INT_UNALIGNED, (at + i) * Integer.BYTES, bits);
            }
        } else {
            for (long i = 0; i < count; i++) {
                long bits = from.get(JAVA_LONG_UNALIGNED, (source + i * stride) * Long.BYTES);
                to.set(JAVA_LONG_UNALIGNED, (at + i) * Long.BYTES, bits);
            }
        }
    }

    /**
     * The reverse of {@link #load}: adds each element to the element of the image that it was
     * unfolded from.
     */
    void addTo(Operand image, long first) {
        MemorySegment to = image.memory();
        MemorySegment from = storage.view();
        long plane = geometry.height() * geometry.width();
        for (long c = 0; c < geometry.groupChannels(); c++) {
            for (long j = 0; j < geometry.kernelWidth(); j++) {
                Columns columns = new Columns(geometry, j);
                long start = (c * geometry.kernelWidth() + j) * step() + columns.start;
                for (long r = 0; r < rows; r++) {
                    long row = firstRow + r;
                    if (row >= 0 && row < geometry.height()) {
                        long target = first + c * plane + row * geometry.width() + columns.source;
                        add(from, start + place(r), to, target, columns.count());
                    }
                }
            }
        }
    }

    private void add(MemorySegment from, long at, MemorySegment to, long target, long count) {
        long stride = geometry.strideWidth();
        if (dtype == DType.F32) {
            for (long i = 0; i < count; i++) {
                long place = (target + i * stride) * Float.BYTES;
                float x = from.get(JAVA_FLOAT_UNALIGNED, (at + i) * Float.BYTES);
                to.set(JAVA_FLOAT_UNALIGNED, place, to.get(JAVA_FLOAT_UNALIGNED, place) + x);
            }
        } else {
            for (long i = 0; i < count; i++) {
                long place = (target + i * stride) * Double.BYTES;
                double x = from.get(JAVA_DOUBLE_UNALIGNED, (at + i) * Double.BYTES);
                to.set(JAVA_DOUBLE_UNALIGNED, place, to.get(JAVA_DOUBLE_UNALIGNED, place) + x);
            }
        }
    }

    /** The positions of the windows, in a row, whose column j lies in the image. */
    private static final class Columns {
        /** The first such position, and the one after the last. */
        final long start;

        final long end;

        /** The column of the image that the first meets. */
        final long source;

        Columns(ConvGeometry g, long j) {
            long shift = j * g.dilationWidth() - g.padWidth();
            long outWidth = g.outWidth();
            start = Math.clamp(Math.ceilDiv(-shift, g.strideWidth()), 0, outWidth);
            long last = Math.floorDiv(g.width() - 1 - shift, g.strideWidth());
            end = Math.clamp(last + 1, start, outWidth);
            source = start * g.strideWidth() + shift;
        }

        boolean isNone() {
            return start == end;
        }

        long count() {
            return end - start;
        }
    }
}
