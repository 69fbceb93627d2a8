package dev.gatun.io;

import dev.gatun.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A checkpoint as a file of safetensors, which any reader of that format opens. The first of its
 * metadata is a CRC-32C of all bytes of the file, in which the digits of that checksum itself count
 * as zeros; so a file that is torn or changed anywhere is found.
 */
final class CheckpointFile {
    /** How the names begin that the format keeps for itself. */
    static final String RESERVED = "gatun.";

    private static final String CHECKSUM = RESERVED + "checksum";
    private static final String FORMAT = RESERVED + "format";
    private static final String STEP = RESERVED + "step";
    private static final String VERSION = "checkpoint 1";
    private static final String ZEROS = "00000000";

    private static final byte[] START =
            "{\"%s\":{\"%s\":\""
                    .formatted(TensorFile.METADATA, CHECKSUM)
                    .getBytes(StandardCharsets.US_ASCII);

    private static final ValueLayout.OfLong LENGTH =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private CheckpointFile() {}

    private static byte[] digits(CRC32C sum) {
        return "%08x".formatted(sum.getValue()).getBytes(StandardCharsets.US_ASCII);
    }

    /** Writes a file, forces it to the disk, and gives it its name. */
    static void write(Path file, Checkpoint checkpoint) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(CHECKSUM, ZEROS);
        metadata.put(FORMAT, VERSION);
        metadata.put(STEP, Long.toString(checkpoint.step()));
        metadata.putAll(checkpoint.values());
        TensorFileWriter writer = new TensorFileWriter("save", checkpoint.tensors(), metadata);
        OutputFile.write(
                file,
                true,
                to -> {
                    CRC32C sum = new CRC32C();
                    writer.write(bytes -> {
                        Checksums.update(sum, bytes);
                        to.write(bytes);
                    });
                    to.overwrite(Long.BYTES + START.length, digits(sum));
                });
    }

    /** Reads a file into the current scope. */
    static Checkpoint read(Path path) throws IOException {
        try (TensorFile file = new TensorFile(path)) {
            byte[] header = file.header();
            if (!startsWith(header, START)
                    || !VERSION.equals(file.metadata().get(FORMAT))
                    || header.length < START.length + ZEROS.length()) {
                throw new FormatException(
                        path.toString(),
                        "is no checkpoint, but a file of safetensors that something else wrote");
            }
            int end = START.length + ZEROS.length();
            byte[] expected = Arrays.copyOfRange(header, START.length, end);
            CRC32C sum = headerSum(header);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            boolean isIntact = false;
            try {
                for (TensorFile.Entry entry : file.entries().values()) {
                    Tensor x = file.read(entry);
                    tensors.put(entry.name(), x);
                    Checksums.update(sum, x.asSegment());
                }
                isIntact = Arrays.equals(digits(sum), expected);
            } finally {
                if (!isIntact) {
                    tensors.values().forEach(Tensor::free);
                }
            }
            if (!isIntact) {
                throw new FormatException(
                        path.toString(),
                        "is torn or was changed: its checksum is %s, and its bytes give %s"
                                .formatted(
                                        new String(expected, StandardCharsets.ISO_8859_1),
                                        new String(digits(sum), StandardCharsets.US_ASCII)));
            }
            return checkpoint(path, file.metadata(), tensors);
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length
                && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    /** The checksum of the file up to its elements. */
    private static CRC32C headerSum(byte[] header) {
        CRC32C sum = new CRC32C();
        byte[] length = new byte[Long.BYTES];
        MemorySegment.ofArray(length).set(LENGTH, 0, header.length);
        sum.update(length);
        sum.update(START);
        sum.update(ZEROS.getBytes(StandardCharsets.US_ASCII));
        int after = START.length + ZEROS.length();
        sum.update(header, after, header.length - after);
        return sum;
    }

    private static Checkpoint checkpoint(
            Path path, Map<String, String> metadata, Map<String, Tensor> tensors) {
        Map<String, String> values = new LinkedHashMap<>(metadata);
        values.keySet().removeIf(name -> name.startsWith(RESERVED));
        String step = metadata.getOrDefault(STEP, "");
        if (!step.matches("[0-9]{1,18}")) {
            throw new FormatException(path.toString(), "has the step '" + step + "'");
        }
        return new Checkpoint(Long.parseLong(step), tensors, values);
    }
}
