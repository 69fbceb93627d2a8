package dev.gatun.openblas.loading;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries that must be refused with a reason, and without harm to the process. */
class LibraryProbeTest {
    @TempDir Path temporary;

    private final Platform platform = Platform.current();
    private final LibraryProbe probe = new LibraryProbe(platform);
    private Path unpacked = Path.of("");
    private String name = "";

    @BeforeEach
    void unpack() throws IOException {
        Bundle bundle =
                Objects.requireNonNull(
                        Bundle.read(Bundle.resources(getClass().getClassLoader(), platform)));
        unpacked =
                NativeCache.unpackInto(
                        NativeCache.directory(Settings.ofProcess(), platform), bundle);
        name = bundle.library();
    }

    @Test
    void refusesAMissingFile() {
        assertThatThrownBy(() -> probe.load(temporary.resolve("libnone.so")))
                .isInstanceOf(LibraryRefusedException.class)
                .hasMessage("no such file");
    }

    @Test
    void refusesAFileTruncatedAnywhere() throws IOException {
        byte[] whole = Files.readAllBytes(unpacked.resolve(name));
        for (int length : new int[] {0, 1, 63, 64, 4096, whole.length / 2, whole.length - 1}) {
            Path file = temporary.resolve("lib" + length);
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> probe.load(file))
                    .isInstanceOf(LibraryRefusedException.class)
                    .hasMessageContaining("the file is truncated");
        }
    }

    @Test
    void refusesALibraryOfAnotherMachine() throws IOException {
        byte[] foreign = Files.readAllBytes(unpacked.resolve(name));
        int other = platform.elfMachine() == 62 ? 183 : 62;
        foreign[18] = (byte) other;
        Path file = Files.write(temporary.resolve("libforeign.so"), foreign);
        assertThatThrownBy(() -> probe.load(file))
                .isInstanceOf(LibraryRefusedException.class)
                .hasMessage(
                        "the file is a library for another processor (ELF machine %d), not for %s (%d)",
                        other, platform.name(), platform.elfMachine());
    }

    @Test
    void refusesAFileThatIsNoLibrary() throws IOException {
        Path file =
                Files.writeString(
                        temporary.resolve("libscript.so"), "GROUP ( libopenblas.so.0 )".repeat(9));
        assertThatThrownBy(() -> probe.load(file)).hasMessageContaining("not ELF");
    }

    @Test
    void refusesALibraryWithoutTheFunctionsAndNamesThem() {
        assertThatThrownBy(() -> probe.load(unpacked.resolve("libgfortran.so.5")))
                .isInstanceOf(LibraryRefusedException.class)
                .hasMessage(
                        "it has no cblas_sgemm, cblas_dgemm, cblas_sgemv and %d more, so it is not a usable OpenBLAS",
                        Functions.REQUIRED.size() - 3);
    }

    @Test
    void refusesANameTheLinkerDoesNotKnow() {
        assertThatThrownBy(() -> probe.locate("libnobodyhasthis.so.0"))
                .isInstanceOf(LibraryRefusedException.class)
                .hasMessage("the dynamic linker does not find it");
    }

    @Test
    void refusesALibraryThatComputesWrong() {
        MethodHandle idleFloat =
                MethodHandles.empty(GemmHandle.descriptor(JAVA_FLOAT).toMethodType());
        MethodHandle idleDouble =
                MethodHandles.empty(GemmHandle.descriptor(JAVA_DOUBLE).toMethodType());
        assertThatThrownBy(() -> SelfTest.run(idleFloat, idleDouble))
                .isInstanceOf(LibraryRefusedException.class)
                .hasMessageMatching(
                        "self-test failed: sgemm of a known 13 x 7 by 7 x 9 product gives 0.0 at \\[0, 0\\], not -?\\d+.0");
    }

    @Test
    void refusesALibraryThatSwitchesDenormalsOff() {
        assertThatCode(SelfTest::requireDenormals).doesNotThrowAnyException();
        assertThatThrownBy(() -> SelfTest.requireAlive(Double.MIN_VALUE, 0f))
                .isInstanceOf(LibraryRefusedException.class)
                .hasMessageContaining("the smallest numbers are flushed to zero");
        assertThatThrownBy(() -> SelfTest.requireAlive(0d, Float.MIN_VALUE))
                .isInstanceOf(LibraryRefusedException.class);
    }
}
