package dev.gatun.memory.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * A writable segment over bytes of a buffer, lent to the user for the duration of a call. Its
 * lifetime ends when the call returns, or when the scope is closed within the call; the JDK refuses
 * later accesses. It is confined to the calling thread.
 */
final class LentSegment implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();

    /**
     * The lent segment of the same scope that was made before this one and is still valid; null if
     * none.
     */
    final @Nullable LentSegment next;

    LentSegment(@Nullable LentSegment next) {
        this.next = next;
    }

    /** A segment over the bytes themselves, which the caller has acquired until this is closed. */
    MemorySegment over(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes, arena, null);
    }

    /** A copy of the bytes, for memory that its owner may free while it is written. */
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
