package dev.gatun.kernel.matmul;

import dev.gatun.openblas.OpenBlas;
import dev.gatun.openblas.OpenBlasUnavailableException;
import dev.gatun.openblas.code.CodeMemory;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The implementation of matrix products.
 *
 * <p>The system property {@value #PROPERTY}, {@code openblas} or {@code java}, forces one, which
 * must then work. Without it OpenBLAS is used if it loads, and Java otherwise, which is logged once
 * with the reason.
 */
public enum Backend {
    /** The native library. */
    OPENBLAS(new OpenBlasRoutines()),
    /**
     * The library's own loops: without native code, and several times slower for large matrices.
     */
    JAVA(new JavaRoutines());

    /** The system property that forces a backend. */
    public static final String PROPERTY = "gatun.backend";

    private static final boolean IS_FORCED = !System.getProperty(PROPERTY, "").isBlank();

    private static volatile @Nullable Backend active;

    @SuppressWarnings("ImmutableEnumChecker") // the routines have no state
    private final MatrixRoutines routines;

    Backend(MatrixRoutines routines) {
        this.routines = routines;
    }

    /** The routines of this backend. */
    public MatrixRoutines routines() {
        return routines;
    }

    /**
     * Whether small products may be machine code of our own, which Java's backend has no part in.
     * Unless a backend is forced this does not load OpenBLAS, which takes a tenth of a second of a
     * fresh process. Where {@code gatun.code} forces another way for loops, products are not
     * machine code of ours either.
     */
    static boolean allowsCode() {
        return CodeMemory.isAllowed() && (!IS_FORCED || active() == OPENBLAS);
    }

    /** The last failure of OpenBLAS that was logged; guarded by this class. */
    private static @Nullable String told;

    /** Whether that failure may be temporary; guarded by this class. */
    private static boolean canPass;

    /**
     * The backend of this process, chosen at the first call. While OpenBLAS does not load for a
     * reason that may be temporary, Java is used.
     *
     * @throws IllegalArgumentException if the property names no backend
     * @throws OpenBlasUnavailableException if the property forces OpenBLAS and it does not load
     */
    public static Backend active() {
        Backend known = active;
        return known != null ? known : firstActive();
    }

    private static synchronized Backend firstActive() {
        Backend chosen = active;
        if (chosen == null) {
            chosen = choose(System.getProperty(PROPERTY), OpenBlas::load, Backend::warn);
            if (chosen == OPENBLAS) {
                OpenBlas.setThreads(1); // the library divides products itself
            }
            if (chosen == OPENBLAS || !canPass) {
                active = chosen;
            }
        }
        return chosen;
    }

    /**
     * Chooses.
     *
     * @param forced the property's value, null or blank if it is not set
     * @param load loads OpenBLAS or throws
     * @param warn called with the reason why OpenBLAS does not load, if it is not forbidden
     */
    static Backend choose(
            @Nullable String forced, Runnable load, Consumer<OpenBlasUnavailableException> warn) {
        switch (forced == null ? "" : forced.strip().toLowerCase(Locale.ROOT)) {
            case "" -> {
                try {
                    load.run();
                    return OPENBLAS;
                } catch (OpenBlasUnavailableException e) {
                    warn.accept(e);
                    return JAVA;
                }
            }
            case "openblas" -> {
                load.run();
                return OPENBLAS;
            }
            case "java" -> {
                return JAVA;
            }
            default ->
                    throw new IllegalArgumentException(
                            "-D"
                                    + PROPERTY
                                    + "="
                                    + forced
                                    + ": the backends are openblas and java");
        }
    }

    /** Logs a failure once, however often loading is tried again. */
    private static void warn(OpenBlasUnavailableException failure) {
        String message = warning(failure);
        boolean isKnown = message.equals(told);
        told = message;
        canPass = failure.canPass();
        if (!isKnown) {
            System.getLogger("dev.gatun").log(System.Logger.Level.WARNING, message);
        }
    }

    static String warning(OpenBlasUnavailableException failure) {
        return "Matrix products run in Java, which is slower: "
                + failure.getMessage()
                + (failure.canPass() ? " This will be tried again." : "")
                + " To do without OpenBLAS and this warning, set -D"
                + PROPERTY
                + "=java.";
    }
}
