package dev.gatun.openblas;

import dev.gatun.openblas.generated.Cblas;
import dev.gatun.openblas.loading.Functions;
import dev.gatun.openblas.loading.LibraryRefusedException;
import dev.gatun.openblas.loading.LoadedLibrary;
import dev.gatun.openblas.loading.Loading;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The OpenBLAS library of this process: its version and origin, and the number of its threads.
 *
 * <p>It is found and loaded once, when it is first needed, even if that thread is interrupted. It
 * is looked for in this order: the file, or the directory with the library, that the system
 * property {@code gatun.openblas.path} or the environment variable {@code GATUN_OPENBLAS_PATH}
 * names by its absolute path; the library bundled in a {@code gatun-native} jar; the system's. A
 * library is accepted after it has multiplied a small matrix correctly in both precisions. All
 * methods but {@link #isAvailable()} throw {@link OpenBlasUnavailableException} if there is none.
 *
 * {@snippet :
 * OpenBlas.load(); // throws, saying what was tried and what to do
 * OpenBlas.setThreads(2);
 * System.out.println(OpenBlas.version() + " for " + OpenBlas.coreType() + ", " + OpenBlas.path());
 * }
 */
public final class OpenBlas {
    private static final Pattern VERSION = Pattern.compile("OpenBLAS (\\S+)");
    private static final Pattern MAX_THREADS = Pattern.compile("MAX_THREADS=(\\d+)");

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** The environment variable by which users select the kernels. */
    static final String CORE_TYPE_VARIABLE = "OPENBLAS_CORETYPE";

    private sealed interface Outcome {}

    private record Loaded(LoadedLibrary library) implements Outcome {}

    /**
     * @param cause holds the message for the user
     * @param tries the number of failed tries
     * @param retry the {@link System#nanoTime()} of the next try, if the failure can pass
     */
    private record Failed(LibraryRefusedException cause, int tries, long retry) implements Outcome {
        boolean isDue() {
            return cause.canPass() && System.nanoTime() - retry >= 0;
        }
    }

    /** The pause after the first failed try, doubled after each, because a try may unpack 40 MB. */
    private static final long PAUSE_NANOS = 100_000_000;

    /** The number of doublings, up to 51 s. */
    private static final int DOUBLINGS = 9;

    /** The outcome of loading; null before. It is final, unless it is a failure that can pass. */
    private static volatile @Nullable Outcome outcome;

    /** Whether one operation may use several threads; true until the number is known. */
    private static volatile boolean isOnSeveralThreads = true;

    private OpenBlas() {}

    /** Whether OpenBLAS is available; loads it if that has not been tried. */
    public static boolean isAvailable() {
        return outcome() instanceof Loaded;
    }

    /**
     * Loads OpenBLAS if it is not loaded yet.
     *
     * @throws OpenBlasUnavailableException if it cannot be, with a message that lists what was
     *     tried and says what to do; then and at every later call, unless the reason {@linkplain
     *     OpenBlasUnavailableException#canPass() can pass}: then a later call tries again, the
     *     first after a tenth of a second, others after longer pauses of up to a minute
     */
    public static void load() {
        loaded();
    }

    /** The version, for example {@code 0.3.31}. */
    public static String version() {
        return version(config());
    }

    private static String version(String config) {
        return find(VERSION, config, "unknown");
    }

    /**
     * The library's description of its build: version, options, kernels, greatest number of
     * threads.
     */
    public static String config() {
        loaded();
        return text(Cblas.openblas_get_config());
    }

    /** The processor family whose kernels are in use, for example {@code SkylakeX}. */
    public static String coreType() {
        loaded();
        return text(Cblas.openblas_get_corename());
    }

    /**
     * The widest vectors of the processor: {@code SSE}, {@code AVX}, {@code AVX2} or {@code
     * AVX-512}; {@code unknown} except on Linux and x86. If the kernels of {@link #coreType()} are
     * for older processors, products take several times as long as necessary.
     */
    public static String processorVectors() {
        return text(VectorExtension.ofProcessor(CPU_INFO));
    }

    /** The widest vectors that the kernels of {@link #coreType()} use, named in the same way. */
    public static String kernelVectors() {
        return text(VectorExtension.ofKernels(coreType()));
    }

    /**
     * The file that is loaded, or copied to be loaded by a second class loader. One unpacked to a
     * temporary directory may be gone from there.
     */
    public static Path path() {
        return loaded().path();
    }

    /**
     * How it was found: {@code property}, {@code environment}, {@code bundled} or {@code system}.
     */
    public static String origin() {
        return loaded().origin();
    }

    /** Whether it is the library of a {@code gatun-native} jar. */
    static boolean isBundled() {
        return origin().equals("bundled");
    }

    /** Whether the library also has LAPACKE, the C interface of LAPACK; Debian's does not. */
    public static boolean hasLapack() {
        return loaded().hasLapack();
    }

    /** The number of threads that one large operation may use. */
    public static int threads() {
        loaded();
        return Cblas.openblas_get_num_threads();
    }

    /** The greatest number of threads, fixed when the library was built. */
    public static int maxThreads() {
        return Integer.parseInt(find(MAX_THREADS, config(), "1"));
    }

    /**
     * Sets the number of threads that one large operation may use, for the whole process; initially
     * that is the number of processors. Only for programs that use these bindings alone: the tensor
     * library uses one thread for each call, and divides large products itself.
     *
     * <p>With more than 1 the routines of level 3 run one at a time, because in versions before
     * 0.3.34 they are not thread-safe (OpenBLAS #5836). With 1 several callers compute in parallel.
     * Call this method while no operation runs; it does not wait for those that have begun on one
     * thread. Changing the number often slows all callers down.
     *
     * @param threads 1 to {@link #maxThreads()}
     * @throws IllegalArgumentException if out of that range
     */
    public static void setThreads(int threads) {
        int most = maxThreads();
        if (threads < 1 || threads > most) {
            throw new IllegalArgumentException(
                    "setThreads: %d is not between 1 and %d, the most this OpenBLAS is built for"
                            .formatted(threads, most));
        }
        synchronized (OpenBlas.class) {
            if (threads > 1) {
                isOnSeveralThreads = true; // set before the number is
            }
            if (Cblas.openblas_get_num_threads() != threads) {
                Cblas.openblas_set_num_threads(threads);
            }
            isOnSeveralThreads = threads > 1;
        }
    }

    /** Whether one operation may use several threads now. */
    static boolean isOnSeveralThreads() {
        return isOnSeveralThreads;
    }

    /**
     * Checks that an {@linkplain Functions#OPTIONAL optional} function is available.
     *
     * @throws UnsupportedOperationException if the library does not have it
     */
    static void requireFunction(String name) {
        LoadedLibrary library = loaded();
        if (library.absent().contains(name)) {
            throw new UnsupportedOperationException(
                    "%s is not in this OpenBLAS, %s of %s; use a newer one, such as the bundled"
                            .formatted(name, version(), library.path()));
        }
    }

    /** Whether the library is built with threads; without, it is not safe for several at once. */
    static boolean isThreaded() {
        loaded();
        return Cblas.openblas_get_parallel() != 0;
    }

    private static LoadedLibrary loaded() {
        return switch (outcome()) {
            case Loaded(var library) -> library;
            case Failed(var cause, int _, long _) ->
                    throw new OpenBlasUnavailableException(
                            String.valueOf(cause.getMessage()), cause.getCause(), cause.canPass());
        };
    }

    private static Outcome outcome() {
        Outcome known = outcome;
        return known == null || isDue(known) ? nextOutcome() : known;
    }

    private static boolean isDue(Outcome known) {
        return known instanceof Failed failed && failed.isDue();
    }

    private static synchronized Outcome nextOutcome() {
        Outcome known = outcome;
        if (known != null && !isDue(known)) {
            return known;
        }
        Outcome result;
        try {
            LoadedLibrary library = Loading.load();
            result = new Loaded(library);
            outcome = result;
            warnOf(library);
            warnOfOldKernels(library);
        } catch (LibraryRefusedException e) {
            int tries = known instanceof Failed failed ? failed.tries + 1 : 1;
            long pause = PAUSE_NANOS << Math.min(tries - 1, DOUBLINGS);
            result = new Failed(e, tries, System.nanoTime() + pause);
            outcome = result;
        }
        return result;
    }

    private static void warnOf(LoadedLibrary library) {
        if (!library.passedOver().isEmpty()) {
            System.getLogger("dev.gatun.openblas")
                    .log(
                            System.Logger.Level.WARNING,
                            "Using OpenBLAS of origin {0}, {1}, because this did not work:\n  - {2}",
                            library.origin(),
                            library.path(),
                            String.join("\n  - ", library.passedOver()));
        }
    }

    /**
     * Logs once that the kernels use narrower vectors than the processor has, unless the user
     * selected them.
     */
    private static void warnOfOldKernels(LoadedLibrary library) {
        String chosen = System.getenv(CORE_TYPE_VARIABLE);
        String coreType = text(Cblas.openblas_get_corename());
        if ((chosen == null || chosen.isBlank())
                && VectorExtension.ofKernels(coreType) != VectorExtension.AVX512) {
            String description =
                    "OpenBLAS %s of origin %s, %s,"
                            .formatted(
                                    version(text(Cblas.openblas_get_config())),
                                    library.origin(),
                                    library.path());
            String warning =
                    VectorExtension.warning(
                            description, coreType, VectorExtension.ofProcessor(CPU_INFO));
            if (warning != null) {
                System.getLogger("dev.gatun.openblas").log(System.Logger.Level.WARNING, warning);
            }
        }
    }

    private static String find(Pattern pattern, String config, String otherwise) {
        Matcher matcher = pattern.matcher(config);
        return matcher.find() ? matcher.group(1) : otherwise;
    }

    private static String text(MemorySegment string) {
        return string.getString(0).strip();
    }

    private static String text(@Nullable VectorExtension vectors) {
        return vectors == null ? "unknown" : vectors.toString();
    }
}
