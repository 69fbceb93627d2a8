/**
 * Finds, tests and loads OpenBLAS: {@code LibrarySearch} tries the places in their order, {@code
 * NativeCache} unpacks a bundled one, {@code LibraryProbe} opens a file and loads it if it passes
 * the {@code SelfTest}.
 *
 * {@snippet :
 * LoadedLibrary library = Loading.load(); // throws, listing what was tried
 * }
 *
 * <p>Not exported. Called by {@code dev.gatun.openblas} alone; uses the generated bindings, and
 * nothing of what is above it.
 */
@NullMarked
package dev.gatun.openblas.loading;

import org.jspecify.annotations.NullMarked;
