package dev.gatun.data;

import dev.gatun.checks.FileErrors;
import dev.gatun.checks.Nulls;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads IDX, the format of MNIST's files: two bytes 0, a byte for the type, one for the number of
 * axes, their sizes, then the numbers, all with the high byte first (LeCun, Cortes and Burges, The
 * MNIST database, 1998). Files that were compressed by gzip are read as they are.
 *
 * {@snippet :
 * Tensor images = Idx.read(Path.of("train-images-idx3-ubyte.gz")); // (60000, 28, 28) of U8
 * Tensor x = images.to(DType.F32).div(255);
 * }
 */
public final class Idx {
    private static final int GZIP = 0x1f8b;

    private Idx() {}

    /**
     * The tensor of a file, in the current scope: U8, F32, F64 or I32 as it says; signed bytes and
     * shorts become I32.
     *
     * @throws IOException if the file cannot be read or decompressed
     * @throws IllegalArgumentException if it is no IDX file, or shorter or longer than it says
     */
    public static Tensor read(Path path) throws IOException {
        Nulls.refuse("read", "path", path);
        try {
            byte[] bytes = Files.readAllBytes(path);
            boolean isCompressed =
                    bytes.length > 2 && ((bytes[0] & 255) << 8 | (bytes[1] & 255)) == GZIP;
            return parse(path, isCompressed ? unpacked(path, bytes) : bytes);
        } catch (EOFException | ZipException e) {
            throw new IOException(path + ": what was compressed is cut off or damaged", e);
        } catch (IOException e) {
            throw FileErrors.named(path, e);
        }
    }

    /** What was compressed, up to the length that its own header gives. */
    private static byte[] unpacked(Path path, byte[] packed) throws IOException {
        try (InputStream in = new GZIPInputStream(new java.io.ByteArrayInputStream(packed))) {
            byte[] start = in.readNBytes(4);
            byte[] sizes = in.readNBytes(start.length == 4 ? 4 * (start[3] & 255) : 0);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(start);
            all.writeBytes(sizes);
            long length = header(path, all.toByteArray()).bytes();
            long most = Math.min(length, Integer.MAX_VALUE - 1024L);
            // One byte more than there should be, to see that there is more.
            all.writeBytes(in.readNBytes((int) most + 1));
            return all.toByteArray();
        }
    }

    /**
     * What the first bytes say.
     *
     * @param stored the bytes of a number in the file
     * @param dtype the type of the tensor
     */
    private record Header(int code, int stored, DType dtype, Shape shape, int start) {
        long bytes() {
            return shape.numel() * stored;
        }
    }

    private static Header header(Path path, byte... bytes) {
        if (bytes.length < 4 || bytes[0] != 0 || bytes[1] != 0) {
            throw refusal(path, "does not begin as an IDX file");
        }
        int code = bytes[2];
        DType dtype =
                switch (code) {
                    case 0x08 -> DType.U8;
                    case 0x09, 0x0B, 0x0C -> DType.I32;
                    case 0x0D -> DType.F32;
                    case 0x0E -> DType.F64;
                    default -> throw refusal(path, "has no type of IDX: 0x%02x".formatted(code));
                };
        int stored = code == 0x09 ? 1 : code == 0x0B ? 2 : dtype.bytes();
        int axes = bytes[3] & 255;
        if (bytes.length < 4 + 4 * axes) {
            throw refusal(path, "ends before the sizes of its %d axes".formatted(axes));
        }
        long[] sizes = new long[axes];
        long numel = 1;
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        for (int i = 0; i < axes; i++) {
            sizes[i] = buffer.getInt(4 + 4 * i) & 0xFFFFFFFFL;
            if (sizes[i] != 0 && numel > Long.MAX_VALUE / 8 / sizes[i]) {
                throw refusal(path, "says that it has more numbers than can be counted");
            }
            numel *= sizes[i];
        }
        return new Header(code, stored, dtype, Shape.of(sizes), 4 + 4 * axes);
    }

    private static Tensor parse(Path path, byte... bytes) {
        Header header = header(path, bytes);
        long rest = bytes.length - (long) header.start();
        if (rest != header.bytes()) {
            String has = rest < header.bytes() ? String.valueOf(rest) : "more";
            throw refusal(
                    path,
                    "says %s of %s, which are %d bytes, and has %s"
                            .formatted(header.shape(), header.dtype(), header.bytes(), has));
        }
        int n = (int) header.shape().numel();
        ByteBuffer data =
                ByteBuffer.wrap(bytes, header.start(), (int) rest).order(ByteOrder.BIG_ENDIAN);
        Object flat = values(header, n, data);
        long[] dims = header.shape().dims();
        return switch (flat) {
            case byte[] values -> Tensor.of(values, dims);
            case float[] values -> Tensor.of(values, dims);
            case double[] values -> Tensor.of(values, dims);
            case int[] values -> Tensor.of(values, dims);
            default -> throw new AssertionError(flat);
        };
    }

    private static Object values(Header header, int n, ByteBuffer data) {
        return switch (header.code()) {
            case 0x08 -> {
                byte[] values = new byte[n];
                data.get(values);
                yield values;
            }
            case 0x0D -> {
                float[] values = new float[n];
                data.asFloatBuffer().get(values);
                yield values;
            }
            case 0x0E -> {
                double[] values = new double[n];
                data.asDoubleBuffer().get(values);
                yield values;
            }
            default -> {
                int[] values = new int[n];
                Arrays.setAll(
                        values,
                        _ ->
                                switch (header.stored()) {
                                    case 1 -> data.get();
                                    case 2 -> data.getShort();
                                    default -> data.getInt();
                                });
                yield values;
            }
        };
    }

    private static IllegalArgumentException refusal(Path path, String what) {
        return new IllegalArgumentException("Idx: " + path + " " + what);
    }
}
