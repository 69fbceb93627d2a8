package dev.gatun.kernel.matmul;

import dev.gatun.openblas.OpenBlas;
import dev.gatun.openblas.OpenBlasUnavailableException;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who computes matrix products.
 *
 * <p>The system property {@value #PROPERTY}, {@code openblas} or {@code java}, forces one, and a
 * forced one that does not work fails. Left out, OpenBLAS is taken where it loads and Java where it
 * does not, which is said once in the log with the reason.
 */
public enum Backend {
    /** The native library. */
    OPENBLAS(new OpenBlasRoutines()),
    /** The loops of this library: no native code, and several times slower on large matrices. */
    JAVA(new JavaRoutines());

    /** The system property that forces a backend. */
    public static final String PROPERTY = "gatun.backend";

    private static volatile @Nullable Backend active;

    private final MatrixRoutines routines;

    Backend(MatrixRoutines routines) {
        this.routines = routines;
    }

    /** The products as it computes them. */
    public MatrixRoutines routines() {
        return routines;
    }

    /** What was last told of a failure of OpenBLAS; guarded by this class. */
    private static @Nullable String told;

    /** Whether that failure can pass; guarded by this class. */
    private static boolean canPass;

    /**
     * The backend of this process, chosen at the first call. Where OpenBLAS does not load for a
     * reason that can pass, Java stands in for it until it does.
     *
     * @throws IllegalArgumentException if the property names no backend
     * @throws OpenBlasUnavailableException if the property demands OpenBLAS and it does not load
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
     * @param warn told why OpenBLAS is not used though nobody forbade it
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

    /** Says once what is wrong, however often it is tried again. */
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
