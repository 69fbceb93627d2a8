package dev.gatun.io;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/** Moves the elements of tensors from and to files, in row-major order. */
final class Elements {
    /** How much is converted, and copied from a tensor that is not contiguous, at once. */
    private static final int PIECE = 1 << 16;

    private static final long COPIED = 4 << 20;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private Elements() {}

    /** Takes bytes one after another. */
    @FunctionalInterface
    interface Sink {
        void write(MemorySegment bytes) throws IOException;
    }

    /**
     * Reads a tensor into the current scope. The caller knows that there are as many bytes.
     *
     * @param what names the tensor in messages
     */
    static Tensor read(
            String what, Shape shape, StoredType type, ByteOrder order, ByteSource source)
            throws IOException {
        DType dtype = Objects.requireNonNull(type.dtype());
        Tensor made = Tensor.zeros(shape, dtype);
        try {
            made.write(memory -> fill(what, memory, type, order, source));
            return made;
        } catch (UncheckedIOException e) {
            made.free();
            throw e.getCause();
        } catch (FormatException e) {
            made.free();
            throw e;
        }
    }

    private static void fill(
            String what,
            MemorySegment memory,
            StoredType type,
            ByteOrder order,
            ByteSource source) {
        try {
            if (type.isPlain()) {
                source.read(memory);
                toNative(memory, type, order);
            } else {
                convert(what, memory, type, order, source);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void convert(
            String what, MemorySegment memory, StoredType type, ByteOrder order, ByteSource source)
            throws IOException {
        int size = type.bits() / 8;
        long numel = memory.byteSize() / Objects.requireNonNull(type.dtype()).bytes();
        MemorySegment buffer = MemorySegment.ofArray(new byte[(int) Math.min(PIECE, numel * size)]);
        for (long first = 0; first < numel; first += PIECE / size) {
            MemorySegment piece = buffer.asSlice(0, Math.min(PIECE, (numel - first) * size));
            source.read(piece);
            toNative(piece, type, order);
            long unfit = type.convert(piece, memory, first);
            if (unfit >= 0) {
                throw new FormatException(
                        what,
                        "element %d is 2^63 or more, which no int64 can hold"
                                .formatted(first + unfit));
            }
        }
    }

    /** Gives elements the machine's byte order. */
    private static void toNative(MemorySegment bytes, StoredType type, ByteOrder order) {
        if (order == ByteOrder.nativeOrder()) {
            return;
        }
        long size = bytes.byteSize();
        switch (type.bits()) {
            case 16 -> {
                for (long at = 0; at < size; at += 2) {
                    bytes.set(SHORT, at, Short.reverseBytes(bytes.get(SHORT, at)));
                }
            }
            case 32 -> {
                for (long at = 0; at < size; at += 4) {
                    bytes.set(INT, at, Integer.reverseBytes(bytes.get(INT, at)));
                }
            }
            case 64 -> {
                for (long at = 0; at < size; at += 8) {
                    bytes.set(LONG, at, Long.reverseBytes(bytes.get(LONG, at)));
                }
            }
            default -> {} // one byte has no order
        }
    }

    /**
     * Writes a tensor's elements of any layout, in the machine's byte order. One that is not
     * contiguous, or of another type, is copied a part at a time.
     */
    static void write(Tensor tensor, DType dtype, Sink sink) throws IOException {
        writeParts(tensor.detach(), dtype, sink);
    }

    private static void writeParts(Tensor x, DType dtype, Sink sink) throws IOException {
        if (x.isContiguous() && x.dtype() == dtype) {
            sink.write(x.asSegment());
            return;
        }
        long bytes = dtype.bytes(x.numel());
        if (bytes <= COPIED) {
            try (Scope _ = Scope.open("part of a file")) {
                sink.write(x.to(dtype).contiguous().asSegment());
            }
            return;
        }
        long rows = x.size(0);
        if (rows == 1) {
            writeParts(x.select(0, 0), dtype, sink);
            return;
        }
        long atOnce = Math.max(1, COPIED / (bytes / rows));
        for (long row = 0; row < rows; row += atOnce) {
            writeParts(x.narrow(0, row, Math.min(atOnce, rows - row)), dtype, sink);
        }
    }
}
