package dev.gatun.kernel.window;

import dev.gatun.kernel.matmul.Gemm;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.MemorySegment;

/**
 * Products over rows of the padded image, of which no element is copied twice: one for each element
 * of the kernel, of (filters, channels) and (channels, results). Element (i, j) meets the rows from
 * the i-th on, shifted by j; as the rows of the padded image are longer than those of the results,
 * there are results between two rows that are left out, or for gradients are 0.
 *
 * <p>For many channels and filters, and windows side by side. With 64 of each OpenBLAS computes
 * these products without packing, in pieces of at most {@value #SMALL} multiply-adds.
 */
final class ShiftedProducts extends BandProducts {
    /** Fewer make products with sums too short. */
    private static final long FEWEST = 16;

    /** What OpenBLAS takes for a small product where it has kernels for these. */
    private static final long SMALL = 1_000_000;

    /** Fewer columns make slow products of any kind. */
    private static final long LEAST_PIECE = 48;

    /** The most by which rows may be wider than those of the results; an estimate. */
    private static final double MOST_WIDENED = 1.5;

    private final long channels;
    private final long filterCount;
    private final long pitch;
    private final long shift;

    /** Room for the results of a band or their gradients, with those to be left out. */
    private final Operand wide;

    private final boolean isByRows;

    /**
     * @param isByRows whether each row of results has products of its own, which nothing between
     *     two rows enters: where an operand is not finite, for 0 times infinity is not 0
     */
    ShiftedProducts(ConvGeometry geometry, DType dtype, boolean isByRows, Scope scope) {
        super(geometry, unfolding(geometry), dtype, scope);
        this.isByRows = isByRows;
        channels = geometry.groupChannels();
        filterCount = geometry.groupFilters();
        pitch = unfolding(geometry).outWidth();
        shift = geometry.dilationWidth();
        long height = UnfoldedRows.bandHeight(unfolding(geometry));
        wide = Operand.temporary(scope, Shape.of(filterCount, height, pitch), dtype);
        Copy.fill(wide, 0L); // what is left out stays 0 where gradients are stored between
    }

    static boolean areBetter(ConvGeometry g) {
        long pitch = g.width() + 2 * g.padWidth();
        return g.strideWidth() == 1
                && g.kernelWidth() > 1
                && g.groupChannels() >= FEWEST
                && g.groupFilters() >= FEWEST
                && pitch <= MOST_WIDENED * g.outWidth();
    }

    /** With a kernel of one column, unfolded rows are the rows of the padded image. */
    static ConvGeometry unfolding(ConvGeometry g) {
        return new ConvGeometry(
                g.batch(),
                g.channels(),
                g.height(),
                g.width(),
                g.filters(),
                g.kernelHeight(),
                1,
                g.strideHeight(),
                1,
                g.padHeight(),
                g.padWidth(),
                g.dilationHeight(),
                1,
                g.groups());
    }

    /** What is done with columns of a product. */
    private interface Piece {
        void run(long start, long length);
    }

    /**
     * The columns of the results of a band, but those after the last row's end, in equal pieces.
     *
     * @param each multiply-adds of one column
     */
    private void pieces(long each, Piece piece) {
        if (isByRows) {
            for (long i = 0; i < results; i++) {
                piece.run(i * pitch, geometry.outWidth());
            }
            return;
        }
        long columns = (results - 1) * pitch + geometry.outWidth();
        long most = SMALL / each;
        long count = most < LEAST_PIECE ? 1 : Math.ceilDiv(columns, most);
        for (long i = 0; i < count; i++) {
            long start = columns * i / count;
            piece.run(start, columns * (i + 1) / count - start);
        }
    }

    /** What is done with an element of the kernel. */
    private interface Element {
        void run(long number, MemorySegment image);
    }

    /** The elements of the kernel, and what they meet of the padded image from a column on. */
    private void elements(long start, Element element) {
        for (long i = 0; i < geometry.kernelHeight(); i++) {
            MemorySegment row = rows.matrix(i);
            for (long j = 0; j < geometry.kernelWidth(); j++) {
                long at = dtype.bytes(start + j * shift);
                element.run(i * geometry.kernelWidth() + j, row.asSlice(at));
            }
        }
    }

    private MemorySegment filters(Operand filters, long number, long group) {
        long filter = number * geometry.filters() + group * filterCount;
        return from(filters, filters.layout().offset() + filter * channels);
    }

    /** The results of a band where they are stored. */
    private Operand narrow(Operand y, long image, long group, long band) {
        long width = geometry.outWidth();
        return y.with(
                Layout.of(
                        Shape.of(filterCount, results, width),
                        new long[] {geometry.outSize(), width, 1},
                        resultStart(y, image, group, band)));
    }

    /** The results of a band among those that are left out. */
    private Operand wide(long filterStride, long columnStride) {
        return wide.with(
                Layout.of(
                        Shape.of(filterCount, results, geometry.outWidth()),
                        new long[] {filterStride, pitch * columnStride, columnStride},
                        0));
    }

    private long wideColumns() {
        return wide.layout().stride(0);
    }

    @Override
    void forward(
            Operand x, Operand filters, double beta, Operand y, long image, long group, long band) {
        load(x, image, group, band);
        Operand here = wide(wideColumns(), 1);
        Operand target = narrow(y, image, group, band);
        if (beta != 0) {
            Copy.copy(target, here);
        }
        pieces(
                filterCount * channels,
                (start, length) ->
                        elements(
                                start,
                                (number, matrix) ->
                                        multiply(
                                                new Gemm(
                                                        dtype,
                                                        false,
                                                        false,
                                                        filterCount,
                                                        length,
                                                        channels,
                                                        1,
                                                        channels,
                                                        rows.step(),
                                                        number == 0 ? beta : 1,
                                                        wideColumns()),
                                                filters(filters, number, group),
                                                matrix,
                                                from(wide, start))));
        Copy.copy(here, target);
    }

    @Override
    void imageGradient(Operand dy, Operand filters, Operand dx, long image, long group, long band) {
        enter(band);
        rows.clear();
        Copy.copy(narrow(dy, image, group, band), wide(wideColumns(), 1));
        pieces(
                filterCount * channels,
                (start, length) ->
                        elements(
                                start,
                                (number, matrix) ->
                                        multiply(
                                                new Gemm(
                                                        dtype,
                                                        true,
                                                        false,
                                                        channels,
                                                        length,
                                                        filterCount,
                                                        1,
                                                        channels,
                                                        wideColumns(),
                                                        1,
                                                        rows.step()),
                                                filters(filters, number, group),
                                                from(wide, start),
                                                matrix)));
        rows.addTo(dx, imageStart(dx, image, group));
    }

    @Override
    void filterGradient(Operand x, Operand dy, Operand sums, long image, long group, long band) {
        load(x, image, group, band);
        // Transposed: products with a sum along the rows of both factors are slower.
        Copy.copy(narrow(dy, image, group, band), wide(1, filterCount));
        long first = sums.layout().offset() + group * filterCount;
        long size = channels * geometry.filters();
        pieces(
                filterCount * channels,
                (start, length) ->
                        elements(
                                start,
                                (number, matrix) ->
                                        multiply(
                                                new Gemm(
                                                        dtype,
                                                        false,
                                                        false,
                                                        channels,
                                                        filterCount,
                                                        length,
                                                        1,
                                                        rows.step(),
                                                        filterCount,
                                                        1,
                                                        geometry.filters()),
                                                matrix,
                                                from(wide, start * filterCount),
                                                from(sums, first + number * size))));
    }
}
