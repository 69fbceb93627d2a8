package dev.gatun.io;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * NumPy's {@code .npy} files, one array each, in versions 1.0 to 3.0 of the format.
 *
 * {@snippet :
 * Tensor x = Npy.read(Path.of("x.npy")); // x = np.load("x.npy")
 * Npy.write(Path.of("y.npy"), x.mul(2)); // np.save("y.npy", 2 * x)
 * }
 *
 * <p>Of NumPy's types, float64, float32, float16, int64, int32, uint8 and bool have tensors of
 * their own. int8, int16 and uint16 are read as I32, uint32 as I64, and uint64 as I64 if all its
 * numbers fit. Either byte order is read. Complex numbers, long doubles, text, dates and records
 * are refused by name, and so are Python objects: they are pickled, and a pickle can run programs.
 */
public final class Npy {
    private Npy() {}

    /**
     * Reads an array into the current scope. One in Fortran's order becomes a transposed view, of
     * the same shape and elements, as in NumPy.
     *
     * @throws FormatException if this is no such file, is damaged, holds what no tensor can, or has
     *     bytes after its array
     * @throws IOException if it cannot be read
     */
    public static Tensor read(Path file) throws IOException {
        Nulls.refuse("Npy.read", "file", file);
        try (InputFile input = new InputFile(file)) {
            return read(file.toString(), input.from(0), input.size());
        }
    }

    /**
     * Reads an array.
     *
     * @param size of all that the source has
     */
    static Tensor read(String what, ByteSource source, long size) throws IOException {
        NpyHeader header = NpyHeader.read(what, source, size);
        Shape shape = header.shape();
        Shape stored = header.isFortran() ? shape.permute(reversed(shape.rank())) : shape;
        Tensor read = Elements.read(what, stored, header.type(), header.order(), source);
        return header.isFortran() ? transposed(read) : read;
    }

    private static int[] reversed(int rank) {
        int[] axes = new int[rank];
        for (int i = 0; i < rank; i++) {
            axes[i] = rank - 1 - i;
        }
        return axes;
    }

    private static Tensor transposed(Tensor x) {
        return x.permute(reversed(x.rank()));
    }

    /**
     * Writes a tensor of any layout, as {@code np.save} does: a transposed one in Fortran's order,
     * without a copy. BF16, which NumPy does not have, is written as float32, of the same values.
     *
     * @throws IOException if it cannot be written; a file of that name is as it was
     */
    public static void write(Path file, Tensor tensor) throws IOException {
        Nulls.refuse("Npy.write", "file", file);
        Nulls.refuse("Npy.write", "tensor", tensor);
        OutputFile.write(file, false, to -> write(tensor, to::write));
    }

    /** Writes header and elements. */
    static void write(Tensor tensor, Elements.Sink sink) throws IOException {
        Tensor x = tensor.detach();
        boolean isFortran = !x.isContiguous() && transposed(x).isContiguous();
        DType dtype = x.dtype() == DType.BF16 ? DType.F32 : x.dtype();
        byte[] header = NpyHeader.bytes(StoredType.of(dtype), isFortran, x.shape());
        sink.write(MemorySegment.ofArray(header));
        Elements.write(isFortran ? transposed(x) : x, dtype, sink);
    }
}
