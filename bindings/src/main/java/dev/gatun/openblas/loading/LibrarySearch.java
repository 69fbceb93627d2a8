package dev.gatun.openblas.loading;

import dev.gatun.openblas.loading.Settings.Setting;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds and loads OpenBLAS: from the path that the user gives, or else the bundled library, or else
 * the system's. If the given path is not usable, that is an error, and no other library is used.
 */
final class LibrarySearch {
    static final String PATH_PROPERTY = "gatun.openblas.path";
    static final String PATH_VARIABLE = "GATUN_OPENBLAS_PATH";

    /** How a library is loaded: by {@link LibraryProbe}, or by a substitute in tests. */
    interface Loader {
        /** Loads a file into this class's loader, or throws with the reason. */
        void load(Path file) throws LibraryRefusedException;

        /** The file the dynamic linker takes for a bare name. */
        Path locate(String name) throws LibraryRefusedException;
    }

    /**
     * The library that was found.
     *
     * @param origin "property", "environment", "bundled" or "system"
     * @param passedOver the places before it that failed, each with the reason
     */
    record Found(Path path, String origin, List<String> passedOver) {}

    private final Settings settings;
    private final Platform platform;
    private final Bundle.Source source;
    private final Loader loader;
    private final List<String> tried = new ArrayList<>();
    private final List<String> passedOver = new ArrayList<>();

    /** Whether some failure may be temporary. */
    private boolean canPass;

    LibrarySearch(Settings settings, Platform platform, Bundle.Source source, Loader loader) {
        this.settings = settings;
        this.platform = platform;
        this.source = source;
        this.loader = loader;
    }

    /**
     * Finds and loads the library.
     *
     * @throws LibraryRefusedException listing all that was tried
     */
    Found run() throws LibraryRefusedException {
        Setting given = settings.find(PATH_PROPERTY, PATH_VARIABLE);
        Path path = given != null ? given(given) : bundled();
        if (path != null) {
            String origin =
                    given == null
                            ? "bundled"
                            : given.fromEnvironment() ? "environment" : "property";
            return new Found(path, origin, passedOver);
        }
        if (given == null) {
            path = system();
            if (path != null) {
                return new Found(path, "system", passedOver);
            }
        }
        throw new LibraryRefusedException(report(given), null, canPass);
    }

    private @Nullable Path given(Setting given) {
        Path path;
        try {
            path = Path.of(given.value());
        } catch (InvalidPathException e) {
            tried.add(given + ": not a path: " + e.getReason());
            return null;
        }
        if (!path.isAbsolute()) {
            tried.add(given + ": the path must be absolute");
            return null;
        }
        if (Files.isDirectory(path)) {
            Path file = libraryIn(path);
            if (file == null) {
                tried.add(given + ": the directory holds no " + names());
                return null;
            }
            return tryLoading(file, given + ": " + file.getFileName());
        }
        return tryLoading(path, given.toString());
    }

    private @Nullable Path bundled() {
        String directory = Bundle.directory(platform);
        Bundle bundle;
        try {
            bundle = Bundle.read(source);
        } catch (IOException e) {
            return failed("bundled", e);
        }
        if (bundle == null) {
            tried.add(
                    "bundled: no gatun-native jar of this platform (no resource "
                            + directory
                            + ")");
            return null;
        }
        Path loaded = bundledInCache(bundle);
        if (loaded == null) {
            loaded = bundledTemporarily(bundle);
            passedOver.addAll(tried);
        }
        return loaded;
    }

    private @Nullable Path bundledInCache(Bundle bundle) {
        String what = "bundled, unpacked into the cache";
        try {
            Path root = NativeCache.directory(settings, platform);
            what += " " + root;
            Path entry = NativeCache.unpackInto(root, bundle);
            return tryLoading(entry.resolve(bundle.library()), what);
        } catch (IOException e) {
            return failed(what, e);
        }
    }

    private @Nullable Path bundledTemporarily(Bundle bundle) {
        Path parent = Path.of(settings.property("java.io.tmpdir", "."));
        String what = "bundled, unpacked into a private directory in " + parent;
        try {
            Path directory = NativeCache.unpackTemporarily(parent, bundle);
            try {
                return tryLoading(directory.resolve(bundle.library()), what);
            } finally {
                // Removed at once where mapped files can be removed.
                NativeCache.delete(directory);
            }
        } catch (IOException e) {
            return failed(what, e);
        }
    }

    private @Nullable Path system() {
        for (Path directory : systemDirectories()) {
            Path file = libraryIn(directory);
            if (file != null) {
                Path loaded = tryLoading(file, "system: " + file);
                if (loaded != null) {
                    return loaded;
                }
            }
        }
        if (platform.family() == Platform.Family.WINDOWS) {
            // The search path of libraries is java.library.path there.
            tried.add("system: no " + names() + " in java.library.path");
            return null;
        }
        for (String name : platform.family().libraryNames()) {
            try {
                Path loaded = tryLoading(loader.locate(name), "system: " + name);
                if (loaded != null) {
                    return loaded;
                }
            } catch (LibraryRefusedException e) {
                refused("system: " + name, e);
            }
        }
        return null;
    }

    private List<Path> systemDirectories() {
        List<Path> directories = new ArrayList<>();
        for (String directory :
                settings.property("java.library.path", "").split(File.pathSeparator, -1)) {
            Path path = Path.of(directory);
            if (path.isAbsolute()) {
                directories.add(path);
            }
        }
        if (platform.family() == Platform.Family.MACOS) {
            directories.add(Path.of("/opt/homebrew/opt/openblas/lib"));
            directories.add(Path.of("/usr/local/opt/openblas/lib"));
        }
        return directories;
    }

    private @Nullable Path libraryIn(Path directory) {
        return platform.family().libraryNames().stream()
                .map(directory::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(null);
    }

    private @Nullable Path tryLoading(Path file, String what) {
        try {
            loader.load(file);
            return file;
        } catch (LibraryRefusedException e) {
            return refused(what, e);
        }
    }

    private @Nullable Path refused(String what, LibraryRefusedException e) {
        tried.add(what + ": " + e.getMessage());
        canPass |= e.canPass();
        return null;
    }

    /** Failures of files, which may be temporary: disks may be full, and handles used up. */
    private @Nullable Path failed(String what, IOException e) {
        tried.add(what + ": " + e.getMessage());
        canPass = true;
        return null;
    }

    private String names() {
        return String.join(" or ", platform.family().libraryNames());
    }

    private String report(@Nullable Setting given) {
        String cure =
                given != null
                        ? "Correct the path, or leave it out to use the bundled library or the system's; a"
                                + " path that is given is the only one tried."
                        : """
                        Put the gatun-native jar with classifier %s on the class path or the module path (in a \
                        jlink image, add its module %s), or install OpenBLAS, or give the absolute path of a \
                        library by -D%s or %s.\
                        """
                                .formatted(
                                        platform.name(),
                                        platform.nativesModule(),
                                        PATH_PROPERTY,
                                        PATH_VARIABLE);
        return "OpenBLAS could not be loaded. Tried:\n  - "
                + String.join("\n  - ", tried)
                + "\n"
                + cure;
    }
}
