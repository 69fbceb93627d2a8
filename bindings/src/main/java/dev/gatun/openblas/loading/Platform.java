package dev.gatun.openblas.loading;

import java.util.List;
import java.util.Locale;

/**
 * An operating system and processor.
 *
 * @param family the family of the operating system
 * @param name the name in bundled libraries, for example {@code linux-x86_64}
 */
record Platform(Family family, String name) {
    /**
     * Families of operating systems; any that is not one of the first three is taken for a Unix.
     */
    enum Family {
        LINUX("linux"),
        MACOS("macosx"),
        WINDOWS("windows"),
        OTHER("unix");

        private final String word;

        Family(String word) {
            this.word = word;
        }

        /** The file names of OpenBLAS, most specific first. */
        List<String> libraryNames() {
            return switch (this) {
                case LINUX, OTHER -> List.of("libopenblas.so.0", "libopenblas.so");
                case MACOS -> List.of("libopenblas.0.dylib", "libopenblas.dylib");
                case WINDOWS -> List.of("libopenblas.dll", "openblas.dll");
            };
        }
    }

    /**
     * The libraries that a bundled library depends on, each before those that depend on it. The
     * dynamic linker of Linux finds the direct dependencies of a library beside it, but not theirs:
     * those of libgfortran would be taken from the system, if it has them. Libraries that are open
     * already are found by their names.
     */
    List<String> companions() {
        return family == Family.LINUX
                ? List.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5")
                : List.of();
    }

    static Platform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    /** From the values of the system properties {@code os.name} and {@code os.arch}. */
    static Platform of(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        Family family =
                os.startsWith("linux")
                        ? Family.LINUX
                        : os.startsWith("mac")
                                ? Family.MACOS
                                : os.startsWith("windows") ? Family.WINDOWS : Family.OTHER;
        String arch =
                switch (osArch.toLowerCase(Locale.ROOT)) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm64";
                    default -> osArch;
                };
        return new Platform(family, family.word + "-" + arch);
    }

    /** The name of the module of a gatun-native jar. */
    String nativesModule() {
        return "dev.gatun.natives." + name.replace('-', '_');
    }

    /**
     * The value of e_machine in an ELF file for this processor; -1 if there is none or it is not
     * known.
     */
    int elfMachine() {
        if (family != Family.LINUX) {
            return -1;
        }
        return name.endsWith("-x86_64") ? 62 : name.endsWith("-arm64") ? 183 : -1;
    }
}
