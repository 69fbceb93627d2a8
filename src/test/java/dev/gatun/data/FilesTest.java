package dev.gatun.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of text and files of MNIST's format, right ones and broken ones. */
class FilesTest {
    @TempDir Path directory;

    @Test
    void fieldsAreReadByTheStandard() {
        Csv csv =
                Csv.parse(
                        "\uFEFFname,\"with, comma\",\"say \"\"yes\"\"\"\r\n"
                                + "a,\"two\nlines\",\r\n\r\n"
                                + "\"\",b ,\"\"\"\"\n",
                        ',');
        assertThat(csv.header()).containsExactly("name", "with, comma", "say \"yes\"");
        assertThat(csv.rows())
                .containsExactly(List.of("a", "two\nlines", ""), List.of("", "b ", "\""));
        assertThat(csv.column("name")).containsExactly("a", "");
        assertThat(Csv.parse("a;b\n1,5;2", ';').rows()).containsExactly(List.of("1,5", "2"));
        assertThat(Csv.parse("a\n", ',').rows()).isEmpty();
    }

    @Test
    void columnsBecomeTensors() throws IOException {
        Path file = directory.resolve("iris.csv");
        Files.writeString(
                file, "length,width,kind\n5.1, 3.5 ,setosa\n7,,virginica\n1e2,-1,setosa\n");
        Csv csv = Csv.read(file);
        try (Scope _ = Scope.open()) {
            Tensor x = csv.numbers("width", "length");
            assertThat(x.dtype()).isEqualTo(DType.F32);
            assertThat(x.shape().dims()).containsExactly(3, 2);
            assertThat(x.toFloatArray()).containsExactly(3.5f, 5.1f, Float.NaN, 7, -1, 100);
            assertThat(csv.numbers(DType.F64, "length").toDoubleArray())
                    .containsExactly(5.1, 7, 100);
            assertThat(csv.classes("kind").toLongArray()).containsExactly(0, 1, 0);
            assertThat(csv.values("kind")).containsExactly("setosa", "virginica");
            assertThat(Csv.parse("a,b\n1,2\n", ',').numbers().toFloatArray()).containsExactly(1, 2);
            refuses(
                    "numbers: line 2, field 3 ('kind'): 'setosa' is no number",
                    () -> csv.numbers());
            refuses("column: there is no column 'x' among [length", () -> csv.column("x"));
        }
    }

    @Test
    void whatIsNoTableIsRefusedByLineAndColumn() throws IOException {
        refuses("Csv: line 1: there is no header", () -> Csv.parse("", ','));
        refuses("Csv: line 1: two columns are called 'a'", () -> Csv.parse("a,a\n", ','));
        refuses("Csv: line 3 has 1 fields, and the header 2", () -> Csv.parse("a,b\n1,2\n3", ','));
        refuses(
                "Csv: line 2, column 3: the quote that begins here has no end",
                () -> Csv.parse("a,b\n1,\"2\n3", ','));
        refuses("Csv: line 2, column 2: a quote inside", () -> Csv.parse("a\n1\"2\"", ','));
        refuses("Csv: line 2, column 4: after the end", () -> Csv.parse("a\n\"1\"2", ','));
        refuses("a carriage return without a line feed", () -> Csv.parse("a\rb", ','));
        refuses("cannot separate fields", () -> Csv.parse("a", '"'));
        Path file = directory.resolve("latin.csv");
        Files.write(file, new byte[] {'a', '\n', (byte) 0xE9});
        unreadable(file + ": is not UTF-8", () -> Csv.read(file));
        unreadable(directory.toString(), () -> Csv.read(directory));
    }

    private static void unreadable(String message, ThrowingCallable call) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(call)
                .withMessageStartingWith(message);
    }

    @Test
    void numbersAreThoseThatOtherLanguagesWrite() {
        try (Scope _ = Scope.open()) {
            Csv csv = Csv.parse("x\nnan\n-Inf\ninfinity\n+1E2\n-.5\n", ',');
            assertThat(csv.numbers().toFloatArray())
                    .containsExactly(
                            Float.NaN,
                            Float.NEGATIVE_INFINITY,
                            Float.POSITIVE_INFINITY,
                            100,
                            -0.5f);
            for (String other : new String[] {"12d", "1f", "0x1p4", "1_000", "1e", "--1"}) {
                Csv bad = Csv.parse("x\n" + other + "\n", ',');
                refuses("'" + other + "' is no number", bad::numbers);
            }
        }
    }

    /** What is written with quotes where they are needed is read as it was. */
    @Test
    void fieldsOfAnyCharactersComeBack() {
        SplittableRandom dice = new SplittableRandom(4);
        String alphabet = "ab,\"\n\r ;é";
        for (int round = 0; round < 300; round++) {
            int columns = 1 + dice.nextInt(4);
            StringBuilder text = new StringBuilder();
            String[][] table = new String[1 + dice.nextInt(4)][columns];
            for (int r = 0; r < table.length; r++) {
                for (int c = 0; c < columns; c++) {
                    StringBuilder field = new StringBuilder(r == 0 ? "h" + c : "x");
                    for (int k = dice.nextInt(5); k > 0; k--) {
                        field.append(alphabet.charAt(dice.nextInt(alphabet.length())));
                    }
                    table[r][c] = field.toString();
                    text.append(c == 0 ? "" : ",");
                    text.append('"').append(field.toString().replace("\"", "\"\"")).append('"');
                }
                text.append("\r\n");
            }
            Csv csv = Csv.parse(text.toString(), ',');
            assertThat(csv.header()).containsExactly(table[0]);
            for (int r = 1; r < table.length; r++) {
                assertThat(csv.rows().get(r - 1)).containsExactly(table[r]);
            }
        }
    }

    private static byte[] idx(int code, int[] sizes, byte... data) {
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * sizes.length + data.length);
        file.put((byte) 0).put((byte) 0).put((byte) code).put((byte) sizes.length);
        Arrays.stream(sizes).forEach(file::putInt);
        return file.put(data).array();
    }

    private Path file(byte... bytes) throws IOException {
        return Files.write(directory.resolve("data.idx"), bytes);
    }

    private static byte[] gzip(byte... bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    @Test
    void everyTypeOfIdxIsRead() throws IOException {
        try (Scope _ = Scope.open()) {
            byte[] bytes = {1, -1, 0, 7, 127, -128};
            Tensor images = Idx.read(file(idx(0x08, new int[] {3, 2}, bytes)));
            assertThat(images.dtype()).isEqualTo(DType.U8);
            assertThat(images.shape().dims()).containsExactly(3, 2);
            assertThat(images.toLongArray()).containsExactly(1, 255, 0, 7, 127, 128);
            assertThat(Idx.read(file(idx(0x09, new int[] {6}, bytes))).toLongArray())
                    .containsExactly(1, -1, 0, 7, 127, -128);
            assertThat(Idx.read(file(idx(0x0B, new int[] {3}, bytes))).toLongArray())
                    .containsExactly(511, 7, 32640);
            byte[] numbers = ByteBuffer.allocate(16).putDouble(1.5).putDouble(-2).array();
            assertThat(Idx.read(file(idx(0x0E, new int[] {2}, numbers))).toDoubleArray())
                    .containsExactly(1.5, -2);
            byte[] floats = ByteBuffer.allocate(8).putFloat(1.5f).putFloat(-2).array();
            assertThat(Idx.read(file(idx(0x0D, new int[] {1, 2}, floats))).toFloatArray())
                    .containsExactly(1.5f, -2);
            assertThat(Idx.read(file(idx(0x0C, new int[] {2}, floats))).dtype())
                    .isEqualTo(DType.I32);
            assertThat(Idx.read(file(idx(0x08, new int[] {0, 5}))).numel()).isZero();
            byte[] packed = gzip(idx(0x08, new int[] {2, 3}, bytes));
            assertThat(Idx.read(file(packed)).toLongArray())
                    .containsExactly(1, 255, 0, 7, 127, 128);
        }
    }

    @Test
    void brokenFilesAreRefused() throws IOException {
        broken("does not begin as an IDX file");
        broken("does not begin as an IDX file", (byte) 0, (byte) 0, (byte) 8);
        broken("does not begin as an IDX file", (byte) 8, (byte) 1, (byte) 1, (byte) 1);
        broken("has no type of IDX: 0x07", idx(7, new int[] {1}, (byte) 1));
        broken("ends before the sizes of its 3 axes", Arrays.copyOf(idx(8, new int[3]), 12));
        broken(
                "says [3] of uint8, which are 3 bytes, and has 2",
                idx(8, new int[] {3}, (byte) 1, (byte) 1));
        broken("and has more", idx(8, new int[] {1}, (byte) 1, (byte) 1));
        broken("more numbers than can be counted", idx(8, new int[] {-1, -1, -1}));
        broken("which are 4294967295 bytes, and has 1", idx(8, new int[] {-1}, (byte) 1));
        broken("and has 1", gzip(idx(8, new int[] {-1}, (byte) 1)));
        broken("and has more", gzip(idx(8, new int[] {1}, new byte[10000])));
        broken("does not begin as an IDX file", gzip((byte) 1));
        byte[] whole = gzip(idx(8, new int[] {9}, new byte[9]));
        for (int length = 3; length < whole.length; length++) {
            Path torn = file(Arrays.copyOf(whole, length));
            unreadable(torn + ": what was compressed is cut off", () -> Idx.read(torn));
        }
        unreadable(directory.toString(), () -> Idx.read(directory));
    }

    private void broken(String message, byte... bytes) throws IOException {
        Path file = file(bytes);
        refuses(message, () -> Idx.read(file));
    }

    private static void refuses(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(message);
    }
}
