package dev.gatun.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files put together here, after NumPy's description of the format ({@code numpy.lib.format}):
 * every type in each version, byte order and order of axes.
 */
class NpyFormatTest {
    private static final long[] DIMS = {2, 3, 4};
    private static final int NUMEL = 24;

    @TempDir Path directory;

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("format");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** Writes a file of this description and these elements. */
    private Path file(int version, String descr, boolean isFortran, String shape, byte[] elements)
            throws IOException {
        byte[] text =
                "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n"
                        .formatted(descr, isFortran ? "True" : "False", shape)
                        .getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(12 + text.length + elements.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put((byte) 0x93)
                        .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                        .put((byte) version)
                        .put((byte) 0);
        if (version == 1) {
            bytes.putShort((short) text.length);
        } else {
            bytes.putInt(text.length);
        }
        bytes.put(text).put(elements);
        byte[] all = new byte[bytes.position()];
        bytes.flip().get(all);
        return Files.write(directory.resolve("x.npy"), all);
    }

    /** Appends a number as an element of a type. */
    private static void put(ByteBuffer to, String code, long number) {
        switch (code) {
            case "i1", "u1" -> to.put((byte) number);
            case "i2", "u2" -> to.putShort((short) number);
            case "i4", "u4" -> to.putInt((int) number);
            case "i8", "u8" -> to.putLong(number);
            case "f2" -> to.putShort(Float.floatToFloat16((float) number));
            case "f4" -> to.putFloat((float) number);
            case "f8" -> to.putDouble((double) number);
            default -> throw new AssertionError(code);
        }
    }

    /** Element (i, j, k) of the array is number i * 12 + j * 4 + k of a row from the least on. */
    private static byte[] elements(
            String code, ByteOrder order, boolean isFortran, long least, long step) {
        int size = code.charAt(1) - '0';
        ByteBuffer bytes = ByteBuffer.allocate(NUMEL * size).order(order);
        for (int at = 0; at < NUMEL; at++) {
            int inC = at % 2 * 12 + at / 2 % 3 * 4 + at / 6; // the first axis fastest
            put(bytes, code, least + step * (isFortran ? inC : at));
        }
        return bytes.array();
    }

    @ParameterizedTest
    @CsvSource({
        "i1, I32, -128, 11",
        "u1, U8, 2, 11",
        "i2, I32, -32768, 2849",
        "u2, I32, 5, 2849",
        "i4, I32, -2147483648, 186737708",
        "u4, I64, 3, 186737708",
        "i8, I64, -9223372036854775808, 802032351030850070",
        "u8, I64, 7, 401016175515425034",
        "f2, F16, -12, 1",
        "f4, F32, -70000, 6001",
        "f8, F64, -9007199254740991, 782583413599651"
    })
    void everyTypeInEveryVersionAndOrder(String code, DType dtype, long least, long step)
            throws IOException {
        for (int version = 1; version <= 3; version++) {
            for (String mark : new String[] {"<", ">", "=", "|", ""}) {
                ByteOrder order =
                        switch (mark) {
                            case "<" -> ByteOrder.LITTLE_ENDIAN;
                            case ">" -> ByteOrder.BIG_ENDIAN;
                            default -> ByteOrder.nativeOrder();
                        };
                for (boolean isFortran : new boolean[] {false, true}) {
                    byte[] elements = elements(code, order, isFortran, least, step);
                    Tensor x =
                            Npy.read(file(version, mark + code, isFortran, "(2, 3, 4)", elements));
                    String what = version + mark + code + isFortran;
                    assertThat(x.dtype()).as(what).isEqualTo(dtype);
                    assertThat(x.shape()).as(what).isEqualTo(Shape.of(DIMS));
                    if (dtype.isFloating()) {
                        double[] got = x.flatten().toDoubleArray();
                        for (int i = 0; i < NUMEL; i++) {
                            assertThat(got[i]).as(what).isEqualTo((double) (least + step * i));
                        }
                    } else {
                        long[] got = x.flatten().toLongArray();
                        for (int i = 0; i < NUMEL; i++) {
                            assertThat(got[i]).as(what).isEqualTo(least + step * i);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aScalarAVectorAndNothingHaveNoOrderOfAxes(int version) throws IOException {
        ByteBuffer two = ByteBuffer.allocate(8).putFloat(1.5f).putFloat(-2);
        for (boolean isFortran : new boolean[] {false, true}) {
            Tensor vector = Npy.read(file(version, ">f4", isFortran, "(2,)", two.array()));
            assertThat(vector.toFloatArray()).containsExactly(1.5f, -2);
            byte[] one = ByteBuffer.allocate(4).putFloat(2.5f).array();
            Tensor scalar = Npy.read(file(version, ">f4", isFortran, "()", one));
            assertThat(scalar.shape()).isEqualTo(Shape.scalar());
            assertThat(scalar.item()).isEqualTo(2.5);
            Tensor none = Npy.read(file(version, ">i2", isFortran, "(3, 0, 5)", new byte[0]));
            assertThat(none.shape()).isEqualTo(Shape.of(3, 0, 5));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "<c8, complex numbers",
        ">c8, complex numbers",
        "<c16, complex numbers",
        ">c16, complex numbers",
        "<c32, complex numbers",
        "<f16, save as float64",
        ">f16, save as float64",
        "<f12, save as float64",
        "|O, pickle",
        "O, pickle",
        "|O8, pickle",
        "<U4, text",
        "|S4, text",
        "|a4, text",
        "<M8[ns], dates",
        ">m8[s], dates",
        "|V2, raw bytes",
        "<i3, no known type",
        "<u16, no known type",
        "|b2, no known type",
        "<<f4, no known type",
    })
    void whatNoTensorHoldsIsRefusedByName(String descr, String message) throws IOException {
        for (int version = 1; version <= 3; version++) {
            Path file = file(version, descr, false, "(2,)", new byte[64]);
            assertThatExceptionOfType(FormatException.class)
                    .isThrownBy(() -> Npy.read(file))
                    .withMessageContaining(message)
                    .withMessageContaining(descr);
        }
        assertThat(scope.liveBytes()).isZero();
    }
}
