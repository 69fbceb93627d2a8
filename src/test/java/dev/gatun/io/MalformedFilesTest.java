package dev.gatun.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.gatun.memory.Ledger;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged files and files that lie give a {@link FormatException} and nothing else, keep no memory,
 * and do not take what they promise.
 */
class MalformedFilesTest {
    private static final int MUTATIONS = Integer.getInteger("gatun.mutations", 10_000);

    /**
     * What reading takes of the heap whatever the file: the channel or the zip file, what is parsed
     * of a short header, the message. All else is bounded by the file's size.
     */
    private static final long FEW_BYTES = 100_000;

    private static final String TENSOR = "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";

    @TempDir Path directory;

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("malformed");
    }

    @AfterEach
    void close() {
        Ledger.setLimit(Long.MAX_VALUE);
        scope.close();
    }

    /** Reads all of a file. */
    interface Reader {
        void read(Path file) throws IOException;
    }

    static void readSafetensors(Path file) throws IOException {
        try (Safetensors opened = Safetensors.open(file)) {
            opened.readAll();
        }
    }

    /** A file and what its error says. */
    @SuppressWarnings("ArrayRecordComponent") // which nobody changes
    record Case(String said, byte[] bytes) {
        @Override
        public String toString() {
            return said + ", " + bytes.length + " bytes";
        }
    }

    private static Case header(String said, String json, int payload) {
        return new Case(said, SafetensorsTest.bytes(json, payload));
    }

    private static Case tensor(String said, String changed, String to) {
        assertThat(TENSOR).contains(changed);
        return header(said, "{\"a\":" + TENSOR.replace(changed, to) + "}", 8);
    }

    static Stream<Case> safetensors() {
        String a = "\"a\":" + TENSOR;
        String zeros = "{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[8,8]}";
        String deep = "[".repeat(100_000);
        return Stream.of(
                new Case("0 bytes are no safetensors file", new byte[0]),
                new Case("7 bytes are no safetensors file", new byte[7]),
                new Case("does not begin with {", new byte[8]),
                new Case("would have 18446744073709551615 bytes", filled(8, 0xff)),
                new Case("would have 18374403900871474942 bytes", filled(100, 0xfe)),
                new Case("would have 100000001 bytes", length(100_000_001)),
                new Case("has 100000000 bytes, and 0 follow", length(100_000_000)),
                new Case("has 1 bytes, and 0 follow", length(1)),
                header("does not begin with {", "[]", 0),
                header("does not begin with {", " {}", 0),
                header("has no '\"'", "{", 0),
                header("has no '}'", "{\"a\":" + TENSOR, 8),
                header("has more after its end", "{}{}", 0),
                header("has more after its end", "{}\0", 0),
                header("follow the header: it has more", "{}", 1),
                header("follow the header: it is cut off", "{" + a + "}", 7),
                header("follow the header: it has more", "{" + a + "}", 9),
                header("has the key 'a' twice", "{" + a + "," + a + "}", 8),
                header("has the key 'a' twice", "{" + a + ",\"\\u0061\":" + TENSOR + "}", 8),
                header("they overlap", "{" + a + ",\"b\":" + TENSOR + "}", 8),
                header("a gap", "{" + a + ",\"b\":" + zeros.replace("8,8", "9,9") + "}", 9),
                header("a gap", "{\"b\":" + zeros + "}", 8),
                header("they overlap", "{" + a + ",\"b\":" + zeros.replace("8,8", "4,4") + "}", 8),
                header("'k' twice", "{\"__metadata__\":{\"k\":\"\",\"k\":\"\"}}", 0),
                header("has no '\"'", "{\"__metadata__\":{\"k\":1}}", 0),
                header("has no '{'", "{\"__metadata__\":null}", 0),
                header("has no '{'", "{\"a\":" + deep, 0),
                header("string without an end", "{\"a", 0),
                header("string without an end", "{\"a\\", 0),
                header("string without an end", "{\"a\\\"", 0),
                header("control character", "{\"a\n\":1}", 0),
                header("unknown escape", "{\"\\x\":1}", 0),
                header("unknown escape", "{\"\\u12g4\":1}", 0),
                header("unknown escape", "{\"\\u12\":1}", 0),
                header("half of a surrogate pair", "{\"\\ud800\":1}", 0),
                new Case("not UTF-8", notUtf8()),
                tensor("unknown dtype 'F99'", "F32", "F99"),
                tensor("unknown dtype 'f32'", "F32", "f32"),
                tensor("of F64, which does not take 8 bytes", "F32", "F64"),
                tensor("of F4, which does not take 8 bytes", "F32", "F4"),
                tensor("of F6_E2M3, which does not take 8 bytes", "F32", "F6_E2M3"),
                tensor("which does not take 8 bytes", "[2]", "[3]"),
                tensor("which does not take 8 bytes", "[2]", "[]"),
                tensor("which does not take 8 bytes", "[2]", "[0]"),
                tensor(
                        "which does not take 8 bytes",
                        "[2]",
                        "[4611686018427387906]".substring(0, 19) + "]"),
                tensor("too large to count", "[2]", "[999999999999,999999999999]"),
                tensor("too large to count", "[2]", "[999999999999,0,999999999999]"),
                tensor("no whole number", "[2]", "[9999999999999999999]"),
                tensor("no whole number", "[2]", "[-2]"),
                tensor("no whole number", "[2]", "[2.0]"),
                tensor("no whole number", "[2]", "[2e0]"),
                tensor("no whole number", "[2]", "[02]"),
                tensor("no whole number", "[2]", "[\"2\"]"),
                tensor("no whole number", "[2]", "[2,]"),
                tensor("has no ']'", "[2]", "[2 1]"),
                tensor("has no '['", "[2]", "2"),
                tensor("has 65 axes", "[2]", "[" + "1,".repeat(64) + "2]"),
                tensor("has the data_offsets [8, 0]", "[0,8]", "[8,0]"),
                tensor("has the data_offsets [0]", "[0,8]", "[0]"),
                tensor("has the data_offsets [0, 8, 8]", "[0,8]", "[0,8,8]"),
                tensor("has the data_offsets []", "[0,8]", "[]"),
                tensor("does not take 999999999999 bytes", "[0,8]", "[0,999999999999]"),
                tensor("has a key 'color'", "\"dtype\"", "\"color\":\"red\",\"dtype\""),
                tensor("has not all of", "\"dtype\":\"F32\",", ""),
                tensor("has not all of", "\"shape\":[2],", ""),
                tensor("has not all of", ",\"data_offsets\":[0,8]", ""),
                tensor("has no ':'", "\"shape\":", "\"shape\""),
                tensor("has the key 'shape' twice", "\"shape\"", "\"shape\":[2],\"shape\""));
    }

    private static byte[] filled(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] length(int header) {
        byte[] bytes = new byte[8];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) (header >> (8 * i));
        }
        return bytes;
    }

    private static byte[] notUtf8() {
        byte[] bytes = SafetensorsTest.bytes("{\"aa\":1}", 0);
        bytes[10] = (byte) 0xc3;
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("safetensors")
    void filesOfSafetensorsThatLieAreRefused(Case each) throws IOException {
        Path file = Files.write(directory.resolve("bad.safetensors"), each.bytes);
        readOrRefuse(MalformedFilesTest::readSafetensors, file); // classes of the first reading
        long before = scope.liveBytes();
        long heap = allocated();
        FormatException refused = refusal(file);
        long taken = allocated() - heap;
        assertThat(refused).hasMessageStartingWith(file + ": ").hasMessageContaining(each.said);
        assertThat(taken).isLessThan(FEW_BYTES + each.bytes.length);
        assertThat(scope.liveBytes()).isEqualTo(before);
    }

    private static FormatException refusal(Path file) throws IOException {
        try {
            readSafetensors(file);
        } catch (FormatException e) {
            return e;
        }
        throw new AssertionError(file + " is read");
    }

    @Test
    void thereAreAtLeastSixty() {
        assertThat(safetensors().count()).isGreaterThan(60);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    // Random damage

    /**
     * Files of one format, to be damaged.
     *
     * @param good files without a fault
     * @param share of all mutations, in fifths
     * @param refused the least share of them that is refused, in twentieths
     */
    record Format(String name, List<byte[]> good, Reader reader, int share, int refused) {
        int mutations() {
            return MUTATIONS * share / 5;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Format> formats() throws IOException {
        Map<String, byte[]> numpy = Fixtures.of("numpy.txt");
        return Stream.of(
                new Format(
                        "safetensors",
                        of(SafetensorsTest.FILES, "all", "own", "metadata", "F8_E4M3"),
                        MalformedFilesTest::readSafetensors,
                        2,
                        10),
                new Format(
                        "npy",
                        of(numpy, "<f8", ">i4", "fortran3", "u8-beyond", "b1", "version3"),
                        Npy::read,
                        1,
                        5),
                new Format(
                        "npz",
                        of(NpzTest.FILES, "stored", "compressed", "others"),
                        Npz::read,
                        1,
                        5),
                new Format("checkpoint", List.of(checkpoint()), Checkpoints::load, 1, 20));
    }

    private static List<byte[]> of(Map<String, byte[]> files, String... names) {
        return Stream.of(names).map(name -> Objects.requireNonNull(files.get(name))).toList();
    }

    private static byte[] checkpoint() throws IOException {
        Path directory = Files.createTempDirectory("checkpoint");
        try (Scope _ = Scope.open("checkpoint")) {
            Path saved =
                    Checkpoints.in(directory, 1)
                            .save(
                                    Checkpoint.at(7)
                                            .with("model", Map.of("w", Tensor.arange(20)))
                                            .with("rate", 0.1));
            byte[] bytes = Files.readAllBytes(saved);
            Files.delete(saved);
            return bytes;
        } finally {
            Files.delete(directory);
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void damagedFilesAreReadOrRefused(Format format) throws IOException {
        assertThat(refused(format))
                .isGreaterThanOrEqualTo(format.mutations() * format.refused / 20);
    }

    /** Damages good files in random ways, and counts those that are refused. */
    private int refused(Format format) throws IOException {
        List<byte[]> good = format.good;
        Reader reader = format.reader;
        Random random = new Random(5);
        Path file = directory.resolve("mutated");
        // What the classes of the first reading take is not the file's.
        for (byte[] each : good) {
            readOrRefuse(reader, Files.write(file, each));
            readOrRefuse(reader, Files.write(file, Arrays.copyOf(each, each.length / 2)));
        }
        int refused = 0;
        Ledger.setLimit(Ledger.systemBytes() + (16 << 20));
        for (int i = 0; i < format.mutations(); i++) {
            byte[] original = good.get(i % good.size());
            byte[] bytes = mutated(original, random);
            Files.write(file, bytes);
            long heap = allocated();
            try (Scope _ = Scope.open("reading")) {
                reader.read(file);
            } catch (FormatException e) {
                refused++;
                assertThat(e).hasMessageStartingWith(file.toString());
            } catch (IOException | RuntimeException e) {
                Path kept = Files.write(Files.createTempFile("mutated", ".bin"), bytes);
                throw new AssertionError("mutation " + i + ", kept in " + kept, e);
            }
            assertThat(allocated() - heap)
                    .as("mutation %d", i)
                    .isLessThan(FEW_BYTES + bytes.length);
        }
        return refused;
    }

    private static void readOrRefuse(Reader reader, Path file) throws IOException {
        try (Scope _ = Scope.open("first reading")) {
            reader.read(file);
        } catch (FormatException refused) {
            assertThat(refused).hasMessageStartingWith(file.toString());
        }
    }

    /** Another file than the original. */
    static byte[] mutated(byte[] original, Random random) {
        byte[] bytes = damaged(original, random);
        return Arrays.equals(bytes, original) ? mutated(original, random) : bytes;
    }

    private static byte[] damaged(byte[] original, Random random) {
        byte[] bytes = original.clone();
        // Headers come first, and lie most.
        int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 160));
        switch (random.nextInt(7)) {
            case 0 -> bytes[at] = (byte) (bytes[at] ^ 1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> bytes = Arrays.copyOf(bytes, at);
            case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(20));
            case 4 -> {
                byte[] words = "0123456789{}[](),:\"'TF".getBytes(StandardCharsets.US_ASCII);
                bytes[at] = words[random.nextInt(words.length)];
            }
            case 5 -> {
                int end = Math.min(bytes.length, at + 1 + random.nextInt(8));
                Arrays.fill(bytes, at, end, (byte) (random.nextBoolean() ? 0xff : '9'));
            }
            default -> {
                int other = random.nextInt(bytes.length);
                int count = Math.min(bytes.length - Math.max(at, other), random.nextInt(40));
                System.arraycopy(original, at, bytes, other, count);
            }
        }
        return bytes;
    }
}
