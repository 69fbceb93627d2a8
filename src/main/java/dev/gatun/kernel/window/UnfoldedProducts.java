package dev.gatun.kernel.window;

import dev.gatun.kernel.matmul.Gemm;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;

/**
 * Products over rows that are unfolded along the width: one for each row of the kernel, of
 * (filters, channels x kernelWidth) and (channels x kernelWidth, results), for any geometry.
 */
final class UnfoldedProducts extends BandProducts {
    private final long inner;
    private final long out;

    UnfoldedProducts(ConvGeometry geometry, DType dtype, Scope scope) {
        super(geometry, geometry, dtype, scope);
        inner = geometry.terms();
        out = geometry.outSize();
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

    private MemorySegment filters(Operand filters, long kernelRow, long group) {
        long filter = kernelRow * geometry.filters() + group * geometry.groupFilters();
        return from(filters, filters.layout().offset() + filter * inner);
    }

    @Override
    void forward(
            Operand x, Operand filters, double beta, Operand y, long image, long group, long band) {
        load(x, image, group, band);
        long m = geometry.groupFilters();
        long n = results * geometry.outWidth();
        MemorySegment to = from(y, resultStart(y, image, group, band));
        for (long i = 0; i < geometry.kernelHeight(); i++) {
            double keep = i == 0 ? beta : 1;
            Gemm product = gemm(false, false, m, n, inner, inner, rows.step(), keep, out);
            multiply(product, filters(filters, i, group), rows.matrix(i), to);
        }
    }

    @Override
    void imageGradient(Operand dy, Operand filters, Operand dx, long image, long group, long band) {
        enter(band);
        rows.clear();
        long n = results * geometry.outWidth();
        long k = geometry.groupFilters();
        MemorySegment up = from(dy, resultStart(dy, image, group, band));
        for (long i = 0; i < geometry.kernelHeight(); i++) {
            Gemm product = gemm(true, false, inner, n, k, inner, out, 1, rows.step());
            multiply(product, filters(filters, i, group), up, rows.matrix(i));
        }
        rows.addTo(dx, imageStart(dx, image, group));
    }

    @Override
    void filterGradient(Operand x, Operand dy, Operand sums, long image, long group, long band) {
        load(x, image, group, band);
        long m = geometry.groupFilters();
        long k = results * geometry.outWidth();
        MemorySegment up = from(dy, resultStart(dy, image, group, band));
        for (long i = 0; i < geometry.kernelHeight(); i++) {
            Gemm product = gemm(false, true, m, inner, k, out, rows.step(), 1, inner);
            multiply(product, up, rows.matrix(i), filters(sums, i, group));
        }
    }
}
