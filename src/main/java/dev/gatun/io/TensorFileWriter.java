package dev.gatun.io;

import dev.gatun.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Writes files of safetensors, byte for byte as the reference implementation does. */
final class TensorFileWriter {
    private static final ValueLayout.OfLong LENGTH =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int ALIGNMENT = 8;

    private final String op;
    private final List<Map.Entry<String, Tensor>> tensors;
    private final byte[] header;

    /**
     * Plans a file. Elements of greater alignment come first, and then by name, so that all are
     * aligned.
     *
     * @param op what refuses, named in messages
     */
    TensorFileWriter(String op, Map<String, Tensor> tensors, Map<String, String> metadata) {
        this.op = op;
        this.tensors = new ArrayList<>(tensors.entrySet());
        this.tensors.sort(
                Comparator.comparing((Map.Entry<String, Tensor> each) -> type(each.getValue()))
                        .reversed()
                        .thenComparing(Map.Entry::getKey));
        header = bytes(json(metadata));
    }

    private static StoredType type(Tensor tensor) {
        return StoredType.of(tensor.dtype());
    }

    private String json(Map<String, String> metadata) {
        StringBuilder json = new StringBuilder("{");
        if (!metadata.isEmpty()) {
            quote(json, TensorFile.METADATA).append(":{");
            metadata.forEach((key, value) -> {
                quote(json, key).append(':');
                quote(json, value).append(',');
            });
            json.setLength(json.length() - 1);
            json.append("},");
        }
        long start = 0;
        for (Map.Entry<String, Tensor> each : tensors) {
            if (each.getKey().equals(TensorFile.METADATA)) {
                throw new IllegalArgumentException(
                        op + ": no tensor can have the name " + TensorFile.METADATA);
            }
            Tensor x = each.getValue();
            long end = start + x.dtype().bytes(x.numel());
            quote(json, each.getKey())
                    .append(":{\"dtype\":\"")
                    .append(type(x))
                    .append("\",\"shape\":")
                    .append(Arrays.toString(x.shape().dims()).replace(" ", ""))
                    .append(",\"data_offsets\":[")
                    .append(start)
                    .append(',')
                    .append(end)
                    .append("]},");
            start = end;
        }
        if (json.length() > 1) {
            json.setLength(json.length() - 1);
        }
        return json.append('}').toString();
    }

    private StringBuilder quote(StringBuilder json, String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException(
                    op + ": a name or value has half of a surrogate pair: " + text);
        }
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int simple = "\"\\\b\f\n\r\t".indexOf(c);
            if (simple >= 0) {
                json.append('\\').append("\"\\bfnrt".charAt(simple));
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"');
    }

    private byte[] bytes(String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        int padded = Math.ceilDiv(text.length, ALIGNMENT) * ALIGNMENT;
        if (padded > TensorFile.LONGEST_HEADER) {
            throw new IllegalArgumentException(
                    "%s: names, shapes and metadata take %d bytes, and the format allows %d"
                            .formatted(op, padded, TensorFile.LONGEST_HEADER));
        }
        byte[] bytes = new byte[Long.BYTES + padded];
        Arrays.fill(bytes, Long.BYTES + text.length, bytes.length, (byte) ' ');
        System.arraycopy(text, 0, bytes, Long.BYTES, text.length);
        MemorySegment.ofArray(bytes).set(LENGTH, 0, padded);
        return bytes;
    }

    /** Writes the file from its first byte to its last. */
    void write(Elements.Sink sink) throws IOException {
        sink.write(MemorySegment.ofArray(header));
        for (Map.Entry<String, Tensor> each : tensors) {
            Tensor x = each.getValue();
            Elements.write(x, x.dtype(), sink);
        }
    }
}
