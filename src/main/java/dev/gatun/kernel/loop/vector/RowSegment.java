package dev.gatun.kernel.loop.vector;

import dev.gatun.memory.internal.NativeAccess;
import dev.gatun.memory.internal.Storage;
import java.lang.foreign.MemorySegment;

/**
 * The bytes of one row of an operand, as a segment.
 *
 * <p>If native access is granted, it is made of the address within the method of the loop, where C2
 * knows its bounds and its global scope, so that the loop is as fast as one over an array.
 * Otherwise it is a slice of the storage's segment.
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
