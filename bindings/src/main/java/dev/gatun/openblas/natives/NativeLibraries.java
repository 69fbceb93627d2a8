package dev.gatun.openblas.natives;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The native libraries of one platform, as the module of a {@code gatun-native} jar provides them:
 * a service, so that the module system resolves that module with no flag.
 *
 * <p>Its package is exported to the modules of those jars alone. On the class path no provider is
 * asked: there the files are found as resources, see {@code Bundle}.
 */
public interface NativeLibraries {
    /** The platform, for example {@code linux-x86_64}. */
    String platform();

    /**
     * Opens one of the files; empty if there is none of that name.
     *
     * @param file its name, without a directory
     * @throws IOException if it cannot be read
     */
    Optional<InputStream> open(String file) throws IOException;
}
