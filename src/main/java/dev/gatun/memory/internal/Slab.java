package dev.gatun.memory.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A block of off-heap memory that scopes cut buffers from, one scope at a time. */
final class Slab {
    /** A cache line, and the widest vector of x86. */
    static final long ALIGNMENT = 64;

    /** What small buffers are cut from: as large as a core's L2, so that a step stays in it. */
    static final long COMMON = 1L << 20;

    final long address;
    final long bytes;
    private final Arena arena;

    /** Whose it is now; null while it is idle. Read by the ledger from any thread. */
    volatile @Nullable AbstractScope holder;

    private Slab(Arena arena, MemorySegment memory) {
        this.arena = arena;
        this.address = memory.address();
        this.bytes = memory.byteSize();
    }

    /**
     * New memory from the system.
     *
     * @throws OutOfMemoryError as the JDK does
     */
    static Slab create(long bytes) {
        Arena arena = Arena.ofShared();
        try {
            return new Slab(arena, arena.allocate(bytes, ALIGNMENT));
        } catch (Throwable failure) {
            arena.close();
            throw failure;
        }
    }

    /** Whether a byte lies in it. */
    boolean contains(long at) {
        return at >= address && at < address + bytes;
    }

    /** Gives the memory back to the system. */
    void free() {
        arena.close();
    }
}
