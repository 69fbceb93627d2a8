package dev.gatun.openblas.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the search looks and in which order, with a loader that only says yes or no. */
class LibrarySearchTest {
    @TempDir Path temporary;

    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private final List<Path> loaded = new ArrayList<>();
    private Predicate<Path> isGood = path -> true;
    private Map<String, String> bundle = TestBundle.files(Map.of("libone.so", "bundled library"));

    /** Takes the files the test calls good, and knows no library by its bare name. */
    private final class FakeLoader implements LibrarySearch.Loader {
        @Override
        public void load(Path file) throws LibraryRefusedException {
            loaded.add(file);
            if (!isGood.test(file)) {
                throw new LibraryRefusedException("failed to map segment from shared object");
            }
        }

        @Override
        public Path locate(String name) throws LibraryRefusedException {
            throw new LibraryRefusedException("the dynamic linker does not find it");
        }
    }

    private LibrarySearch.Found search() throws IOException, LibraryRefusedException {
        properties.putIfAbsent("gatun.cache", temporary.resolve("cache").toString());
        properties.putIfAbsent(
                "java.io.tmpdir", Files.createDirectories(temporary.resolve("tmp")).toString());
        return new LibrarySearch(
                        new Settings(properties::get, environment::get),
                        Platform.of("Linux", "amd64"),
                        TestBundle.source(bundle),
                        new FakeLoader())
                .run();
    }

    private Path library(String directory) throws IOException {
        Path made = Files.createDirectories(temporary.resolve(directory));
        return Files.writeString(made.resolve("libopenblas.so.0"), "a library");
    }

    @Test
    void takesThePropertyBeforeTheVariableBeforeTheBundleBeforeTheSystem()
            throws IOException, LibraryRefusedException {
        Path byProperty = library("property");
        Path byVariable = library("variable");
        Path bySystem = library("system");
        properties.put("gatun.openblas.path", byProperty.toString());
        environment.put("GATUN_OPENBLAS_PATH", byVariable.toString());
        properties.put("java.library.path", temporary.resolve("system").toString());

        assertThat(search()).isEqualTo(found(byProperty, "property"));
        properties.remove("gatun.openblas.path");
        assertThat(search()).isEqualTo(found(byVariable, "environment"));
        environment.clear();
        LibrarySearch.Found bundled = search();
        assertThat(bundled.origin()).isEqualTo("bundled");
        assertThat(bundled.path()).hasFileName("libone.so").hasContent("bundled library");
        bundle = Map.of();
        assertThat(search()).isEqualTo(found(bySystem, "system"));
    }

    @Test
    void takesTheLibraryOutOfADirectoryThatIsGiven() throws IOException, LibraryRefusedException {
        Path library = library("given");
        properties.put("gatun.openblas.path", temporary.resolve("given").toString());
        assertThat(search()).isEqualTo(found(library, "property"));
    }

    @Test
    void aPathThatIsGivenAndFailsIsTheEnd() throws IOException {
        Path bad = library("given");
        isGood = path -> !path.equals(bad);
        properties.put("gatun.openblas.path", bad.toString());
        assertThatThrownBy(this::search)
                .isInstanceOf(LibraryRefusedException.class)
                .hasMessage(
                        """
                        OpenBLAS could not be loaded. Tried:
                          - -Dgatun.openblas.path=%s: failed to map segment from shared object
                        Correct the path, or leave it out to use the bundled library or the system's; \
                        a path that is given is the only one tried.\
                        """
                                .formatted(bad));
        assertThat(loaded).containsExactly(bad);
    }

    @Test
    void refusesARelativePathAndAnEmptyDirectory() throws IOException {
        environment.put("GATUN_OPENBLAS_PATH", "lib/libopenblas.so.0");
        assertThatThrownBy(this::search)
                .hasMessageContaining(
                        "GATUN_OPENBLAS_PATH=lib/libopenblas.so.0: the path must be absolute");
        environment.put("GATUN_OPENBLAS_PATH", temporary.toString());
        assertThatThrownBy(this::search)
                .hasMessageContaining("the directory holds no libopenblas.so.0 or libopenblas.so");
        assertThat(loaded).isEmpty();
    }

    @Test
    void whereTheCacheIsNoexecItLoadsFromAPrivateTemporaryDirectoryAndClearsItUp()
            throws IOException, LibraryRefusedException {
        Path cache = temporary.resolve("cache");
        isGood = path -> !path.startsWith(cache);
        LibrarySearch.Found found = search();
        assertThat(found.origin()).isEqualTo("bundled");
        assertThat(found.path()).startsWithRaw(temporary.resolve("tmp")).hasFileName("libone.so");
        assertThat(found.passedOver())
                .containsExactly(
                        "bundled, unpacked into the cache "
                                + cache
                                + ": failed to map segment from shared object");
        assertThat(temporary.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void whereTheCacheCannotBeWrittenItLoadsFromAPrivateTemporaryDirectory()
            throws IOException, LibraryRefusedException {
        Path file = Files.createFile(temporary.resolve("file"));
        properties.put("gatun.cache", file.resolve("cache").toString());
        LibrarySearch.Found found = search();
        assertThat(found.path()).startsWithRaw(temporary.resolve("tmp"));
        assertThat(found.passedOver())
                .singleElement()
                .asString()
                .contains("unpacked into the cache " + file, "Not a directory");
    }

    @Test
    void saysThatItPassedOverABundleThatDoesNotWork() throws IOException, LibraryRefusedException {
        Path system = library("system");
        isGood = system::equals;
        properties.put("java.library.path", "relative:" + system.getParent());
        LibrarySearch.Found found = search();
        assertThat(found.path()).isEqualTo(system);
        assertThat(found.passedOver()).hasSize(2).allMatch(reason -> reason.startsWith("bundled"));
    }

    @Test
    void listsEverythingItTriedAndWhatToDo() {
        isGood = path -> false;
        assertThatThrownBy(this::search)
                .isInstanceOf(LibraryRefusedException.class)
                .hasMessage(
                        """
                        OpenBLAS could not be loaded. Tried:
                          - bundled, unpacked into the cache %1$s/cache: failed to map segment from shared object
                          - bundled, unpacked into a private directory in %1$s/tmp: failed to map segment from shared object
                          - system: libopenblas.so.0: the dynamic linker does not find it
                          - system: libopenblas.so: the dynamic linker does not find it
                        Put the gatun-native jar with classifier linux-x86_64 on the class path or the module path \
                        (in a jlink image, add its module dev.gatun.natives.linux_x86_64), or install OpenBLAS, or give \
                        the absolute path of a library by -Dgatun.openblas.path or GATUN_OPENBLAS_PATH.\
                        """
                                .formatted(temporary));
    }

    @Test
    void namesTheMissingOrBrokenBundle() {
        isGood = path -> false;
        bundle = Map.of();
        assertThatThrownBy(this::search)
                .hasMessageContaining(
                        "bundled: no gatun-native jar of this platform (no resource"
                                + " META-INF/gatun/linux-x86_64/)");
        bundle = Map.of("natives.properties", "library=libone.so");
        assertThatThrownBy(this::search).hasMessageContaining("bundled: the bundle does not say");
        bundle = new HashMap<>(TestBundle.files(Map.of("libone.so", "x")));
        bundle.put("SHA256SUMS", TestBundle.sha256("x") + "  ../libone.so\n");
        assertThatThrownBy(this::search).hasMessageContaining("malformed line");
    }

    private static LibrarySearch.Found found(Path path, String origin) {
        return new LibrarySearch.Found(path, origin, List.of());
    }
}
