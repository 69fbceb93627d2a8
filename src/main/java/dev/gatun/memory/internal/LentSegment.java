package dev.gatun.memory.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * A writable segment over bytes of a buffer that dies when a call returns, or before if its scope
 * is closed within the call: the JDK refuses whoever has kept it. It is the calling thread's alone.
 */
final class LentSegment implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();

    /** Another lease of the same scope that has not ended. */
    final @Nullable LentSegment next;

    LentSegment(@Nullable LentSegment next) {
        this.next = next;
    }

    /** The bytes themselves, which the caller holds until this is closed. */
    MemorySegment over(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes, arena, null);
    }

    /** A copy of the bytes, for memory that somebody else may free while it is written. */
    MemorySegment copyOf(MemorySegment bytes) {
        MemorySegment copy = arena.allocate(bytes.byteSize(), ValueLayout.JAVA_LONG.byteSize());
        return copy.copyFrom(bytes);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
