package dev.gatun.kernel.simd;

import dev.gatun.shape.DType;
import java.util.Locale;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;

/**
 * The SIMD support of this JVM: whether the Vector API is available (the module
 * jdk.incubator.vector), the width of its vectors, and whether they have a fused multiply-add.
 */
public final class VectorSupport {
    private static final boolean IS_PRESENT = isModulePresent();

    private VectorSupport() {}

    /**
     * Whether the Vector API is available; classes that name its types must not be used otherwise.
     */
    public static boolean isPresent() {
        return IS_PRESENT;
    }

    /**
     * Looks for the module: a search for an absent class would open every jar of the class path,
     * and {@link ModuleLayer#findModule} goes on to other layers by streams, which a fresh process
     * links for milliseconds.
     */
    private static boolean isModulePresent() {
        for (Module each : ModuleLayer.boot().modules()) {
            if (each.getName().equals("jdk.incubator.vector")) {
                return true;
            }
        }
        return false;
    }

    /** The bits of a vector of floats or doubles; 0 without the Vector API. */
    public static int bits(DType type) {
        if (!IS_PRESENT) {
            return 0;
        }
        return type == DType.F32 ? Preferred.FLOAT_BITS : Preferred.DOUBLE_BITS;
    }

    /**
     * Whether vectors have a fused multiply-add. Without the instruction the JDK computes it by
     * BigDecimal. x86 processors have it if they have 256-bit integer vectors; all others with
     * vectors have it.
     */
    public static boolean isFmaFused(DType type) {
        String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        boolean isX86 = processor.startsWith("x86") || processor.equals("amd64");
        return bits(type) >= (isX86 ? 256 : 1);
    }

    /** In a class of its own, because the Vector API may be absent. */
    private static final class Preferred {
        static final int FLOAT_BITS = FloatVector.SPECIES_PREFERRED.vectorBitSize();
        static final int DOUBLE_BITS = DoubleVector.SPECIES_PREFERRED.vectorBitSize();
    }
}
