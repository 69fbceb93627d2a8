package dev.gatun.kernel;

import dev.gatun.memory.NativeAccess;
import dev.gatun.memory.Storage;
import java.lang.foreign.MemorySegment;

/**
 * The bytes of an operand that one run of a loop may touch, as a segment.
 *
 * <p>It is made inside the loop's own method, from the bare address, where native access is
 * granted: there C2 sees a segment of the global scope whose bounds it knows, and the loop runs as
 * fast as over an array. Where access is denied it is a slice of the storage's own segment.
 */
final class Window {
    private Window() {}

    /** {@code bytes} bytes from {@code offset} on. */
    static MemorySegment of(Storage storage, long offset, long bytes) {
        assert offset >= 0 && bytes >= 0 && offset + bytes <= storage.byteSize()
                : offset + " + " + bytes + " of " + storage;
        return NativeAccess.isGranted()
                ? MemorySegment.ofAddress(storage.address() + offset).reinterpret(bytes)
                : storage.view().asSlice(offset, bytes);
    }

    /** All bytes of {@code rows} rows of {@code bytes} bytes, {@code step} bytes apart. */
    static MemorySegment of(Storage storage, long offset, long rows, long step, long bytes) {
        long span = (rows - 1) * step;
        return of(storage, offset + Math.min(span, 0), Math.abs(span) + bytes);
    }

    /** Where the first row starts in such a window: not at 0 if the rows go backwards. */
    static long start(long rows, long step) {
        return Math.max(-(rows - 1) * step, 0);
    }
}
