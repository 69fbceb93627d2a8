package dev.gatun.memory.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * A block of off-heap memory that scopes cut buffers from, one scope at a time.
 *
 * <p>A slab that nobody can reach any more, because the library's class loader has gone, is freed
 * by the garbage collector. So what the cleaner's thread holds is of the JDK's own classes: an
 * arena and a handle to its {@code close}.
 */
final class Slab {
    /** A cache line, and the widest vector of x86. */
    static final long ALIGNMENT = 64;

    /** What small buffers are cut from: as large as a core's L2, so that a step stays in it. */
    static final long COMMON = 1L << 20;

    private static final Cleaner CLEANER = Cleaner.create();
    private static final MethodHandle CLOSE = close();

    final long address;
    final long bytes;
    private final Cleaner.Cleanable memory;

    /** Whose it is now; null while it is idle. Read by the ledger from any thread. */
    volatile @Nullable AbstractScope holder;

    /** The slab below it among idle ones, and since when it is idle; guarded by the pool. */
    @Nullable Slab below;

    long idleSince;

    private Slab(Arena arena, MemorySegment memory) {
        this.address = memory.address();
        this.bytes = memory.byteSize();
        this.memory =
                CLEANER.register(
                        this,
                        MethodHandleProxies.asInterfaceInstance(
                                Runnable.class, CLOSE.bindTo(arena)));
    }

    private static MethodHandle close() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Arena.class, "close", MethodType.methodType(void.class));
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("Arena.close", impossible);
        }
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

    /** Gives the memory back to the system; once, however often it is called. */
    void free() {
        memory.clean();
    }
}
