package dev.gatun.io;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * NumPy's {@code .npz} files: zip files of {@code .npy} files, which hold arrays by name. {@link
 * Npy} says which types are read, and as what.
 *
 * {@snippet :
 * Map<String, Tensor> all = Npz.read(Path.of("arrays.npz"));
 * Tensor x = Npz.read(Path.of("arrays.npz"), "x"); // np.load("arrays.npz")["x"]
 * Npz.write(Path.of("scaled.npz"), Map.of("x", x.mul(2))); // np.savez("scaled.npz", x=2 * x)
 * }
 *
 * <p>Checksums are verified. Refused are encrypted files, two members of one name, names that lead
 * out of a directory ({@code ../x}), and members that expand to more than a hundred times the file
 * and to more than 64 MiB, unless the reader says how many bytes may be taken. Members that are no
 * arrays are passed over.
 */
public final class Npz {
    private Npz() {}

    /**
     * The names of the arrays, in the order of the file.
     *
     * @throws FormatException if this is no such file, or is refused
     * @throws IOException if it cannot be read
     */
    public static Set<String> names(Path file) throws IOException {
        Nulls.refuse("Npz.names", "file", file);
        try (NpzFile zip = new NpzFile(file)) {
            return Collections.unmodifiableSet(new LinkedHashSet<>(zip.names()));
        }
    }

    /**
     * Reads all arrays into the current scope, in the order of the file.
     *
     * @throws FormatException if this is no such file, is damaged or refused, or holds what no
     *     tensor can
     * @throws IOException if it cannot be read
     */
    public static Map<String, Tensor> read(Path file) throws IOException {
        Nulls.refuse("Npz.read", "file", file);
        try (NpzFile zip = new NpzFile(file)) {
            Map<String, Tensor> all = new LinkedHashMap<>();
            for (String name : zip.names()) {
                all.put(name, zip.read(name, zip.mostBytes()));
            }
            return Collections.unmodifiableMap(all);
        }
    }

    /**
     * Reads one array into the current scope.
     *
     * @throws IllegalArgumentException if there is none of this name
     * @throws FormatException if this is no such file, the array is damaged or refused, or is what
     *     no tensor can hold
     * @throws IOException if it cannot be read
     */
    public static Tensor read(Path file, String name) throws IOException {
        Nulls.refuse("Npz.read", "file", file);
        Nulls.refuse("Npz.read", "name", name);
        try (NpzFile zip = new NpzFile(file)) {
            return zip.read(name, zip.mostBytes());
        }
    }

    /**
     * Reads one array into the current scope, however far it expands, within a limit.
     *
     * @param mostBytes what it may take
     * @throws IllegalArgumentException if there is none of this name
     * @throws FormatException as for {@link #read(Path, String)}
     * @throws IOException if it cannot be read
     */
    public static Tensor read(Path file, String name, long mostBytes) throws IOException {
        Nulls.refuse("Npz.read", "file", file);
        Nulls.refuse("Npz.read", "name", name);
        try (NpzFile zip = new NpzFile(file)) {
            return zip.read(name, mostBytes);
        }
    }

    /**
     * Writes tensors of any layout without compression, as {@code np.savez} does.
     *
     * @throws IllegalArgumentException if a name is empty or leads out of a directory
     * @throws IOException if it cannot be written; a file of that name is as it was
     */
    public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        write("Npz.write", file, tensors, false);
    }

    /**
     * Writes tensors of any layout, compressed, as {@code np.savez_compressed} does.
     *
     * @throws IllegalArgumentException if a name is empty or leads out of a directory
     * @throws IOException if it cannot be written; a file of that name is as it was
     */
    public static void writeCompressed(Path file, Map<String, Tensor> tensors) throws IOException {
        write("Npz.writeCompressed", file, tensors, true);
    }

    private static void write(
            String op, Path file, Map<String, Tensor> tensors, boolean isCompressed)
            throws IOException {
        Nulls.refuse(op, "file", file);
        Map<String, Tensor> own = Nulls.copy(op, "tensors", "tensor", tensors);
        for (String name : own.keySet()) {
            if (!NpzFile.isSafe(name) || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
                throw new IllegalArgumentException(
                        op + ": '" + name + "' is no name inside of a zip file");
            }
        }
        OutputFile.write(file, false, to -> NpzFile.write(own, isCompressed, to));
    }
}
