package dev.gatun.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as NumPy and Python's zipfile write them, and files of ours. */
class NpzTest {
    static final Map<String, byte[]> FILES = Fixtures.of("npz.txt");

    @TempDir Path directory;

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("npz");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private Path fixture(String name) throws IOException {
        byte[] bytes = Objects.requireNonNull(FILES.get(name), name);
        return Files.write(directory.resolve(name + ".npz"), bytes);
    }

    @Test
    void arraysOfNumPyAreRead() throws IOException {
        Path stored = fixture("stored");
        assertThat(Npz.names(stored)).containsExactly("x", "y", "a/b");
        Map<String, Tensor> all = Npz.read(stored);
        assertThat(all).containsOnlyKeys("x", "y", "a/b");
        assertThat(Npz.read(stored, "x").toDoubleArray()).containsExactly(-2, -1, 0, 1, 2, 3);
        assertThat(Npz.read(stored, "a/b").itemBoolean()).isTrue();
        Path compressed = fixture("compressed");
        assertThat(Npz.read(compressed, "x").shape()).isEqualTo(Shape.of(2, 3));
        assertThat(Npz.read(compressed, "zeros").sum().item()).isZero();
        assertThat(Npz.read(fixture("expanding"), "x").shape()).isEqualTo(Shape.of(4096, 4096));
    }

    @Test
    void membersThatAreNoArraysArePassedOver() throws IOException {
        assertThat(Npz.read(fixture("others"))).containsOnlyKeys("x");
        Path none = Files.write(directory.resolve("none.npz"), emptyZip());
        assertThat(Npz.read(none)).isEmpty();
    }

    private byte[] emptyZip() throws IOException {
        Path path = directory.resolve("empty.npz");
        Npz.write(path, Map.of());
        return Files.readAllBytes(path);
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void whatIsWrittenComesBack(DType type) throws IOException {
        Tensor x = Tensor.arange(24).reshape(2, 3, 4).to(type);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("x", x);
        tensors.put("layer/x.npy", x.transpose(0, 2));
        tensors.put("every second", x.flip(1).select(2, 1));
        tensors.put("scalar", x.select(0, 1).select(0, 1).select(0, 1));
        tensors.put("empty", x.narrow(1, 1, 0));
        Path stored = directory.resolve("stored.npz");
        Npz.write(stored, tensors);
        Path compressed = directory.resolve("compressed.npz");
        Npz.writeCompressed(compressed, tensors);
        tensors.forEach((name, tensor) -> {
            for (Path file : new Path[] {stored, compressed}) {
                Tensor back = read(file, name);
                assertThat(back.shape()).isEqualTo(tensor.shape());
                assertThat(back.toDoubleArray()).isEqualTo(tensor.toDoubleArray());
            }
        });
        assertThat(Npz.names(stored)).containsExactlyElementsOf(tensors.keySet());
        assertThat(Npz.names(compressed)).containsExactlyElementsOf(tensors.keySet());
    }

    private static Tensor read(Path file, String name) {
        try {
            return Npz.read(file, name);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aMemberThatIsStoredIsTheFileOfItself() throws IOException {
        Tensor x = Tensor.of(1f, 2f, 3f);
        Path zip = directory.resolve("x.npz");
        Path npy = directory.resolve("x.npy");
        Npz.write(zip, Map.of("x", x));
        Npy.write(npy, x);
        String whole = new String(Files.readAllBytes(zip), StandardCharsets.ISO_8859_1);
        String part = new String(Files.readAllBytes(npy), StandardCharsets.ISO_8859_1);
        assertThat(whole).contains(part);
    }

    @ParameterizedTest
    @CsvSource({
        "slip, '../x.npy', leads out of a directory",
        "absolute, '/x.npy', leads out of a directory",
        "backslash, 'x.npy', leads out of a directory",
        "drive, 'C:x.npy', leads out of a directory",
        "duplicate, 'x.npy', two members with the name",
        "encrypted, 'encrypted', no zip file that can be read",
        "object, 'x', pickle",
        "bzip2, 'compression method', no zip file that can be read"
    })
    void otherFilesAreRefused(String name, String what, String message) throws IOException {
        Path file = fixture(name);
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Npz.read(file))
                .withMessageContaining(file.toString())
                .withMessageContaining(what)
                .withMessageContaining(message);
    }

    @Test
    void anUnknownNameIsRefusedWithTheNamesThereAre() throws IOException {
        Path file = fixture("stored");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Npz.read(file, "z"))
                .withMessageContaining("has no array 'z'; its 3 are [x, y, a/b]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "../x", "/x", "a//b", "a/./b", "..", "a\\b", "C:\\x", "x\0", "\uD800"})
    void namesThatLeadOutAreNotWritten(String name) {
        Path file = directory.resolve("bad.npz");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Npz.write(file, Map.of(name, Tensor.ones(1))))
                .withMessageStartingWith("Npz.write: '");
        assertThat(file).doesNotExist();
    }

    @Test
    void whatExpandsTooFarIsReadOnlyWhenItIsAskedFor() throws IOException {
        Path file = directory.resolve("bomb.npz");
        Npz.writeCompressed(file, Map.of("x", Tensor.zeros(Shape.of(80 << 20), DType.U8)));
        long before = scope.liveBytes();
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Npz.read(file, "x"))
                .withMessageContaining("takes 83886208 bytes, where at most 67108864 are expected");
        assertThat(scope.liveBytes()).isEqualTo(before);
        assertThat(Npz.read(file, "x", 81 << 20).numel()).isEqualTo(80 << 20);
    }

    @Test
    void bytesThatAreNotThoseOfTheChecksumAreRefused() throws IOException {
        byte[] bytes = Objects.requireNonNull(FILES.get("stored")).clone();
        bytes[30 + 5 + 20 + 128 + 3]++; // an element of x, after both headers
        Path file = Files.write(directory.resolve("changed.npz"), bytes);
        long before = scope.liveBytes();
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Npz.read(file, "x"))
                .withMessageContaining("its checksum is not that of its bytes");
        assertThat(scope.liveBytes()).isEqualTo(before);
        assertThat(Npz.read(file, "y").toLongArray()).containsExactly(0, 1, 2);
    }
}
