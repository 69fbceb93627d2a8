package dev.gatun.kernel.loop;

import dev.gatun.kernel.loop.emitted.KernelEmitter;
import dev.gatun.kernel.simd.VectorSupport;
import dev.gatun.openblas.code.CodeCall;
import dev.gatun.shape.DType;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How loops are carried out: as machine code where that can be run; elsewhere interpreted at first,
 * compiled to SIMD loops of the Vector API once they are hot.
 *
 * <p>The system property {@value #PROPERTY} forces one way from the first call on, by its
 * {@linkplain #word word}. Compiling needs the module jdk.incubator.vector ({@code --add-modules
 * jdk.incubator.vector}); without it all loops stay interpreted, which is logged once. A way that
 * is forced and not possible fails.
 */
public enum Tier {
    INTERPRETED("interpret"),
    COMPILED("vector"),
    EMITTED("emit");

    /** The system property that forces a tier. */
    public static final String PROPERTY = "gatun.code";

    /** What is found out once, by the first thread that asks. */
    private static final class Emission {
        static final boolean IS_POSSIBLE = find();

        private Emission() {}

        private static boolean find() {
            CodeCall.initialize();
            boolean isPossible = EMITTED.missing() == null;
            if (!isPossible && !canCompile()) {
                System.getLogger(Tier.class.getName())
                        .log(
                                Level.WARNING,
                                "elementwise kernels stay interpreted, several times slower: the"
                                        + " module jdk.incubator.vector is not there; start java with"
                                        + " --add-modules jdk.incubator.vector");
            }
            isFound = true;
            return isPossible;
        }
    }

    /** Whether that has been found out. */
    private static volatile boolean isFound;

    private final String word;

    Tier(String word) {
        this.word = word;
    }

    /** The value of the property. */
    public String word() {
        return word;
    }

    /**
     * The tier that the property forces, or null.
     *
     * @throws IllegalArgumentException if the value is no {@linkplain #word word}
     * @throws IllegalStateException if that tier is not available
     */
    public static @Nullable Tier forced() {
        return force(System.getProperty(PROPERTY));
    }

    /**
     * The fastest tier that loops reach in this process: the forced one, or else the best there is.
     */
    public static Tier inUse() {
        Tier forced = forced();
        return forced != null
                ? forced
                : canEmit() ? EMITTED : canCompile() ? COMPILED : INTERPRETED;
    }

    /** Why {@link #inUse} is what it is, in words that follow its name. */
    public static String why() {
        if (forced() != null) {
            return "forced by -D" + PROPERTY;
        }
        if (canEmit()) {
            return "from the first call on";
        }
        String missing = COMPILED.missing();
        return missing == null ? "interpreted until they are hot" : "vector " + missing;
    }

    /** Whether its loops are called by {@link dev.gatun.openblas.code.CodeCall}. */
    boolean isMachineCode() {
        return switch (this) {
            case INTERPRETED, COMPILED -> false;
            case EMITTED -> true;
        };
    }

    /** What this tier needs and does not have in this process; null if it has all. */
    private @Nullable String missing() {
        return switch (this) {
            case INTERPRETED -> null;
            case COMPILED -> canCompile() ? null : "needs --add-modules jdk.incubator.vector";
            case EMITTED -> KernelEmitter.missing();
        };
    }

    /**
     * Whether loops can be machine code. The first call in a process takes some 100 milliseconds,
     * in which native calls are linked.
     */
    public static boolean canEmit() {
        return Emission.IS_POSSIBLE;
    }

    /** Whether {@link #canEmit} answers at once. */
    static boolean isFound() {
        return isFound;
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
        for (Tier tier : values()) {
            if (tier.word.equals(value)) {
                String missing = tier.missing();
                if (missing != null) {
                    throw new IllegalStateException("-D" + PROPERTY + "=" + value + " " + missing);
                }
                return tier;
            }
        }
        throw new IllegalArgumentException(
                "-D%s: %s is none of %s"
                        .formatted(
                                PROPERTY,
                                value,
                                String.join(
                                        ", ", Arrays.stream(values()).map(Tier::word).toList())));
    }
}
