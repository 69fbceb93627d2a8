package dev.gatun.kernel.window;

import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;

/**
 * The means of windows of images. Operands are contiguous, of one type, F32 or F64; images are the
 * last two axes, and no window is empty. They are distributed among threads.
 */
public final class MeanPooling {
    /** The cost of an element of a window, in bytes that are copied in that time; an estimate. */
    static final long COST = 16;

    private final AxisWindows rows;
    private final AxisWindows columns;
    private final DType dtype;

    private MeanPooling(AxisWindows rows, AxisWindows columns, DType dtype) {
        this.rows = rows;
        this.columns = columns;
        this.dtype = dtype;
    }

    /** What is done with one image. */
    private interface Plane {
        /** Reads and writes an image and its results, which start at these elements. */
        void run(long image, long results);
    }

    private void forPlanes(Operand images, Plane body) {
        long size = rows.size() * columns.size();
        long results = (long) rows.count() * columns.count();
        ParallelFor.run(
                images.layout().numel() / size,
                size * COST,
                (start, end) -> {
                    for (long plane = start; plane < end; plane++) {
                        body.run(plane * size, plane * results);
                    }
                });
    }

    /** The sum of each window times the weights of its row and column. */
    public static void mean(Operand x, AxisWindows rows, AxisWindows columns, Operand y) {
        MeanPooling pooling = new MeanPooling(rows, columns, y.dtype());
        pooling.forPlanes(x, (image, results) -> pooling.meanPlane(x, image, y, results));
    }

    private void meanPlane(Operand x, long image, Operand y, long results) {
        MemorySegment from = x.memory();
        MemorySegment to = y.memory();
        long first = x.layout().offset() + image;
        long at = y.layout().offset() + results;
        for (int p = 0; p < rows.count(); p++) {
            for (int q = 0; q < columns.count(); q++) {
                double sum = 0;
                for (long r = rows.starts()[p]; r < rows.ends()[p]; r += rows.step()) {
                    long row = first + r * columns.size();
                    for (long c = columns.starts()[q]; c < columns.ends()[q]; c += columns.step()) {
                        sum += ElementAccess.get(dtype, from, row + c);
                    }
                }
                ElementAccess.set(dtype, to, at++, sum * weight(p, q));
            }
        }
    }

    /** The gradient of {@link #mean}: each element gets its share of those of its windows. */
    public static void meanGradient(Operand dy, AxisWindows rows, AxisWindows columns, Operand dx) {
        MeanPooling pooling = new MeanPooling(rows, columns, dx.dtype());
        Copy.fill(dx, 0L);
        pooling.forPlanes(dx, (image, results) -> pooling.spreadPlane(dy, results, dx, image));
    }

    private void spreadPlane(Operand dy, long results, Operand dx, long image) {
        MemorySegment from = dy.memory();
        MemorySegment to = dx.memory();
        long at = dy.layout().offset() + results;
        long first = dx.layout().offset() + image;
        for (int p = 0; p < rows.count(); p++) {
            for (int q = 0; q < columns.count(); q++) {
                double share = ElementAccess.get(dtype, from, at++) * weight(p, q);
                for (long r = rows.starts()[p]; r < rows.ends()[p]; r += rows.step()) {
                    long row = first + r * columns.size();
                    for (long c = columns.starts()[q]; c < columns.ends()[q]; c += columns.step()) {
                        double sum = ElementAccess.get(dtype, to, row + c) + share;
                        ElementAccess.set(dtype, to, row + c, sum);
                    }
                }
            }
        }
    }

    private double weight(int row, int column) {
        return rows.weights()[row] * columns.weights()[column];
    }
}
