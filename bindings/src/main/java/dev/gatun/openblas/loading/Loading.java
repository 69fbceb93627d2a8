package dev.gatun.openblas.loading;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.stream.Collectors;

/** The entry point of this package. */
public final class Loading {
    private Loading() {}

    /**
     * Finds an OpenBLAS and loads it for the generated bindings.
     *
     * @throws LibraryRefusedException if there is none that works; the message lists all that was
     *     tried, with the reasons, and says what to do
     */
    public static LoadedLibrary load() throws LibraryRefusedException {
        Platform platform = Platform.current();
        LibrarySearch.Found found;
        try {
            // A restricted method, which throws here if native access is denied.
            MemorySegment.NULL.reinterpret(0);
            found =
                    LoadingThread.run(
                            new LibrarySearch(
                                    Settings.ofProcess(),
                                    platform,
                                    Bundle.find(platform),
                                    new LibraryProbe(platform)));
        } catch (IllegalCallerException e) {
            throw new LibraryRefusedException(nativeAccessDenied(), e);
        } catch (UnsupportedOperationException e) {
            throw new LibraryRefusedException(
                    "OpenBLAS cannot be used: this Java runtime has no foreign linker for "
                            + platform.name(),
                    e);
        }
        SymbolLookup symbols = SymbolLookup.loaderLookup();
        return new LoadedLibrary(
                found.path(),
                found.origin(),
                symbols.find("LAPACKE_dgesv").isPresent(),
                Functions.OPTIONAL.stream()
                        .filter(name -> symbols.find(name).isEmpty())
                        .collect(Collectors.toUnmodifiableSet()),
                found.passedOver());
    }

    private static String nativeAccessDenied() {
        Module module = Loading.class.getModule();
        String name = module.isNamed() ? module.getName() : "ALL-UNNAMED";
        return "OpenBLAS cannot be used: this JVM denies native access to "
                + (module.isNamed() ? "module " + name : "code on the class path")
                + ". Add --enable-native-access="
                + name
                + " to the java command line.";
    }
}
