package dev.gatun.kernel.window;

import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.reduce.Reduction;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Two-dimensional convolution (cross-correlation, as in all libraries of neural networks) and its
 * two gradients, by matrix products over bands of rows ({@link BandProducts}).
 *
 * <p>With images x, filters w and results y, {@code y[n, o, p, q] = sum over c, i, j of w[o, c, i,
 * j] x[n, c, p strideHeight + i dilationHeight - padHeight, q strideWidth + j dilationWidth -
 * padWidth]}, with zeros outside of the image. The three computations here are the three
 * derivatives of {@code sum(dy * y)}, which is linear in each of x, w and dy; so the gradients of
 * each are the other two.
 *
 * <p>All operands are contiguous, of one type, F32 or F64, and none is empty. Rows, or elements, of
 * a kernel add their products one after the other, so no image is unfolded fully. Images are
 * distributed among threads; bits do not depend on how many there are.
 */
public final class Convolution {
    /** The number of sums of filters' gradients that are made side by side, for threads. */
    private static final long SUMS = 8;

    private final ConvGeometry geometry;
    private final DType dtype;
    private final long bands;

    private Convolution(ConvGeometry geometry, DType dtype) {
        this.geometry = geometry;
        this.dtype = dtype;
        this.bands = BandProducts.bands(geometry);
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
        double beta = bias == null ? 0 : 1;
        try (Scope scope = Scope.open("filters")) {
            Operand filters = conv.filters(scope, w);
            conv.forUnits(
                    geometry.batch() * conv.bands,
                    true, // products between two rows of results are left out
                    (unit, products) -> {
                        long image = unit / conv.bands;
                        for (long group = 0; group < geometry.groups(); group++) {
                            products.forward(x, filters, beta, y, image, group, unit % conv.bands);
                        }
                    });
        }
    }

    /** Computes the gradient of the images. */
    public static void imageGradient(ConvGeometry geometry, Operand dy, Operand w, Operand dx) {
        Convolution conv = new Convolution(geometry, dx.dtype());
        Copy.fill(dx, 0L);
        try (Scope scope = Scope.open("filters")) {
            Operand filters = conv.filters(scope, w);
            conv.forUnits(
                    geometry.batch() * geometry.groups(),
                    Reduction.areFinite(filters),
                    (unit, products) -> {
                        long image = unit / geometry.groups();
                        long group = unit % geometry.groups();
                        for (long band = 0; band < conv.bands; band++) {
                            products.imageGradient(dy, filters, dx, image, group, band);
                        }
                    });
        }
    }

    /** Computes the gradient of the filters. */
    public static void filterGradient(ConvGeometry geometry, Operand x, Operand dy, Operand dw) {
        Convolution conv = new Convolution(geometry, dw.dtype());
        if (!conv.filterGradient(x, dy, dw, true)) {
            conv.filterGradient(x, dy, dw, false);
        }
    }

    /**
     * Computes the gradient of the filters.
     *
     * @param isFinite whether images are taken to be finite
     * @return whether it is finite: then images were, for what is not finite stays in a sum
     */
    private boolean filterGradient(Operand x, Operand dy, Operand dw, boolean isFinite) {
        long sums = Math.min(SUMS, geometry.batch());
        long share = Math.ceilDiv(geometry.batch(), sums);
        long size = dw.layout().numel();
        try (Scope scope = Scope.open("filters")) {
            Operand partial = Operand.temporary(scope, Shape.of(sums, size), dtype);
            Copy.fill(partial, 0L);
            forUnits(
                    sums * geometry.groups(),
                    isFinite,
                    (unit, products) -> {
                        long sum = unit / geometry.groups();
                        long group = unit % geometry.groups();
                        Operand one = partial.with(Layout.contiguous(Shape.of(size), sum * size));
                        long last = Math.min((sum + 1) * share, geometry.batch());
                        for (long image = sum * share; image < last; image++) {
                            for (long band = 0; band < bands; band++) {
                                products.filterGradient(x, dy, one, image, group, band);
                            }
                        }
                    });
            Operand total = Operand.temporary(scope, Shape.of(size), dtype);
            Reduction.sum(partial, total, 0);
            Layout ordered = BandProducts.filterSums(geometry, dw.layout());
            Copy.copy(total.with(Layout.contiguous(ordered.shape())), dw.with(ordered));
            return Reduction.areFinite(total);
        }
    }

    /** What is done with a unit of the work. */
    private interface Unit {
        void run(long unit, BandProducts products);
    }

    private void forUnits(long units, boolean isFinite, Unit body) {
        double operations =
                (double) geometry.batch()
                        * geometry.filters()
                        * geometry.outSize()
                        * geometry.terms()
                        * geometry.kernelHeight();
        long cost = (long) Math.max(1, operations / units / 4);
        ParallelFor.run(
                units,
                cost,
                (start, end) -> {
                    try (Scope scope = Scope.open("band")) {
                        BandProducts products = BandProducts.of(geometry, dtype, isFinite, scope);
                        for (long unit = start; unit < end; unit++) {
                            body.run(unit, products);
                        }
                    }
                });
    }

    private Operand filters(Scope scope, Operand w) {
        Layout ordered = BandProducts.filters(geometry, w.layout());
        Operand filters = Operand.temporary(scope, ordered.shape(), dtype);
        Copy.copy(w.with(ordered), filters);
        return filters;
    }
}
