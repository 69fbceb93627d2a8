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
 * @param absent those of {@link Functions#OPTIONAL} that it does not have
 * @param passedOver the places before it that failed, each with the reason
 */
public record LoadedLibrary(
        Path path, String origin, boolean hasLapack, Set<String> absent, List<String> passedOver) {}
