package dev.gatun.io;

import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What a {@code .npy} file says of its array (NumPy's documentation of {@code numpy.lib.format}):
 * eight bytes of magic and version, the length of a text, and the text, which is a dictionary in
 * Python's notation.
 *
 * @param length the size of all this in bytes, where the elements begin
 * @param bytes the size of the elements
 */
record NpyHeader(
        StoredType type, ByteOrder order, boolean isFortran, Shape shape, long length, long bytes) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int VERSION_AND_LENGTH = 12;

    /** The most axes that NumPy's arrays have. */
    private static final int MOST_AXES = 64;

    /** Far more than what arrays of numbers need; NumPy takes 10,000 characters. */
    private static final int LONGEST_TEXT = 1 << 16;

    private static final int ALIGNMENT = 64;

    /** NumPy leaves room for the size of the axis that grows when elements are appended. */
    private static final int DIGITS_OF_GROWING_AXIS = 21;

    /**
     * Reads a header.
     *
     * @param file named in messages
     * @param size that of the file: the header and the elements, and nothing else
     */
    static NpyHeader read(String file, ByteSource source, long size) throws IOException {
        if (size < VERSION_AND_LENGTH) {
            throw new FormatException(file, size + " bytes are no .npy file");
        }
        byte[] start = source.read(MAGIC.length + 2);
        if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new FormatException(
                    file, "is no .npy file; such a file begins with \\x93NUMPY" + guess(start));
        }
        int version = start[MAGIC.length];
        if (version < 1 || version > 3 || start[MAGIC.length + 1] != 0) {
            throw new FormatException(
                    file,
                    "has version %d.%d of the format; 1.0, 2.0 and 3.0 are read"
                            .formatted(
                                    Byte.toUnsignedInt(start[MAGIC.length]),
                                    Byte.toUnsignedInt(start[MAGIC.length + 1])));
        }
        int lengthBytes = version == 1 ? 2 : 4;
        long textLength = littleEndian(source.read(lengthBytes));
        long length = start.length + lengthBytes + textLength;
        if (textLength > LONGEST_TEXT || length > size) {
            throw new FormatException(
                    file,
                    "says that its header has %d bytes, and %s"
                            .formatted(
                                    textLength,
                                    length > size
                                            ? "ends before them"
                                            : "no array of numbers needs so many"));
        }
        String text =
                new String(
                        source.read((int) textLength),
                        version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        return new NpyText(file, text).header(length, size);
    }

    private static String guess(byte[] start) {
        boolean isZip = start[0] == 'P' && start[1] == 'K';
        boolean isPickle = start[0] == (byte) 0x80;
        return isZip
                ? "; this is a zip file, which Npz reads"
                : isPickle ? "; this is a pickle, which is not read" : "";
    }

    private static long littleEndian(byte[] bytes) {
        long value = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            value = value << 8 | Byte.toUnsignedLong(bytes[i]);
        }
        return value;
    }

    /** The header of a file of elements in the machine's byte order, as NumPy writes it. */
    static byte[] bytes(StoredType type, boolean isFortran, Shape shape) {
        String dims =
                LongStream.of(shape.dims())
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining(", "));
        String order =
                type.bits() == 8
                        ? "|"
                        : ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? "<" : ">";
        StringBuilder text =
                new StringBuilder(
                        "{'descr': '%s%s', 'fortran_order': %s, 'shape': (%s%s), }"
                                .formatted(
                                        order,
                                        type.numpyCode(),
                                        isFortran ? "True" : "False",
                                        dims,
                                        shape.rank() == 1 ? "," : ""));
        if (shape.rank() > 0) {
            long growing = shape.dim(isFortran ? shape.rank() - 1 : 0);
            text.repeat(' ', DIGITS_OF_GROWING_AXIS - Long.toString(growing).length());
        }
        int before = MAGIC.length + 4;
        int unpadded = before + text.length() + 1;
        text.repeat(' ', ALIGNMENT - unpadded % ALIGNMENT).append('\n');
        byte[] bytes = Arrays.copyOf(MAGIC, before + text.length());
        bytes[MAGIC.length] = 1;
        bytes[MAGIC.length + 2] = (byte) text.length();
        bytes[MAGIC.length + 3] = (byte) (text.length() >> 8);
        MemorySegment.ofArray(bytes)
                .asSlice(before)
                .copyFrom(
                        MemorySegment.ofArray(
                                text.toString().getBytes(StandardCharsets.ISO_8859_1)));
        return bytes;
    }

    /** A header of these parts, if the size of the file agrees with it. */
    static NpyHeader of(
            String file,
            StoredType type,
            ByteOrder order,
            boolean isFortran,
            long[] dims,
            long length,
            long size) {
        if (dims.length > MOST_AXES) {
            throw new FormatException(
                    file, "has " + dims.length + " axes; NumPy has at most " + MOST_AXES);
        }
        Shape shape = shape(file, dims);
        long left = size - length;
        int elementBytes = type.bits() / 8;
        if (shape.numel() > left / elementBytes || shape.numel() * elementBytes != left) {
            throw new FormatException(
                    file,
                    "says that it holds %s of %s, %d bytes an element, and has %d bytes for them"
                            .formatted(shape, type.numpyCode(), elementBytes, left));
        }
        return new NpyHeader(type, order, isFortran, shape, length, left);
    }

    private static Shape shape(String file, long... dims) {
        try {
            return Shape.of(dims);
        } catch (ShapeException e) {
            throw new FormatException(
                    file, "has the shape " + Arrays.toString(dims) + ", too large to count", e);
        }
    }
}
