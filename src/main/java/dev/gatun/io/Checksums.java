package dev.gatun.io;

import java.lang.foreign.MemorySegment;
import java.util.zip.Checksum;

/** Checksums of memory. */
final class Checksums {
    private static final long MOST_BYTES = 1 << 30;

    private Checksums() {}

    /** Adds bytes to a checksum. */
    static void update(Checksum sum, MemorySegment bytes) {
        for (long at = 0; at < bytes.byteSize(); at += MOST_BYTES) {
            long count = Math.min(MOST_BYTES, bytes.byteSize() - at);
            sum.update(bytes.asSlice(at, count).asByteBuffer());
        }
    }
}
