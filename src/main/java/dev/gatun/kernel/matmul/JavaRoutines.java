package dev.gatun.kernel.matmul;

import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;

/**
 * Products in Java: by the Vector API if the JVM has it, by plain loops otherwise. Large ones are
 * divided among threads by blocks ({@link BlockedProduct}).
 */
final class JavaRoutines implements MatrixRoutines {
    @Override
    public void gemm(Gemm product, MemorySegment a, MemorySegment b, MemorySegment c) {
        if (product.isEmpty()) {
            product.call(a, b, c); // which scales C in Java itself
            return;
        }
        product.check(a, b, c);
        MicroKernel tile = product.dtype() == DType.F32 ? MicroKernels.FLOAT : MicroKernels.DOUBLE;
        new BlockedProduct(tile, product, a, b, c).run();
    }

    @Override
    public void gemv(Gemv product, MemorySegment a, MemorySegment x, MemorySegment y) {
        gemm(product.asGemm(), a, x, y);
    }
}
