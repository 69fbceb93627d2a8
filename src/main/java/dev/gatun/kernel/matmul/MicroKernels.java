package dev.gatun.kernel.matmul;

import dev.gatun.kernel.simd.VectorSupport;
import dev.gatun.shape.DType;

/** Selects the micro-kernels for this JVM. */
final class MicroKernels {
    static final MicroKernel FLOAT =
            VectorSupport.isFmaFused(DType.F32)
                    ? new FloatMicroKernel()
                    : new PlainFloatMicroKernel();
    static final MicroKernel DOUBLE =
            VectorSupport.isFmaFused(DType.F64)
                    ? new DoubleMicroKernel()
                    : new PlainDoubleMicroKernel();

    private MicroKernels() {}
}
