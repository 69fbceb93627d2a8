package dev.gatun.kernel.simd;

import dev.gatun.shape.DType;
import java.util.Locale;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;

/**
 * What this JVM does with SIMD instructions: whether the Vector API is there (the module
 * jdk.incubator.vector), how wide its vectors are, and whether they have a fused multiply-add.
 */
public final class VectorSupport {
    private static final boolean IS_PRESENT = isModulePresent();

    private VectorSupport() {}

    /** Whether the Vector API is there; classes that name its types must not be used without. */
    public static boolean isPresent() {
        return IS_PRESENT;
    }

    private static boolean isModulePresent() {
        try {
            Class.forName(
                    "jdk.incubator.vector.FloatVector",
                    false,
                    VectorSupport.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }

    /** Bits of a vector of floats or doubles; 0 without the Vector API. */
    public static int bits(DType type) {
        if (!IS_PRESENT) {
            return 0;
        }
        return type == DType.F32 ? Preferred.FLOAT_BITS : Preferred.DOUBLE_BITS;
    }

    /**
     * Whether vectors have a fused multiply-add. Without the instruction the JDK goes through
     * BigDecimal. Of x86, processors with 256-bit integer vectors have it; all others with vectors
     * do.
     */
    public static boolean isFmaFused(DType type) {
        String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        boolean isX86 = processor.startsWith("x86") || processor.equals("amd64");
        return bits(type) >= (isX86 ? 256 : 1);
    }

    /** Apart, because the Vector API may be absent. */
    private static final class Preferred {
        static final int FLOAT_BITS = FloatVector.SPECIES_PREFERRED.vectorBitSize();
        static final int DOUBLE_BITS = DoubleVector.SPECIES_PREFERRED.vectorBitSize();
    }
}
