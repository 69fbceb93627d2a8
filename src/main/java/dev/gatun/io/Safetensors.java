package dev.gatun.io;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Named tensors in a file of safetensors, or in several that an index names: the format of
 * published weights (huggingface.co/docs/safetensors). Opening reads the header alone; a tensor is
 * read when it is asked for.
 *
 * {@snippet :
 * try (Safetensors file = Safetensors.open(Path.of("model.safetensors"))) {
 *     for (String name : file.names()) {
 *         System.out.println(name + " " + file.shape(name) + " " + file.dtype(name));
 *     }
 *     Tensor table = file.read("wte.weight"); // in the current scope, and there after the file is closed
 * }
 * Safetensors.write(Path.of("adapter.safetensors"), Map.of("a", a, "b", b));
 * }
 *
 * <p>The types that tensors have are read as they are. I8, I16 and U16 become I32, U32 becomes I64,
 * and so does U64 if all its numbers fit; F8_E4M3 and F8_E5M2 become F16. Tensors of other types
 * (C64, F8_E8M0, F6, F4) are listed, and refused by name when they are read.
 *
 * <p>The limits of the format are enforced when a file is opened: a header of at most 100 MB,
 * without equal keys, and elements without gap or overlap that fill the file.
 *
 * <p>May be used by several threads at a time.
 */
public final class Safetensors implements AutoCloseable {
    private static final int MOST_NAMES_IN_MESSAGE = 8;

    /** The longest index that is read; that of a model of 10^5 tensors takes a tenth of it. */
    private static final long LONGEST_INDEX = TensorFile.LONGEST_HEADER;

    private final String place;
    private final Map<String, String> metadata;
    private final Map<String, Shard> shards;

    private Safetensors(String place, Map<String, String> metadata, Map<String, Shard> shards) {
        this.place = place;
        this.metadata = Collections.unmodifiableMap(metadata);
        this.shards = shards;
    }

    /**
     * Opens a file.
     *
     * @throws FormatException if it is no such file, or is damaged
     * @throws IOException if it cannot be read
     */
    public static Safetensors open(Path file) throws IOException {
        Nulls.refuse("Safetensors.open", "file", file);
        TensorFile opened = new TensorFile(file);
        Shard shard = new Shard(file, opened);
        Map<String, Shard> shards = new LinkedHashMap<>();
        for (String name : opened.entries().keySet()) {
            shards.put(name, shard);
        }
        return new Safetensors(file.toString(), opened.metadata(), shards);
    }

    /**
     * Opens a model that lies in several files, by its index, {@code model.safetensors.index.json},
     * which says in which file beside it each tensor is. A file is opened when the first of its
     * tensors is asked for.
     *
     * @throws FormatException if it is no such index; or later, if a file is not as it says
     * @throws IOException if it cannot be read
     */
    public static Safetensors openSharded(Path index) throws IOException {
        Nulls.refuse("Safetensors.openSharded", "index", index);
        String place = index.toString();
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, String> files = new LinkedHashMap<>();
        JsonReader json = new JsonReader(place, indexBytes(index));
        boolean isIndex = false;
        JsonReader.Members members = json.object();
        for (String key = members.next(); key != null; key = members.next()) {
            switch (key) {
                case "metadata" -> {
                    JsonReader.Members values = json.object();
                    for (String name = values.next(); name != null; name = values.next()) {
                        metadata.put(name, json.text());
                    }
                }
                case "weight_map" -> {
                    isIndex = true;
                    JsonReader.Members places = json.object();
                    for (String name = places.next(); name != null; name = places.next()) {
                        files.put(name, json.string());
                    }
                }
                default -> json.text();
            }
        }
        json.end();
        if (!isIndex) {
            throw new FormatException(place, "has no weight_map, which says where tensors are");
        }
        return new Safetensors(place, metadata, shards(index, files));
    }

    private static byte[] indexBytes(Path index) throws IOException {
        long size = Files.size(index);
        if (size > LONGEST_INDEX) {
            throw new FormatException(index.toString(), size + " bytes are no index");
        }
        return Files.readAllBytes(index);
    }

    private static Map<String, Shard> shards(Path index, Map<String, String> files) {
        Map<String, Shard> byFile = new LinkedHashMap<>();
        Map<String, Shard> byTensor = new LinkedHashMap<>();
        files.forEach((name, file) -> {
            // Nothing outside the directory of the index.
            if (file.isEmpty() || !file.matches("[^/\\\\:\\x00]+") || file.matches("[.]+")) {
                throw new FormatException(
                        index.toString(),
                        "tensor '%s' is in '%s', which is no name of a file beside it"
                                .formatted(name, file));
            }
            byTensor.put(
                    name,
                    byFile.computeIfAbsent(file, f -> new Shard(index.resolveSibling(f), null)));
        });
        return byTensor;
    }

    /** The names of the tensors: in the order of their elements in a file, or of an index. */
    public Set<String> names() {
        return Collections.unmodifiableSet(shards.keySet());
    }

    /**
     * What the file says about itself, text by name; empty if it says nothing. Of an index, numbers
     * and other values that are no text are given as their JSON.
     */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * The shape of a tensor.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public Shape shape(String name) throws IOException {
        return find("shape", name).entry.shape();
    }

    /**
     * The type of the tensor that {@link #read} gives.
     *
     * @throws IllegalArgumentException if there is none of this name
     * @throws FormatException if there is no type for it
     */
    public DType dtype(String name) throws IOException {
        Found found = find("dtype", name);
        return found.file.dtype(found.entry);
    }

    /**
     * The type of a tensor in the file, by the format's name, such as {@code F8_E4M3}.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public String storedType(String name) throws IOException {
        return find("storedType", name).entry.type().name();
    }

    /**
     * Reads a tensor into the current scope. Nothing else of the file is read.
     *
     * @throws IllegalArgumentException if there is none of this name
     * @throws FormatException if its elements are of no type that is read
     * @throws IOException if it cannot be read, or the file has been changed since it was opened
     */
    public Tensor read(String name) throws IOException {
        Found found = find("read", name);
        return found.file.read(found.entry);
    }

    /**
     * Reads all tensors into the current scope, in the order of {@link #names}.
     *
     * @throws FormatException if elements are of no type that is read
     * @throws IOException as for {@link #read}
     */
    public Map<String, Tensor> readAll() throws IOException {
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (String name : shards.keySet()) {
            all.put(name, read(name));
        }
        return Collections.unmodifiableMap(all);
    }

    /**
     * A tensor over the file itself, which the system reads page by page as elements are touched.
     * Writes to the tensor are its own and do not reach the file, which must be writable for the
     * system to grant that. It is there after this is closed, until the garbage collector finds it
     * unused.
     *
     * <p><b>Nothing must shorten or overwrite the file meanwhile.</b> Reading beyond the new end
     * ends the JVM with SIGBUS, or throws {@link InternalError} where the JVM itself reads; no
     * library can prevent that, and overwritten bytes are seen. Files that others may write should
     * be {@linkplain #read read}. A file that is replaced by renaming another is safe.
     *
     * @throws IllegalArgumentException if there is none of this name, its elements must be
     *     converted, or they are not aligned in the file
     * @throws FormatException if its elements are of no type that is read
     * @throws IOException if it cannot be mapped, or the file has been changed since it was opened
     */
    public Tensor mapped(String name) throws IOException {
        Found found = find("mapped", name);
        return found.file.mapped(found.entry);
    }

    /** A tensor in an open file. */
    private record Found(TensorFile file, TensorFile.Entry entry) {}

    private Found find(String op, String name) throws IOException {
        Nulls.refuse(op, "name", name);
        Shard shard = shards.get(name);
        if (shard == null) {
            String some =
                    shards.keySet().stream()
                            .limit(MOST_NAMES_IN_MESSAGE)
                            .collect(Collectors.joining(", "));
            String more = shards.size() > MOST_NAMES_IN_MESSAGE ? ", ..." : "";
            throw new IllegalArgumentException(
                    "%s: %s has no tensor '%s'; its %d are: %s%s"
                            .formatted(op, place, name, shards.size(), some, more));
        }
        TensorFile file = shard.file();
        TensorFile.Entry entry = file.entries().get(name);
        if (entry == null) {
            throw new FormatException(
                    place, "tensor '%s' is to be in %s, and is not".formatted(name, file));
        }
        return new Found(file, entry);
    }

    /** Closes the files. Tensors that were read are there as long as their scopes. */
    @Override
    public void close() throws IOException {
        for (Shard each : Set.copyOf(shards.values())) {
            each.close();
        }
    }

    @Override
    public String toString() {
        return "Safetensors[" + place + ", " + shards.size() + " tensors]";
    }

    /**
     * Writes tensors of any layout and type.
     *
     * @throws IllegalArgumentException if a name is {@code __metadata__}
     * @throws IOException if it cannot be written; a file of that name is as it was
     */
    public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        write(file, tensors, Map.of());
    }

    /**
     * Writes tensors of any layout and type, byte for byte as Hugging Face's own library does.
     *
     * @param metadata text by name, of whatever the writer wants to say
     * @throws IllegalArgumentException if a tensor's name is {@code __metadata__}
     * @throws IOException if it cannot be written; a file of that name is as it was
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
            throws IOException {
        Nulls.refuse("Safetensors.write", "file", file);
        TensorFileWriter writer =
                new TensorFileWriter(
                        "Safetensors.write",
                        Nulls.copy("Safetensors.write", "tensors", "tensor", tensors),
                        Nulls.copy("Safetensors.write", "metadata", "value", metadata));
        OutputFile.write(file, false, to -> writer.write(to::write));
    }
}
