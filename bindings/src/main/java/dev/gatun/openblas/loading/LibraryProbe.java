package dev.gatun.openblas.loading;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Tests a file and loads it as OpenBLAS. The library is first opened so that it can be closed
 * again, and only if it passes the test it is loaded for the generated bindings: a library loaded
 * that way cannot be unloaded, and its symbols would hide those of a better one.
 */
final class LibraryProbe implements LibrarySearch.Loader {
    /** The end of the JVM's message for a file that another class loader has loaded. */
    private static final String OF_ANOTHER_LOADER = "already loaded in another classloader";

    /** Messages of the dynamic linker for failures that may be temporary. */
    private static final Pattern PASSING =
            Pattern.compile("Cannot allocate memory|Too many open files");

    private final Platform platform;

    LibraryProbe(Platform platform) {
        this.platform = platform;
    }

    /**
     * Loads a library into this class's loader.
     *
     * @param file absolute
     * @throws LibraryRefusedException if it cannot be loaded, lacks a function or computes wrong
     *     results
     */
    @Override
    public void load(Path file) throws LibraryRefusedException {
        try (Arena trial = Arena.ofConfined()) {
            openCompanions(file, trial);
            SymbolLookup symbols = open(file, trial);
            requireFunctions(symbols);
            requireIntegersOf32Bits(symbols);
            SelfTest.run(
                    GemmHandle.link(symbols.findOrThrow("cblas_sgemm"), ValueLayout.JAVA_FLOAT),
                    GemmHandle.link(symbols.findOrThrow("cblas_dgemm"), ValueLayout.JAVA_DOUBLE));
            SelfTest.requireDenormals();
            loadForGood(file);
        }
    }

    /**
     * The file a library of the system comes from, found by the dynamic linker's own search.
     *
     * @param name for example {@code libopenblas.so.0}
     */
    @Override
    public Path locate(String name) throws LibraryRefusedException {
        try (Arena trial = Arena.ofConfined()) {
            SymbolLookup symbols = SymbolLookup.libraryLookup(name, trial);
            requireFunctions(symbols);
            return fileOf(symbols.findOrThrow(Functions.REQUIRED.getFirst()), trial);
        } catch (IllegalArgumentException e) {
            throw new LibraryRefusedException("the dynamic linker does not find it", e);
        }
    }

    private void openCompanions(Path file, Arena trial) {
        for (String name : platform.companions()) {
            Path companion = file.resolveSibling(name);
            if (Files.exists(companion)) {
                try {
                    ElfFile.check(companion, platform);
                    SymbolLookup.libraryLookup(companion, trial);
                } catch (LibraryRefusedException | IllegalArgumentException e) {
                    // The linker reports what is missing when it opens the library itself.
                }
            }
        }
    }

    private SymbolLookup open(Path file, Arena trial) throws LibraryRefusedException {
        if (!Files.exists(file)) {
            throw new LibraryRefusedException("no such file");
        }
        if (platform.elfMachine() >= 0) {
            ElfFile.check(file, platform);
        }
        try {
            return SymbolLookup.libraryLookup(file, trial);
        } catch (IllegalArgumentException e) {
            // This call gives no reason; System.load fails on the same file with one.
            loadForGood(file);
            throw LibraryRefusedException.forNow("it could not be opened", e);
        }
    }

    /**
     * Loads into this class's loader. A JVM gives a file to one class loader only; where there are
     * two, as when an application is deployed anew while the old one still lives, the second loads
     * a copy, with buffers and threads of its own.
     */
    private static void loadForGood(Path file) throws LibraryRefusedException {
        try {
            System.load(file.toString());
        } catch (UnsatisfiedLinkError e) {
            String reason = reason(e, file);
            if (!reason.endsWith(OF_ANOTHER_LOADER)) {
                throw refused(reason, e);
            }
            loadCopy(file);
        }
    }

    private static void loadCopy(Path file) throws LibraryRefusedException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir", "."));
        try {
            Path directory = PrivateDirectory.createNew(parent, NativeCache.TEMPORARY);
            try {
                Path copy = Files.copy(file, directory.resolve(file.getFileName()));
                System.load(copy.toString());
            } finally {
                // Removed at once where mapped files can be removed.
                NativeCache.delete(directory);
            }
        } catch (IOException | UnsatisfiedLinkError e) {
            throw LibraryRefusedException.forNow(
                    "another class loader uses it, and a copy in %s does not load: %s"
                            .formatted(parent, e.getMessage()),
                    e);
        }
    }

    private static String reason(UnsatisfiedLinkError e, Path file) {
        String prefix = file + ": ";
        String reason = String.valueOf(e.getMessage());
        while (reason.startsWith(prefix)) {
            reason = reason.substring(prefix.length());
        }
        return reason;
    }

    private static LibraryRefusedException refused(String reason, UnsatisfiedLinkError e) {
        return PASSING.matcher(reason).find()
                ? LibraryRefusedException.forNow(reason, e)
                : new LibraryRefusedException(reason, e);
    }

    private static void requireFunctions(SymbolLookup symbols) throws LibraryRefusedException {
        List<String> missing =
                Functions.REQUIRED.stream().filter(name -> symbols.find(name).isEmpty()).toList();
        if (!missing.isEmpty()) {
            String first = String.join(", ", missing.subList(0, Math.min(3, missing.size())));
            String others = missing.size() > 3 ? " and %d more".formatted(missing.size() - 3) : "";
            throw new LibraryRefusedException(
                    "it has no " + first + others + ", so it is not a usable OpenBLAS");
        }
    }

    private static void requireIntegersOf32Bits(SymbolLookup symbols)
            throws LibraryRefusedException {
        MethodHandle handle =
                Linker.nativeLinker()
                        .downcallHandle(
                                symbols.findOrThrow("openblas_get_config"),
                                FunctionDescriptor.of(ValueLayout.ADDRESS));
        String config;
        try {
            MemorySegment text = (MemorySegment) handle.invokeExact();
            config = text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a native function throws nothing", e);
        }
        if (config.contains("USE64BITINT")) {
            throw new LibraryRefusedException(
                    "it is built for 64-bit integers ("
                            + config.strip()
                            + "); 32-bit ones are needed");
        }
    }

    /** The file whose code lies at an address: {@code int dladdr(void *address, Dl_info *info)}. */
    private static Path fileOf(MemorySegment address, Arena arena) throws LibraryRefusedException {
        Linker linker = Linker.nativeLinker();
        MethodHandle dladdr =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("dladdr"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        // Dl_info is four pointers, the first to the file's name.
        MemorySegment info = arena.allocate(ValueLayout.ADDRESS, 4);
        try {
            if ((int) dladdr.invokeExact(address, info) == 0) {
                throw new LibraryRefusedException("the dynamic linker does not tell its file");
            }
            String file = info.get(ValueLayout.ADDRESS, 0).reinterpret(Long.MAX_VALUE).getString(0);
            return Path.of(file).toRealPath();
        } catch (IOException e) {
            throw new LibraryRefusedException("its file has no path: " + e.getMessage(), e);
        } catch (LibraryRefusedException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("dladdr throws nothing", e);
        }
    }
}
