package dev.gatun.kernel.loop;

import dev.gatun.kernel.simd.VectorSupport;
import dev.gatun.shape.DType;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * How kernels run: interpreted at first, compiled to SIMD loops once they are hot.
 *
 * <p>The system property {@value #PROPERTY}, {@code 1} or {@code 2}, forces one tier from the first
 * call on. Compiling needs the module jdk.incubator.vector ({@code --add-modules
 * jdk.incubator.vector}); without it all kernels stay in the first tier, which is logged once, and
 * forcing the second fails.
 */
public enum Tier {
    INTERPRETED,
    COMPILED;

    /** The system property that forces a tier. */
    public static final String PROPERTY = "gatun.kernel.tier";

    static {
        if (!canCompile()) {
            System.getLogger(Tier.class.getName())
                    .log(
                            Level.WARNING,
                            "elementwise kernels stay interpreted, several times slower: the"
                                    + " module jdk.incubator.vector is not there; start java with"
                                    + " --add-modules jdk.incubator.vector");
        }
    }

    /**
     * The tier that the property forces, or null.
     *
     * @throws IllegalArgumentException if the value is neither 1 nor 2
     * @throws IllegalStateException if the second tier is forced and not available
     */
    public static @Nullable Tier forced() {
        return force(System.getProperty(PROPERTY));
    }

    /** Whether a hot kernel may be compiled. */
    static boolean canCompile() {
        return VectorSupport.isPresent();
    }

    /**
     * Whether loops that compute in a type read and write booleans where they stand: compiled ones
     * do where there are vectors of as many bytes.
     */
    static boolean takesBooleans(DType type) {
        int bits = VectorSupport.bits(type);
        return bits == 0 || bits / type.bytes() >= Long.SIZE;
    }

    private static @Nullable Tier force(@Nullable String value) {
        if (value == null) {
            return null;
        }
        return switch (value) {
            case "1" -> INTERPRETED;
            case "2" -> {
                if (!canCompile()) {
                    throw new IllegalStateException(
                            "-D" + PROPERTY + "=2 needs --add-modules jdk.incubator.vector");
                }
                yield COMPILED;
            }
            default ->
                    throw new IllegalArgumentException(
                            "-D" + PROPERTY + ": " + value + " is no tier; there are 1 and 2");
        };
    }
}
