package dev.gatun.kernel.window;

import dev.gatun.kernel.matmul.Backend;
import dev.gatun.kernel.matmul.Gemm;
import dev.gatun.kernel.matmul.MatrixRoutines;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import java.lang.foreign.MemorySegment;

/**
 * What a convolution and its gradients are of one band of rows of the results, for one image and
 * one group of channels: products of matrices. Not thread-safe: it has memory of its own.
 */
abstract sealed class BandProducts permits UnfoldedProducts, ShiftedProducts {
    final ConvGeometry geometry;
    final DType dtype;
    final UnfoldedRows rows;
    private final MatrixRoutines routines = Backend.active().routines();
    private final long bandHeight;

    /** The number of rows of results in the chosen band. */
    long results;

    /**
     * @param unfolding the geometry that rows of images are unfolded by
     */
    BandProducts(ConvGeometry geometry, ConvGeometry unfolding, DType dtype, Scope scope) {
        this.geometry = geometry;
        this.dtype = dtype;
        this.rows = new UnfoldedRows(unfolding, dtype, scope);
        this.bandHeight = UnfoldedRows.bandHeight(unfolding);
    }

    /**
     * The products for a geometry, with memory in a scope.
     *
     * @param isFinite whether all operands are finite, or what is not can meet no 0 that is not in
     *     the sums
     */
    static BandProducts of(ConvGeometry geometry, DType dtype, boolean isFinite, Scope scope) {
        return ShiftedProducts.areBetter(geometry)
                ? new ShiftedProducts(geometry, dtype, !isFinite, scope)
                : new UnfoldedProducts(geometry, dtype, scope);
    }

    /** The number of bands of an image. */
    static long bands(ConvGeometry geometry) {
        ConvGeometry unfolding =
                ShiftedProducts.areBetter(geometry)
                        ? ShiftedProducts.unfolding(geometry)
                        : geometry;
        return Math.ceilDiv(geometry.outHeight(), UnfoldedRows.bandHeight(unfolding));
    }

    /** The filters with their axes in the order that the products want. */
    static Layout filters(ConvGeometry geometry, Layout w) {
        return ShiftedProducts.areBetter(geometry) ? w.permute(2, 3, 0, 1) : w.permute(2, 0, 1, 3);
    }

    /** The gradient of the filters with its axes in the order in which it is computed. */
    static Layout filterSums(ConvGeometry geometry, Layout dw) {
        return ShiftedProducts.areBetter(geometry)
                ? dw.permute(2, 3, 1, 0)
                : dw.permute(2, 0, 1, 3);
    }

    /**
     * Computes results.
     *
     * @param filters dense, in the order of {@link #filters}
     * @param beta 1 to add to the results, 0 to overwrite them
     */
    abstract void forward(
            Operand x, Operand filters, double beta, Operand y, long image, long group, long band);

    /** Adds to the gradient of the images. */
    abstract void imageGradient(
            Operand dy, Operand filters, Operand dx, long image, long group, long band);

    /**
     * Adds to the gradient of the filters.
     *
     * @param sums dense, in the order of {@link #filterSums}
     */
    abstract void filterGradient(
            Operand x, Operand dy, Operand sums, long image, long group, long band);

    /** Chooses a band. */
    final void enter(long band) {
        results = Math.min(bandHeight, geometry.outHeight() - band * bandHeight);
        rows.band(band * bandHeight, results);
    }

    /** Chooses a band and unfolds its rows of an image. */
    final void load(Operand x, long image, long group, long band) {
        enter(band);
        rows.load(x, imageStart(x, image, group));
    }

    final void multiply(Gemm product, MemorySegment a, MemorySegment b, MemorySegment c) {
        routines.gemm(product, a, b, c);
    }

    final long imageStart(Operand x, long image, long group) {
        long channel = image * geometry.channels() + group * geometry.groupChannels();
        return x.layout().offset() + channel * geometry.height() * geometry.width();
    }

    /** Where the results of a band begin. */
    final long resultStart(Operand y, long image, long group, long band) {
        long filter = image * geometry.filters() + group * geometry.groupFilters();
        return y.layout().offset()
                + filter * geometry.outSize()
                + band * bandHeight * geometry.outWidth();
    }

    final MemorySegment from(Operand operand, long element) {
        Storage storage = operand.storage();
        long start = dtype.bytes(element);
        return storage.window(start, storage.byteSize() - start);
    }
}
