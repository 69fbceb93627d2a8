package dev.gatun.openblas.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatun.testing.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole processes that load OpenBLAS, or cannot and must say so in one clear message. */
class LoadingTest {
    private static final String CURE_OF_A_GIVEN_PATH =
            "Correct the path, or leave it out to use the bundled library or the system's; a path that"
                    + " is given is the only one tried.";

    @TempDir Path temporary;

    private final Platform platform = Platform.current();

    private static ChildJvm child() {
        return ChildJvm.running(LoadingMain.class);
    }

    /** The bundled libraries in a directory of their own. */
    private Path unpacked() throws IOException {
        Bundle.Source source = Bundle.resources(getClass().getClassLoader(), platform);
        return NativeCache.unpackTemporarily(
                temporary, Objects.requireNonNull(Bundle.read(source)));
    }

    private static void loads(ChildJvm child, String origin, Path directory)
            throws IOException, InterruptedException {
        ChildJvm.Result result = child.run();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith("loaded " + origin + " " + directory)
                .endsWith("--\n3 * 4 = 12.0");
        assertThat(result.exit()).isZero();
    }

    /** Both tries end in the same message, and no stack of initializer errors is seen. */
    private static void fails(ChildJvm child, String message)
            throws IOException, InterruptedException {
        ChildJvm.Result result = child.run();
        assertThat(result.out()).isEqualTo(message + "\n--\n" + message);
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
    }

    @Test
    void loadsTheBundleAgainAndAgainFromOneCache() throws Exception {
        Path cache = temporary.toRealPath().resolve("cache");
        for (int start = 0; start < 2; start++) {
            loads(child().with("-Dgatun.cache=" + cache), "bundled", cache);
        }
    }

    @Test
    void loadsAFileOrADirectoryThatIsGiven() throws Exception {
        Path directory = unpacked();
        loads(
                child().environment("GATUN_OPENBLAS_PATH", directory.toString()),
                "environment",
                directory);
        String file = platform.family().libraryNames().getFirst();
        loads(
                child().with("-Dgatun.openblas.path=" + directory.resolve(file)),
                "property",
                directory);
    }

    /** A library that lacks LAPACKE, as Debian's: the bundled one with its name written over. */
    @Test
    void saysByNameThatALibraryHasNoLapack() throws Exception {
        Path file = unpacked().resolve(platform.family().libraryNames().getFirst());
        byte[] bytes = Files.readAllBytes(file);
        byte[] name = "\0LAPACKE_dgesv\0".getBytes(StandardCharsets.US_ASCII);
        int found = 0;
        for (int at = 0; at + name.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + name.length, name, 0, name.length)) {
                bytes[at + 1] = 'X';
                found++;
            }
        }
        assertThat(found).isPositive();
        Files.delete(file);
        Files.write(file, bytes);
        ChildJvm.Result result =
                ChildJvm.running(LapackMain.class).with("-Dgatun.openblas.path=" + file).run();
        assertThat(result.out())
                .isEqualTo(
                        "false\npotrf: %s has no LAPACKE; the bundled library and most others have"
                                .formatted(file.toRealPath()));
        assertThat(result.exit()).isZero();
    }

    @Test
    void loadsTheSystemsLibrary() throws Exception {
        Path directory = unpacked().toRealPath();
        loads(
                child().withoutBundle().with("-Djava.library.path=" + directory),
                "system",
                directory);
        loads(
                child().withoutBundle()
                        .environment("LD_LIBRARY_PATH", directory.toString())
                        .with("-Djava.library.path="),
                "system",
                directory);
    }

    @Test
    void oneMessageForAGivenPathThatDoesNotWork() throws Exception {
        Path none = temporary.resolve("libnone.so");
        fails(
                child().with("-Dgatun.openblas.path=" + none),
                "OpenBLAS could not be loaded. Tried:\n  - -Dgatun.openblas.path="
                        + none
                        + ": no such file\n"
                        + CURE_OF_A_GIVEN_PATH);
        Path truncated = Files.write(temporary.resolve("libhalf.so"), new byte[100]);
        assertThat(child().environment("GATUN_OPENBLAS_PATH", truncated.toString()).run().out())
                .contains("GATUN_OPENBLAS_PATH=" + truncated + ": the file is no Linux library");
    }

    @Test
    void oneMessageWhereNothingIsFound() throws Exception {
        // The machine may have an OpenBLAS. The linker ends its search at a file that is no
        // library.
        Path none = Files.createDirectory(temporary.resolve("none"));
        for (String name : platform.family().libraryNames()) {
            Files.writeString(none.resolve(name), "not a library");
        }
        fails(
                child().withoutBundle()
                        .environment("LD_LIBRARY_PATH", none.toString())
                        .with("-Djava.library.path="),
                """
                OpenBLAS could not be loaded. Tried:
                  - bundled: no gatun-native jar of this platform (no resource META-INF/gatun/%1$s/)
                  - system: libopenblas.so.0: the dynamic linker does not find it
                  - system: libopenblas.so: the dynamic linker does not find it
                Put the gatun-native jar with classifier %1$s on the class path or the module path (in a \
                jlink image, add its module %2$s), or install OpenBLAS, or give the absolute path of a \
                library by -Dgatun.openblas.path or GATUN_OPENBLAS_PATH.\
                """
                        .formatted(platform.name(), platform.nativesModule()));
    }

    @Test
    void oneMessageWhereNativeAccessIsDenied() throws Exception {
        fails(
                child().withoutNativeAccess(),
                "OpenBLAS cannot be used: this JVM denies native access to code on the class path."
                        + " Add --enable-native-access=ALL-UNNAMED to the java command line.");
    }

    @Test
    void goesOnInATemporaryDirectoryWhereTheCacheCannotBeWritten() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));
        Path tmp = Files.createDirectory(temporary.resolve("tmp"));
        ChildJvm.Result result =
                child().with("-Dgatun.cache=" + file + "/cache", "-Djava.io.tmpdir=" + tmp).run();
        assertThat(result.out()).startsWith("loaded bundled " + tmp).endsWith("3 * 4 = 12.0");
        assertThat(result.err())
                .containsOnlyOnce("Using OpenBLAS of origin bundled")
                .contains("unpacked into the cache " + file, "Not a directory");
        assertThat(tmp).isEmptyDirectory();
    }

    @Test
    void anInterruptNeitherHindersLoadingNorIsLost() throws Exception {
        // Unpacked in the first start, believed in the second, hashed in the third.
        Path cache = temporary.toRealPath().resolve("cache");
        for (int start = 0; start < 3; start++) {
            ChildJvm.Result result =
                    ChildJvm.running(InterruptedMain.class).with("-Dgatun.cache=" + cache).run();
            assertThat(result.err()).isEmpty();
            assertThat(result.out()).isEqualTo("bundled for 16 of 16");
            try (Stream<Path> entries = Files.list(cache)) {
                Path entry = entries.findFirst().orElseThrow();
                if (start == 1) {
                    Files.delete(entry.resolve("verified.properties"));
                }
            }
        }
    }

    @Test
    void triesAgainWhenFileHandlesAreGivenBack() throws Exception {
        ChildJvm.Result result =
                ChildJvm.running(HandlesMain.class)
                        .with("-XX:-MaxFDLimit", "-Dgatun.cache=" + temporary.resolve("cache"))
                        .with("-Drehearsal=" + temporary.resolve("rehearsal"))
                        .run();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("failed, can pass: true\nloaded bundled");
        assertThat(result.exit()).isZero();
    }

    @Test
    void twoClassLoadersHaveALibraryEach() throws Exception {
        Path directory = unpacked().toRealPath();
        Path tmp = Files.createDirectory(temporary.resolve("tmp"));
        Path cache = temporary.toRealPath().resolve("cache");
        for (String setting :
                List.of("-Dgatun.openblas.path=" + directory, "-Dgatun.cache=" + cache)) {
            ChildJvm.Result result =
                    ChildJvm.running(TwoLoadersMain.class)
                            .with(setting, "-Djava.io.tmpdir=" + tmp)
                            .run();
            assertThat(result.err()).isEmpty();
            assertThat(result.out().lines().filter("3 * 4 = 12.0"::equals)).hasSize(2);
            assertThat(result.out().lines().filter(line -> line.startsWith("loaded "))).hasSize(2);
            assertThat(result.exit()).isZero();
        }
        assertThat(tmp).isEmptyDirectory();
    }

    @Test
    void aFailureThatStaysIsFinal() {
        LibraryRefusedException wrong =
                catchThrowableOfType(
                        LibraryRefusedException.class,
                        () ->
                                new LibrarySearch(
                                                new Settings(
                                                        name ->
                                                                name.equals("gatun.openblas.path")
                                                                        ? "/nowhere/lib.so"
                                                                        : null,
                                                        name -> null),
                                                platform,
                                                name -> null,
                                                new LibraryProbe(platform))
                                        .run());
        assertThat(wrong.canPass()).isFalse();
    }

    @Test
    void processesThatStartTogetherShareOneEntry() throws Exception {
        Path cache = temporary.toRealPath().resolve("cache");
        List<ChildJvm.Running> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(child().with("-Dgatun.cache=" + cache).start());
        }
        for (ChildJvm.Running one : all) {
            ChildJvm.Result result = one.await();
            assertThat(result.err()).isEmpty();
            assertThat(result.out()).startsWith("loaded bundled " + cache).endsWith("= 12.0");
        }
        try (Stream<Path> entries = Files.list(cache)) {
            assertThat(entries).singleElement().asString().contains("openblas-");
        }
    }

    @Test
    void aCrowdOfCallersLives() throws Exception {
        ChildJvm.Result platform = ChildJvm.running(CrowdMain.class).run("2000", "platform");
        assertThat(platform.err()).isEmpty();
        assertThat(platform.out()).isEqualTo("6000 of 6000");
        assertThat(platform.exit()).isZero();
        ChildJvm.Result virtual = ChildJvm.running(CrowdMain.class).run("200", "virtual");
        assertThat(virtual.out()).isEqualTo("600 of 600");
        assertThat(virtual.exit()).isZero();
    }
}
