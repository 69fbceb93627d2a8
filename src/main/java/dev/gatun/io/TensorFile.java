package dev.gatun.io;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One open file of safetensors (huggingface.co/docs/safetensors): the length of a header, the
 * header, which is JSON, and the elements of all tensors without a gap.
 */
final class TensorFile implements Closeable {
    /** The longest header that the format allows. */
    static final int LONGEST_HEADER = 100_000_000;

    static final String METADATA = "__metadata__";

    private static final int LENGTH_BYTES = 8;
    private static final int MOST_AXES = 64;

    /** A tensor of the file, and which bytes after the header are its own. */
    record Entry(String name, StoredType type, Shape shape, long start, long end)
            implements Comparable<Entry> {
        /** By place in the file; an empty one stands before what begins where it ends. */
        @Override
        public int compareTo(Entry other) {
            return start != other.start
                    ? Long.compare(start, other.start)
                    : Long.compare(end, other.end);
        }
    }

    private final InputFile file;
    private final byte[] header;
    private final Map<String, String> metadata = new LinkedHashMap<>();

    /** In the order of their elements in the file. */
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    TensorFile(Path path) throws IOException {
        file = new InputFile(path);
        try {
            header = readHeader();
            parse();
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private FormatException refusal(String problem) {
        return new FormatException(file.toString(), problem);
    }

    private byte[] readHeader() throws IOException {
        if (file.size() < LENGTH_BYTES) {
            throw refusal(file.size() + " bytes are no safetensors file");
        }
        long length = 0;
        byte[] bytes = file.read(0, LENGTH_BYTES);
        for (int i = LENGTH_BYTES - 1; i >= 0; i--) {
            length = length << 8 | Byte.toUnsignedLong(bytes[i]);
        }
        if (length < 0 || length > LONGEST_HEADER) {
            throw refusal(
                    "is no safetensors file: its header would have %s bytes, and at most %d are allowed"
                            .formatted(Long.toUnsignedString(length), LONGEST_HEADER));
        }
        if (length > file.size() - LENGTH_BYTES) {
            throw refusal(
                    "is cut off, or no safetensors file: its header has %d bytes, and %d follow"
                            .formatted(length, file.size() - LENGTH_BYTES));
        }
        byte[] read = file.read(LENGTH_BYTES, (int) length);
        if (length == 0 || read[0] != '{') {
            throw refusal("is no safetensors file: its header does not begin with {");
        }
        return read;
    }

    private void parse() {
        JsonReader json = new JsonReader(file.toString(), header);
        List<Entry> found = new ArrayList<>();
        JsonReader.Members tensors = json.object();
        for (String name = tensors.next(); name != null; name = tensors.next()) {
            if (name.equals(METADATA)) {
                JsonReader.Members texts = json.object();
                for (String key = texts.next(); key != null; key = texts.next()) {
                    metadata.put(key, json.string());
                }
            } else {
                found.add(entry(name, json));
            }
        }
        json.end();
        Collections.sort(found);
        long end = 0;
        for (Entry each : found) {
            if (each.start != end) {
                throw refusal(
                        "tensor '%s' begins at byte %d, and the one before it ends at %d: %s"
                                .formatted(
                                        each.name,
                                        each.start,
                                        end,
                                        each.start < end ? "they overlap" : "a gap"));
            }
            end = each.end;
            entries.put(each.name, each);
        }
        long bytes = file.size() - LENGTH_BYTES - header.length;
        if (end != bytes) {
            throw refusal(
                    "its tensors take %d bytes, and %d follow the header: it %s"
                            .formatted(end, bytes, end > bytes ? "is cut off" : "has more"));
        }
    }

    private Entry entry(String name, JsonReader json) {
        String dtype = null;
        long[] dims = null;
        long[] offsets = null;
        JsonReader.Members members = json.object();
        for (String key = members.next(); key != null; key = members.next()) {
            switch (key) {
                case "dtype" -> dtype = json.string();
                case "shape" -> dims = json.wholes();
                case "data_offsets" -> offsets = json.wholes();
                default -> throw refusal("tensor '" + name + "' has a key '" + key + "'");
            }
        }
        if (dtype == null || dims == null || offsets == null) {
            throw refusal("tensor '" + name + "' has not all of dtype, shape and data_offsets");
        }
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw refusal(
                    "tensor '%s' has the data_offsets %s"
                            .formatted(name, Arrays.toString(offsets)));
        }
        Entry entry = new Entry(name, type(name, dtype), shape(name, dims), offsets[0], offsets[1]);
        checkSize(entry);
        return entry;
    }

    private StoredType type(String name, String label) {
        StoredType type = StoredType.named(label);
        if (type != null) {
            return type;
        }
        throw refusal("tensor '" + name + "' has the unknown dtype '" + label + "'");
    }

    private Shape shape(String name, long... dims) {
        if (dims.length > MOST_AXES) {
            throw refusal("tensor '" + name + "' has " + dims.length + " axes");
        }
        try {
            return Shape.of(dims);
        } catch (ShapeException e) {
            throw new FormatException(
                    file.toString(),
                    "tensor '%s' has the shape %s, too large to count"
                            .formatted(name, Arrays.toString(dims)),
                    e);
        }
    }

    private void checkSize(Entry entry) {
        long bytes = entry.end - entry.start;
        long numel = entry.shape.numel();
        int bits = entry.type.bits();
        boolean isCountable = numel <= Long.MAX_VALUE / bits;
        if (!isCountable || numel * bits % 8 != 0 || numel * bits / 8 != bytes) {
            throw refusal(
                    "tensor '%s' is %s of %s, which does not take %d bytes"
                            .formatted(entry.name, entry.shape, entry.type, bytes));
        }
    }

    /** The bytes of the header, to be read. */
    byte[] header() {
        return header;
    }

    Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    Map<String, Entry> entries() {
        return Collections.unmodifiableMap(entries);
    }

    @Override
    public String toString() {
        return file.toString();
    }

    /** The type of the tensor that an entry is read into. */
    DType dtype(Entry entry) {
        DType dtype = entry.type.dtype();
        if (dtype == null) {
            throw refusal(
                    "tensor '%s' has elements of %s, which are not read"
                            .formatted(entry.name, entry.type));
        }
        return dtype;
    }

    private long position(Entry entry) {
        return LENGTH_BYTES + header.length + entry.start;
    }

    Tensor read(Entry entry) throws IOException {
        dtype(entry);
        String what = file + ": tensor '" + entry.name + "'";
        ByteSource source = file.from(position(entry));
        return Elements.read(what, entry.shape, entry.type, ByteOrder.LITTLE_ENDIAN, source);
    }

    Tensor mapped(Entry entry) throws IOException {
        DType dtype = dtype(entry);
        if (!entry.type.isPlain() || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new IllegalArgumentException(
                    "mapped: %s: tensor '%s' is stored as %s and must be converted; read it"
                            .formatted(file, entry.name, entry.type));
        }
        long position = position(entry);
        if (position % dtype.bytes() != 0) {
            throw new IllegalArgumentException(
                    "mapped: %s: tensor '%s' begins at byte %d, no multiple of %d; read it"
                            .formatted(file, entry.name, position, dtype.bytes()));
        }
        return entry.shape.isEmpty()
                ? Tensor.zeros(entry.shape, dtype)
                : Tensor.fromSegment(
                        file.map(position, entry.end - entry.start), dtype, entry.shape.dims());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
