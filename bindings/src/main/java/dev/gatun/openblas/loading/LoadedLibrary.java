package dev.gatun.openblas.loading;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The library that is loaded.
 *
 * @param path its file
 * @param origin how it was found: "property", "environment", "bundled" or "system"
 * @param hasLapack whether it has LAPACKE as well
 * @param absent which of {@link Functions#OPTIONAL} it does not have
 * @param passedOver what came before it and should have done, each with its reason
 */
public record LoadedLibrary(
        Path path, String origin, boolean hasLapack, Set<String> absent, List<String> passedOver) {}
