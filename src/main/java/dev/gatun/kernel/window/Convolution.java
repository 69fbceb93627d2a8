package dev.gatun.kernel.window;

import dev.gatun.kernel.matmul.Backend;
import dev.gatun.kernel.matmul.Gemm;
import dev.gatun.kernel.matmul.MatrixRoutines;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.reduce.Reduction;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Two-dimensional convolution (cross-correlation, as in all libraries of neural networks) and its
 * two gradients, by matrix products over {@link UnfoldedRows}.
 *
 * <p>With images x, filters w and results y, {@code y[n, o, p, q] = sum over c, i, j of w[o, c, i,
 * j] x[n, c, p strideHeight + i dilationHeight - padHeight, q strideWidth + j dilationWidth -
 * padWidth]}, with zeros outside of the image. The three computations here are the three
 * derivatives of {@code sum(dy * y)}, which is linear in each of x, w and dy; so the gradients of
 * each are the other two.
 *
 * <p>All operands are contiguous, of one type, F32 or F64, and none is empty. One row of a kernel
 * after the other adds its product, so a band of an image is unfolded along its width alone. Images
 * are distributed among threads; bits do not depend on how many there are.
 */
public final class Convolution {
    /** The number of sums of filters' gradients that are made side by side, for threads. */
    private static final long SUMS = 8;

    private final ConvGeometry geometry;
    private final DType dtype;
    private final long out;
    private final long inner;
    private final long bands;
    private final long bandHeight;
    private final MatrixRoutines routines;

    private Convolution(ConvGeometry geometry, DType dtype) {
        this.geometry = geometry;
        this.dtype = dtype;
        this.out = geometry.outSize();
        this.inner = geometry.terms();
        this.bandHeight = UnfoldedRows.bandHeight(geometry);
        this.bands = Math.ceilDiv(geometry.outHeight(), bandHeight);
        this.routines = Backend.active().routines();
    }

    /**
     * Computes the results.
     *
     * @param bias one number for each filter, or null for zeros
     * @param y receives the results; overlaps no input
     */
    public static void forward(
            ConvGeometry geometry, Operand x, Operand w, @Nullable Operand bias, Operand y) {
        Convolution conv = new Convolution(geometry, y.dtype());
        if (bias != null) {
            Layout each = bias.layout().unsqueeze(1).unsqueeze(2);
            Copy.copy(bias.with(each.expand(y.layout().shape())), y);
        }
        try (Scope scope = Scope.open("filters")) {
            Operand rows = conv.filterRows(scope, w);
            conv.forUnits(
                    geometry.batch() * conv.bands,
                    (unit, unfolded) -> {
                        long image = unit / conv.bands;
                        for (long group = 0; group < geometry.groups(); group++) {
                            conv.forward(
                                    x,
                                    rows,
                                    bias == null ? 0 : 1,
                                    y,
                                    image,
                                    group,
                                    unit % conv.bands,
                                    unfolded);
                        }
                    });
        }
    }

    private void forward(
            Operand x,
            Operand filterRows,
            double beta,
            Operand y,
            long image,
            long group,
            long band,
            UnfoldedRows unfolded) {
        long width = geometry.outWidth();
        long results = enter(unfolded, band);
        unfolded.load(x, imageStart(x, image, group));
        long m = geometry.groupFilters();
        long first = resultStart(y, image, group) + band * bandHeight * width;
        for (long i = 0; i < geometry.kernelHeight(); i++) {
            Gemm product =
                    gemm(
                            false,
                            false,
                            m,
                            results * width,
                            inner,
                            inner,
                            unfolded.step(),
                            i == 0 ? beta : 1,
                            out);
            routines.gemm(
                    product, filters(filterRows, i, group), unfolded.matrix(i), from(y, first));
        }
    }

    /** Computes the gradient of the images. */
    public static void imageGradient(ConvGeometry geometry, Operand dy, Operand w, Operand dx) {
        Convolution conv = new Convolution(geometry, dx.dtype());
        Copy.fill(dx, 0L);
        try (Scope scope = Scope.open("filters")) {
            Operand rows = conv.filterRows(scope, w);
            conv.forUnits(
                    geometry.batch() * geometry.groups(),
                    (unit, unfolded) -> {
                        long image = unit / geometry.groups();
                        long group = unit % geometry.groups();
                        for (long band = 0; band < conv.bands; band++) {
                            conv.imageGradient(dy, rows, dx, image, group, band, unfolded);
                        }
                    });
        }
    }

    private void imageGradient(
            Operand dy,
            Operand filterRows,
            Operand dx,
            long image,
            long group,
            long band,
            UnfoldedRows unfolded) {
        long width = geometry.outWidth();
        long results = enter(unfolded, band);
        unfolded.clear();
        long k = geometry.groupFilters();
        MemorySegment up = from(dy, resultStart(dy, image, group) + band * bandHeight * width);
        for (long i = 0; i < geometry.kernelHeight(); i++) {
            Gemm product =
                    gemm(true, false, inner, results * width, k, inner, out, 1, unfolded.step());
            routines.gemm(product, filters(filterRows, i, group), up, unfolded.matrix(i));
        }
        unfolded.addTo(dx, imageStart(dx, image, group));
    }

    /** Computes the gradient of the filters. */
    public static void filterGradient(ConvGeometry geometry, Operand x, Operand dy, Operand dw) {
        Convolution conv = new Convolution(geometry, dw.dtype());
        long sums = Math.min(SUMS, geometry.batch());
        long share = Math.ceilDiv(geometry.batch(), sums);
        long size = dw.layout().numel();
        try (Scope scope = Scope.open("filters")) {
            Shape rowShape = conv.filterRowShape();
            Operand partial = Operand.temporary(scope, Shape.of(sums, size), conv.dtype);
            Copy.fill(partial, 0L);
            conv.forUnits(
                    sums * geometry.groups(),
                    (unit, unfolded) -> {
                        long sum = unit / geometry.groups();
                        long group = unit % geometry.groups();
                        long last = Math.min((sum + 1) * share, geometry.batch());
                        for (long image = sum * share; image < last; image++) {
                            for (long band = 0; band < conv.bands; band++) {
                                conv.filterGradient(
                                        x,
                                        dy,
                                        partial.with(Layout.contiguous(rowShape, sum * size)),
                                        image,
                                        group,
                                        band,
                                        unfolded);
                            }
                        }
                    });
            Operand total = Operand.temporary(scope, Shape.of(size), conv.dtype);
            Reduction.sum(partial, total, 0);
            Copy.copy(total.with(Layout.contiguous(rowShape).permute(1, 2, 0, 3)), dw);
        }
    }

    private void filterGradient(
            Operand x,
            Operand dy,
            Operand filterRows,
            long image,
            long group,
            long band,
            UnfoldedRows unfolded) {
        long width = geometry.outWidth();
        long results = enter(unfolded, band);
        unfolded.load(x, imageStart(x, image, group));
        long m = geometry.groupFilters();
        MemorySegment up = from(dy, resultStart(dy, image, group) + band * bandHeight * width);
        for (long i = 0; i < geometry.kernelHeight(); i++) {
            Gemm product =
                    gemm(false, true, m, inner, results * width, out, unfolded.step(), 1, inner);
            routines.gemm(product, up, unfolded.matrix(i), filters(filterRows, i, group));
        }
    }

    private Gemm gemm(
            boolean transA,
            boolean transB,
            long m,
            long n,
            long k,
            long lda,
            long ldb,
            double beta,
            long ldc) {
        return new Gemm(dtype, transA, transB, m, n, k, 1, lda, ldb, beta, ldc);
    }

    /** Chooses a band; returns its rows of results. */
    private long enter(UnfoldedRows unfolded, long band) {
        long results = Math.min(bandHeight, geometry.outHeight() - band * bandHeight);
        unfolded.band(band * bandHeight, results);
        return results;
    }

    /** What is done with a unit of the work, with memory for unfolding. */
    private interface Unit {
        void run(long unit, UnfoldedRows unfolded);
    }

    private void forUnits(long units, Unit body) {
        double operations =
                (double) geometry.batch()
                        * geometry.filters()
                        * out
                        * inner
                        * geometry.kernelHeight();
        long cost = (long) Math.max(1, operations / units / 4);
        ParallelFor.run(
                units,
                cost,
                (start, end) -> {
                    try (Scope scope = Scope.open("unfolded")) {
                        UnfoldedRows unfolded = new UnfoldedRows(geometry, dtype, scope);
                        for (long unit = start; unit < end; unit++) {
                            body.run(unit, unfolded);
                        }
                    }
                });
    }

    /** The shape of filters whose kernel rows come first: each row of a kernel is a matrix. */
    private Shape filterRowShape() {
        return Shape.of(
                geometry.kernelHeight(),
                geometry.filters(),
                geometry.groupChannels(),
                geometry.kernelWidth());
    }

    private Operand filterRows(Scope scope, Operand w) {
        Operand rows = Operand.temporary(scope, filterRowShape(), dtype);
        Copy.copy(w.with(w.layout().permute(2, 0, 1, 3)), rows);
        return rows;
    }

    private MemorySegment filters(Operand filterRows, long kernelRow, long group) {
        long filter = kernelRow * geometry.filters() + group * geometry.groupFilters();
        return from(filterRows, filterRows.layout().offset() + filter * inner);
    }

    private long imageStart(Operand x, long image, long group) {
        long channel = image * geometry.channels() + group * geometry.groupChannels();
        return x.layout().offset() + channel * geometry.height() * geometry.width();
    }

    private long resultStart(Operand y, long image, long group) {
        long filter = image * geometry.filters() + group * geometry.groupFilters();
        return y.layout().offset() + filter * out;
    }

    private MemorySegment from(Operand operand, long element) {
        Storage storage = operand.storage();
        long start = dtype.bytes(element);
        return storage.window(start, storage.byteSize() - start);
    }
}
