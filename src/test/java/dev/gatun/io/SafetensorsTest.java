package dev.gatun.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.Slice;
import dev.gatun.tensor.Tensor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Files as the reference implementation writes them, and files of ours beside them. */
class SafetensorsTest {
    static final Map<String, byte[]> FILES = Fixtures.of("safetensors.txt");

    @TempDir Path directory;

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("safetensors");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private Path fixture(String name) throws IOException {
        byte[] bytes = Objects.requireNonNull(FILES.get(name), name);
        return Files.write(directory.resolve(name + ".safetensors"), bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "f64, F64, F64",
        "f32, F32, F32",
        "f16, F16, F16",
        "i64, I64, I64",
        "i32, I32, I32",
        "i16, I16, I32",
        "i8, I8, I32"
    })
    void signedNumbersAreRead(String name, String stored, DType type) throws IOException {
        try (Safetensors file = Safetensors.open(fixture("all"))) {
            Tensor x = file.read(name);
            assertThat(file.storedType(name)).isEqualTo(stored);
            assertThat(file.dtype(name)).isEqualTo(type);
            assertThat(x.dtype()).isEqualTo(type);
            assertThat(x.shape()).isEqualTo(Shape.of(2, 3)).isEqualTo(file.shape(name));
            assertThat(x.toDoubleArray()).containsExactly(-2, -1, 0, 1, 2, 3);
        }
    }

    @Test
    void unsignedNumbersAndOthersAreRead() throws IOException {
        try (Safetensors file = Safetensors.open(fixture("all"))) {
            assertThat(file.read("u8").toLongArray()).containsExactly(2, 1, 0, 1, 2, 3);
            assertThat(file.read("u16").dtype()).isEqualTo(DType.I32);
            assertThat(file.read("u16").toLongArray())
                    .containsExactly(60000, 30000, 0, 30000, 60000, 90000 % 65536);
            assertThat(file.read("u32").dtype()).isEqualTo(DType.I64);
            assertThat(file.read("u32").toLongArray())
                    .containsExactly(
                            2000000000, 1000000000, 0, 1000000000, 2000000000, 3000000000L);
            assertThat(file.read("u64").toLongArray()).containsExactly(2, 1, 0, 1, 2, 3);
            assertThat(file.read("bool").toBooleanArray())
                    .containsExactly(false, false, false, true, true, true);
            assertThat(file.read("scalar").shape()).isEqualTo(Shape.scalar());
            assertThat(file.read("scalar").item()).isEqualTo(2.5);
            assertThat(file.read("empty").shape()).isEqualTo(Shape.of(3, 0));
            assertThat(file.readAll()).hasSize(14).containsOnlyKeys(file.names());
        }
    }

    @Test
    void numbersOfEightBitsAreRead() throws IOException {
        try (Safetensors file = Safetensors.open(fixture("F8_E4M3"))) {
            assertThat(file.read("x").dtype()).isEqualTo(DType.F16);
            assertThat(file.read("x").toDoubleArray())
                    .containsExactly(
                            0,
                            -0.0,
                            0x1p-9,
                            7 * 0x1p-9,
                            0x1p-6,
                            1,
                            448,
                            Double.NaN,
                            Double.NaN,
                            -1,
                            -448);
        }
        try (Safetensors file = Safetensors.open(fixture("F8_E5M2"))) {
            assertThat(file.read("x").toDoubleArray())
                    .containsExactly(
                            0,
                            -0.0,
                            0x1p-16,
                            1.75 * 0x1p-14,
                            0x1p-13,
                            0.5,
                            Double.NaN,
                            Double.NaN,
                            Double.NaN,
                            -0.5,
                            Double.NaN);
        }
    }

    @Test
    void whatIsWrittenIsWhatTheReferenceWrites() throws IOException {
        Path file = directory.resolve("written");
        try (Safetensors own = Safetensors.open(fixture("own"))) {
            Safetensors.write(file, own.readAll());
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(FILES.get("own"));
        Safetensors.write(file, Map.of());
        assertThat(Files.readAllBytes(file)).isEqualTo(FILES.get("none"));
        try (Safetensors escaped = Safetensors.open(fixture("metadata"))) {
            assertThat(escaped.names()).containsExactly("a\"\\\n\u00e9\u0001");
            assertThat(escaped.metadata()).isEqualTo(Map.of("k\"", "v\\\t\u00e9\uD83D\uDE00"));
            Safetensors.write(file, escaped.readAll(), escaped.metadata());
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(FILES.get("metadata"));
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void everyTypeAndLayoutComesBack(DType type) throws IOException {
        Tensor x = Tensor.arange(2 * 3 * 4 * 5).sub(7).abs().reshape(2, 3, 4, 5).to(type);
        Map<String, Tensor> layouts = new LinkedHashMap<>();
        for (Tensor each :
                List.of(
                        x,
                        x.transpose(1, 3),
                        x.permute(3, 2, 1, 0),
                        x.slice(2, Slice.of(1, 4, 2)),
                        x.flip(0, 2),
                        x.select(1, 2).select(0, 1).narrow(0, 1, 0),
                        x.select(0, 1).unsqueeze(0).expand(6, 3, 4, 5),
                        x.reshape(-1).select(0, 11))) {
            layouts.put("layout " + layouts.size(), each);
        }
        Path path = directory.resolve("layouts");
        Safetensors.write(path, layouts, Map.of("of", type.toString()));
        try (Safetensors file = Safetensors.open(path)) {
            assertThat(file.metadata()).isEqualTo(Map.of("of", type.toString()));
            for (String name : file.names()) {
                Tensor written = Objects.requireNonNull(layouts.get(name));
                for (Tensor back : List.of(file.read(name), file.mapped(name))) {
                    assertThat(back.dtype()).isEqualTo(type);
                    assertThat(back.shape()).isEqualTo(written.shape());
                    assertThat(back.toDoubleArray()).isEqualTo(written.toDoubleArray());
                }
            }
            assertThat(file.names()).hasSize(layouts.size());
        }
    }

    @Test
    void oneTensorTakesNoMoreMemoryThanItself() throws IOException {
        Path path = directory.resolve("large");
        writeSparse(path, 256, 1 << 20);
        long before = scope.liveBytes();
        try (Safetensors file = Safetensors.open(path)) {
            assertThat(scope.liveBytes()).isEqualTo(before);
            assertThat(file.read("t200").getLong(77)).isZero();
        }
        assertThat(scope.liveBytes() - before).isEqualTo(1 << 20);
    }

    /** A file of so many tensors of type U8, which takes no room on the disk. */
    static void writeSparse(Path path, int count, long bytes) throws IOException {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < count; i++) {
            json.append(i == 0 ? "" : ",")
                    .append(
                            "\"t%d\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[%d,%d]}"
                                    .formatted(i, bytes, i * bytes, (i + 1) * bytes));
        }
        byte[] file = bytes(json.append('}').toString(), 0);
        Files.write(path, file);
        try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
            sparse.setLength(file.length + count * bytes);
        }
    }

    /** A file with this header and so many bytes after it. */
    static byte[] bytes(String json, int payload) {
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[8 + header.length + payload];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) (header.length >> (8 * i));
        }
        System.arraycopy(header, 0, bytes, 8, header.length);
        return bytes;
    }

    private Path write(String name, Map<String, Tensor> tensors) throws IOException {
        Path path = directory.resolve(name);
        Safetensors.write(path, tensors);
        return path;
    }

    @Test
    void mappedTensorsAreTheFileAndTheirWritesAreTheirOwn() throws IOException {
        Path path = write("mapped", Map.of("x", Tensor.of(1f, 2f, 3f)));
        Tensor x;
        try (Safetensors file = Safetensors.open(path)) {
            x = file.mapped("x");
        }
        x.add_(1);
        assertThat(x.toFloatArray()).containsExactly(2, 3, 4);
        try (Safetensors file = Safetensors.open(path)) {
            assertThat(file.read("x").toFloatArray()).containsExactly(1, 2, 3);
            assertThat(file.mapped("x").matmul(x).item()).isEqualTo(20);
        }
    }

    @Test
    void whatCannotBeMappedIsRefusedByName() throws IOException {
        try (Safetensors file = Safetensors.open(fixture("all"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> file.mapped("u16"))
                    .withMessageContaining("'u16' is stored as U16 and must be converted");
        }
        String json =
                """
                {"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},\
                "b":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}\
                """;
        Path odd = Files.write(directory.resolve("odd"), bytes(json, 5));
        try (Safetensors file = Safetensors.open(odd)) {
            assertThat(file.read("b").item()).isZero();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> file.mapped("b"))
                    .withMessageContaining("no multiple of 4; read it");
        }
    }

    @Test
    void typesThatAreNotReadAreListed() throws IOException {
        String json =
                """
                {"a":{"dtype":"F4","shape":[4],"data_offsets":[0,2]},\
                "b":{"dtype":"C64","shape":[1],"data_offsets":[2,10]}}\
                """;
        Path path = Files.write(directory.resolve("others"), bytes(json, 10));
        try (Safetensors file = Safetensors.open(path)) {
            assertThat(file.names()).containsExactly("a", "b");
            assertThat(file.storedType("a")).isEqualTo("F4");
            for (String name : file.names()) {
                assertThatExceptionOfType(FormatException.class)
                        .isThrownBy(() -> file.read(name))
                        .withMessageContaining("which are not read");
                assertThatExceptionOfType(FormatException.class).isThrownBy(() -> file.dtype(name));
            }
        }
    }

    @Test
    void anUnknownNameIsRefusedWithTheNamesThereAre() throws IOException {
        try (Safetensors file = Safetensors.open(fixture("metadata"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> file.read("b"))
                    .withMessageContaining("has no tensor 'b'; its 1 are: a");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> write("bad", Map.of("__metadata__", Tensor.ones(1))))
                .withMessage("Safetensors.write: no tensor can have the name __metadata__");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> write("bad", Map.of("\uD83D", Tensor.ones(1))))
                .withMessageContaining("surrogate");
        assertThat(directory.resolve("bad")).doesNotExist();
    }

    @Test
    void aClosedFileIsRefused() throws IOException {
        Safetensors file = Safetensors.open(fixture("own"));
        file.close();
        assertThat(file.names()).hasSize(9);
        assertThatIllegalStateException()
                .isThrownBy(() -> file.read("f32"))
                .withMessageContaining("is closed");
    }

    // Several files

    private Path index(String json) throws IOException {
        return Files.writeString(directory.resolve("model.safetensors.index.json"), json);
    }

    @Test
    void tensorsOfSeveralFilesAreReadByTheIndex() throws IOException {
        write("model-00001-of-00002.safetensors", Map.of("a", Tensor.of(1f), "b", Tensor.of(2f)));
        write("model-00002-of-00002.safetensors", Map.of("c", Tensor.of(3f)));
        Path index =
                index(
                        """
                        {"metadata": {"total_size": 12, "by": "hand", "more": {"x": [1, null]}},
                         "weight_map": {"a": "model-00001-of-00002.safetensors",
                                        "c": "model-00002-of-00002.safetensors",
                                        "b": "model-00001-of-00002.safetensors"}}
                        """);
        try (Safetensors model = Safetensors.openSharded(index)) {
            assertThat(model.names()).containsExactly("a", "c", "b");
            assertThat(model.metadata())
                    .containsEntry("total_size", "12")
                    .containsEntry("by", "hand")
                    .containsEntry("more", "{\"x\": [1, null]}");
            assertThat(model.read("c").item()).isEqualTo(3);
            assertThat(model.readAll()).hasSize(3);
            assertThat(model.shape("b")).isEqualTo(Shape.of(1));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"weight_map\":{\"a\":\"../a.safetensors\"}} | no name of a file beside it",
                "{\"weight_map\":{\"a\":\"/etc/passwd\"}} | no name of a file beside it",
                "{\"weight_map\":{\"a\":\"..\"}} | no name of a file beside it",
                "{\"weight_map\":{\"a\":\"\"}} | no name of a file beside it",
                "{\"weight_map\":{\"a\":\"x\\u0000\"}} | no name of a file beside it",
                "{\"metadata\":{}} | has no weight_map",
                "{\"weight_map\":{\"a\":\"b\",\"a\":\"b\"}} | 'a' twice",
                "{\"weight_map\":[]} | has no '{'",
                "[1] | has no '{'"
            })
    void indicesThatAreNoneAreRefused(String json, String message) throws IOException {
        Path index = index(json);
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Safetensors.openSharded(index))
                .withMessageContaining(message);
    }

    @Test
    void anIndexWhoseFilesAreNotAsItSaysIsRefused() throws IOException {
        write("one", Map.of("a", Tensor.of(1f)));
        Path index = index("{\"weight_map\":{\"a\":\"one\",\"b\":\"one\",\"c\":\"gone\"}}");
        try (Safetensors model = Safetensors.openSharded(index)) {
            assertThat(model.read("a").item()).isEqualTo(1);
            assertThatExceptionOfType(FormatException.class)
                    .isThrownBy(() -> model.read("b"))
                    .withMessageContaining("tensor 'b' is to be in");
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> model.read("c"));
        }
    }

    // Interrupts, several threads, changes

    @Test
    void interruptsOfOneThreadStopNoOther() throws Exception {
        Path path = write("shared", Map.of("x", Tensor.arange(1 << 18)));
        Queue<Object> failures = new ConcurrentLinkedQueue<>();
        try (Safetensors file = Safetensors.open(path)) {
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                boolean isInterrupted = i % 2 == 0;
                Runnable reads = () -> readOften(file, isInterrupted, failures);
                readers.add(
                        i < 2 ? Thread.ofPlatform().start(reads) : Thread.ofVirtual().start(reads));
            }
            for (Thread reader : readers) {
                reader.join();
            }
        }
        assertThat(failures).isEmpty();
    }

    private static void readOften(Safetensors file, boolean isInterrupted, Queue<Object> failures) {
        for (int k = 0; k < 50; k++) {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
            try (Scope _ = Scope.open("reader")) {
                long last = file.read("x").getLong(-1);
                if (last != (1 << 18) - 1) {
                    failures.add(last);
                }
            } catch (IOException | RuntimeException e) {
                failures.add(e);
            }
            if (Thread.interrupted() != isInterrupted) {
                failures.add("interrupted");
            }
        }
    }

    @Test
    void aFileThatIsReplacedIsReadAsItWas() throws IOException {
        Path path = write("model", Map.of("x", Tensor.of(1f, 2f)));
        try (Safetensors file = Safetensors.open(path)) {
            write("model", Map.of("x", Tensor.of(3f, 4f)));
            assertThat(file.read("x").toFloatArray()).containsExactly(1, 2);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> file.mapped("x"))
                    .withMessageContaining("has been changed since it was opened");
        }
    }

    @Test
    void aFileThatIsCutOffMeanwhileIsTheDisksError() throws IOException {
        Path path = write("model", Map.of("x", Tensor.ones(1000)));
        long before = scope.liveBytes();
        try (Safetensors file = Safetensors.open(path)) {
            try (RandomAccessFile cut = new RandomAccessFile(path.toFile(), "rw")) {
                cut.setLength(200);
            }
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> file.read("x"))
                    .withMessageContaining("was cut off while it was read; byte 200 is missing");
        }
        assertThat(scope.liveBytes()).isEqualTo(before);
    }

    @Test
    void aWriteThatFailsLeavesTheOldFile() throws IOException {
        Path path = write("model", Map.of("x", Tensor.of(1f)));
        Tensor gone;
        try (Scope _ = Scope.open("gone")) {
            gone = Tensor.of(5f);
        }
        Map<String, Tensor> lost = Map.of("x", gone);
        assertThatIllegalStateException().isThrownBy(() -> Safetensors.write(path, lost));
        try (Safetensors file = Safetensors.open(path);
                var files = Files.list(directory)) {
            assertThat(file.read("x").item()).isEqualTo(1);
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path path = write("model", Map.of("x", Tensor.of(1f)));
        Path link = Files.createSymbolicLink(directory.resolve("link"), path);
        Safetensors.write(link, Map.of("x", Tensor.of(2f)));
        assertThat(link).isSymbolicLink();
        try (Safetensors file = Safetensors.open(path)) {
            assertThat(file.read("x").item()).isEqualTo(2);
        }
        Files.write(path, new byte[1], StandardOpenOption.APPEND);
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Safetensors.open(link))
                .withMessageContaining("it has more");
    }
}
