package dev.gatun.io;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Bytes that are read one after another. */
@FunctionalInterface
interface ByteSource {
    /**
     * Fills a segment with the next bytes.
     *
     * @throws EOFException if there are not so many
     */
    void read(MemorySegment target) throws IOException;

    /** The next bytes, of which the caller knows that there are so many. */
    default byte[] read(int count) throws IOException {
        byte[] bytes = new byte[count];
        read(MemorySegment.ofArray(bytes));
        return bytes;
    }
}
