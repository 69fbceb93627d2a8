package dev.gatun.kernel.loop.vector;

import dev.gatun.memory.internal.NativeAccess;
import dev.gatun.memory.internal.Storage;
import java.lang.foreign.MemorySegment;

/**
 * The bytes of an operand that one run of a loop, one row, may touch, as a segment.
 *
 * <p>It is made inside the loop's own method, from the bare address, where native access is
 * granted: there C2 sees a segment of the global scope whose bounds it knows, and the loop runs as
 * fast as over an array. Where access is denied it is a slice of the storage's own segment.
 */
final class RowSegment {
    private RowSegment() {}

    /** {@code bytes} bytes from {@code offset} on. */
    static MemorySegment of(Storage storage, long offset, long bytes) {
        assert offset >= 0 && bytes >= 0 && offset + bytes <= storage.byteSize()
                : offset + " + " + bytes + " of " + storage;
        return NativeAccess.isGranted()
                ? MemorySegment.ofAddress(storage.address() + offset).reinterpret(bytes)
                : storage.view().asSlice(offset, bytes);
    }
}
