package dev.gatun.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.Slice;
import dev.gatun.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
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

/** Files as NumPy writes them, and files of ours beside them. */
class NpyTest {
    private static final Map<String, byte[]> NUMPY = Fixtures.of("numpy.txt");

    @TempDir Path directory;

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("npy");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static byte[] fixture(String name) {
        return Objects.requireNonNull(NUMPY.get(name), name);
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("x.npy"), bytes);
    }

    private Tensor read(String fixture) throws IOException {
        return Npy.read(file(fixture(fixture)));
    }

    private byte[] written(Tensor x) throws IOException {
        Path file = directory.resolve("written.npy");
        Npy.write(file, x);
        return Files.readAllBytes(file);
    }

    @ParameterizedTest
    @CsvSource({
        "<f8, F64", ">f8, F64", "<f4, F32", ">f4, F32", "<f2, F16", ">f2, F16", "<i8, I64",
        ">i8, I64", "<i4, I32", ">i4, I32", "i1, I32", "<i2, I32", ">i2, I32", "fortran, F32",
        "version2, F32", "version3, F32"
    })
    void signedNumbersOfNumPy(String name, DType type) throws IOException {
        Tensor x = read(name);
        assertThat(x.dtype()).isEqualTo(type);
        assertThat(x.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(x.toDoubleArray()).containsExactly(-2, -1, 0, 1, 2, 3);
    }

    @ParameterizedTest
    @CsvSource({
        "u1, U8, 200",
        "<u2, I32, 65535",
        ">u2, I32, 65535",
        "<u4, I64, 4294967295",
        ">u4, I64, 4294967295",
        "<u8, I64, 9223372036854775807",
        ">u8, I64, 9223372036854775807",
    })
    void unsignedNumbersOfNumPy(String name, DType type, long last) throws IOException {
        Tensor x = read(name);
        assertThat(x.dtype()).isEqualTo(type);
        assertThat(x.toLongArray()).containsExactly(0, 1, 2, 3, 100, last);
    }

    @Test
    void truthsOfNumPy() throws IOException {
        Tensor x = read("b1");
        assertThat(x.dtype()).isEqualTo(DType.BOOL);
        assertThat(x.toBooleanArray()).containsExactly(true, false, true, false, false, true);
    }

    @Test
    void shapesOfNumPy() throws IOException {
        assertThat(read("scalar").shape()).isEqualTo(Shape.scalar());
        assertThat(read("scalar").item()).isEqualTo(2.5);
        assertThat(read("empty").shape()).isEqualTo(Shape.of(3, 0, 2));
        assertThat(read("vector").toLongArray()).containsExactly(0, 1, 2);
        Tensor x = read("fortran3");
        assertThat(x.shape()).isEqualTo(Shape.of(2, 3, 4));
        assertThat(x.equal(Tensor.arange(24).reshape(2, 3, 4).to(DType.F32))).isTrue();
        assertThat(x.layout().strides()).containsExactly(1, 2, 6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<f8", "<f4", "<f2", "<i8", "<i4", "u1", "b1", "scalar", "empty"})
    void whatIsWrittenIsWhatNumPyWrites(String name) throws IOException {
        assertThat(written(read(name))).isEqualTo(fixture(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fortran", "fortran3", "vector"})
    void layoutsAreWrittenAsNumPyWritesThem(String name) throws IOException {
        assertThat(written(read(name))).isEqualTo(fixture(name));
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void everyTypeAndLayoutComesBack(DType type) throws IOException {
        Tensor x = Tensor.arange(2 * 3 * 4 * 5).sub(7).abs().reshape(2, 3, 4, 5).to(type);
        List<Tensor> layouts =
                List.of(
                        x,
                        x.transpose(1, 3),
                        x.permute(3, 2, 1, 0),
                        x.slice(2, Slice.of(1, 4, 2)),
                        x.flip(0, 2),
                        x.select(1, 2).select(0, 1).narrow(0, 1, 0),
                        x.select(0, 1).unsqueeze(0).expand(6, 3, 4, 5),
                        x.reshape(-1).select(0, 11));
        for (Tensor each : layouts) {
            Path file = directory.resolve("each.npy");
            Npy.write(file, each);
            Tensor back = Npy.read(file);
            assertThat(back.dtype()).isEqualTo(type == DType.BF16 ? DType.F32 : type);
            assertThat(back.shape()).isEqualTo(each.shape());
            assertThat(back.toDoubleArray()).isEqualTo(each.toDoubleArray());
        }
    }

    @Test
    void largeLayoutsAreWrittenInParts() throws IOException {
        Tensor x = Tensor.arange(3 * 700 * 1100).reshape(3, 700, 1100).transpose(1, 2); // 18 MB
        Path file = directory.resolve("large.npy");
        Npy.write(file, x);
        assertThat(Npy.read(file).equal(x)).isTrue();
        Npy.write(file, x.select(0, 1).unsqueeze(0).expand(4, 1100, 700));
        assertThat(Npy.read(file).select(0, 3).equal(x.select(0, 1))).isTrue();
    }

    @Test
    void bitsOfNumbersThatAreNoneComeBack() throws IOException {
        float payload = Float.intBitsToFloat(0x7fc12345);
        Tensor x = Tensor.of(Float.NaN, payload, -0f, Float.NEGATIVE_INFINITY, Float.MIN_VALUE);
        Path file = directory.resolve("special.npy");
        Npy.write(file, x);
        assertThat(Npy.read(file).asSegment().mismatch(x.asSegment())).isEqualTo(-1);
    }

    @Test
    void otherBytesThanOneAreTrue() throws IOException {
        byte[] bytes = fixture("b1").clone();
        bytes[bytes.length - 1] = 77;
        Tensor x = Npy.read(file(bytes));
        assertThat(x.asSegment().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))
                .containsExactly(1, 0, 1, 0, 0, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "object, pickle",
        "complex, complex",
        "longdouble, save as float64",
        "text, text",
        "bytes, text",
        "date, dates",
        "record, records",
        "void, raw bytes",
        "u8-beyond, element 5 is 2^63 or more"
    })
    void whatNoTensorHoldsIsRefusedByName(String name, String message) {
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> read(name))
                .withMessageContaining("x.npy: ")
                .withMessageContaining(message);
    }

    private void refuses(String header, int payload, String message) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
        byte[] bytes = new byte[10 + text.length + payload];
        System.arraycopy(fixture("<f4"), 0, bytes, 0, 8);
        bytes[8] = (byte) text.length;
        bytes[9] = (byte) (text.length >> 8);
        System.arraycopy(text, 0, bytes, 10, text.length);
        Path file = file(bytes);
        long before = scope.liveBytes();
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Npy.read(file))
                .withMessageContaining(message);
        assertThat(scope.liveBytes()).isEqualTo(before);
    }

    private static String header(String shape) {
        return "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
    }

    @Test
    void headersThatLieAreRefusedBeforeMemoryIsTaken() throws IOException {
        refuses(header("(4,)"), 12, "has 12 bytes for them");
        refuses(header("(4,)"), 20, "has 20 bytes for them");
        refuses(header("(999999999999999999,)"), 16, "has 16 bytes for them");
        refuses(header("(999999999, 999999999, 999999999)"), 16, "too large to count");
        refuses(header("(999999999999999999, 0, 999999999999999999)"), 0, "too large to count");
        refuses(header("(9999999999999999999,)"), 16, "whole numbers");
        refuses(header("(-4,)"), 16, "whole numbers");
        refuses(header("(04,)"), 16, "whole numbers");
        refuses(header("(4)"), 16, "no tuple");
        refuses(header("(4 1)"), 16, "no tuple");
        refuses(header("(4, 1"), 16, "whole numbers");
        refuses(header("4"), 16, "no '('");
        refuses(header("(4.0,)"), 16, "no tuple");
        refuses(header("(" + "1,".repeat(65) + ")"), 4, "65 axes");
    }

    @Test
    void headersThatCannotBeReadAreRefused() throws IOException {
        refuses("", 0, "10 bytes are no .npy file");
        refuses("  ", 0, "no '{'");
        refuses("{}", 0, "not all of");
        refuses("{'descr': '<f4', 'shape': (4,)}", 16, "not all of");
        refuses("{'descr': '<f4', 'descr': '<f4'}", 16, "'descr' twice");
        refuses("{'descr': '<f4', 'color': '<f4'}", 16, "a key 'color'");
        refuses("{'descr': '<f4'", 16, "no '}'");
        refuses("{'descr': '<f4", 16, "without an end");
        refuses("{'descr' '<f4'}", 16, "no ':'");
        refuses("{descr: '<f4'}", 16, "no '''");
        refuses(header("(4,)").replace("False", "0"), 16, "neither True nor False");
        refuses(header("(4,)") + " x", 16, "more after the dictionary");
        refuses(header("(4,)").replace("<f4", "<f3"), 16, "of that size");
        refuses(header("(4,)").replace("<f4", ""), 16, "no known type");
        refuses(header("(4,)").replace("<f4", "<"), 16, "no known type");
        refuses(header("(4,)").replace("<f4", "<x9"), 16, "no known type");
    }

    @Test
    void headersOfOlderNumPysAreRead() throws IOException {
        String text = "{\"shape\": (2L, 2L), 'fortran_order': False, 'descr': 'u1'}";
        byte[] bytes = new byte[10 + text.length() + 4];
        System.arraycopy(fixture("<f4"), 0, bytes, 0, 8);
        bytes[8] = (byte) text.length();
        System.arraycopy(text.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 10, text.length());
        bytes[bytes.length - 1] = 9;
        assertThat(Npy.read(file(bytes)).toLongArray2d()).isEqualTo(new long[][] {{0, 0}, {0, 9}});
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        byte[] good = fixture("<f4");
        refusesBytes("no .npy file", new byte[0]);
        refusesBytes("begins with", "PK\3\4 and more".getBytes(StandardCharsets.ISO_8859_1));
        refusesBytes("which Npz reads", "PK\3\4 and more".getBytes(StandardCharsets.ISO_8859_1));
        byte[] version = good.clone();
        version[6] = 4;
        refusesBytes("version 4.0", version);
        byte[] longText = good.clone();
        longText[9] = 100;
        refusesBytes("ends before them", longText);
        byte[] second = fixture("version2").clone();
        second[11] = (byte) 0xff;
        refusesBytes("ends before them", second);
    }

    private void refusesBytes(String message, byte[] bytes) throws IOException {
        Path file = file(bytes);
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Npy.read(file))
                .withMessageContaining(message);
    }

    @Test
    void aFileThatIsNotThereIsTheDisksError() {
        assertThatThrownBy(() -> Npy.read(directory.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Npy.read(directory)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Npy.write(directory.resolve("no/where"), Tensor.ones(1)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void anInterruptedThreadReadsAndWritesAndStaysInterrupted() throws IOException {
        Path file = directory.resolve("interrupted.npy");
        Thread.currentThread().interrupt();
        Npy.write(file, Tensor.of(1f, 2f));
        Tensor back = Npy.read(file);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(back.toFloatArray()).containsExactly(1, 2);
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aTensorWithAGradientIsWritten() throws IOException {
        Tensor x = Tensor.of(1f, 2f).requiresGrad_(true).mul(3);
        Path file = directory.resolve("gradient.npy");
        Npy.write(file, x);
        assertThat(Npy.read(file).toFloatArray()).containsExactly(3, 6);
        assertThat(Npy.read(file).requiresGrad()).isFalse();
    }
}
