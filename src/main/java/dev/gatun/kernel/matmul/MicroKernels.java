package dev.gatun.kernel.matmul;

import java.util.Locale;

/** Which tiles this JVM computes best with. */
final class MicroKernels {
    /** Whether the Vector API is there; its classes must not be touched where it is not. */
    static final boolean HAS_VECTORS =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    static final MicroKernel FLOAT =
            HAS_VECTORS && isFused(FloatMicroKernel.bits())
                    ? new FloatMicroKernel()
                    : new PlainFloatMicroKernel();
    static final MicroKernel DOUBLE =
            HAS_VECTORS && isFused(DoubleMicroKernel.bits())
                    ? new DoubleMicroKernel()
                    : new PlainDoubleMicroKernel();

    private MicroKernels() {}

    /**
     * Whether the processor fuses multiplication and addition; where it does not, the JDK does it
     * by decimal arithmetic. Of x86, processors with 256-bit vectors do; all others with vectors
     * do.
     */
    private static boolean isFused(int vectorBits) {
        String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return vectorBits >= 256 || !(processor.startsWith("x86") || processor.equals("amd64"));
    }
}
