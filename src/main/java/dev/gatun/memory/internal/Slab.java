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
 * A block of off-heap memory that a scope divides into buffers; it belongs to one scope at a time.
 *
 * <p>A slab that has become unreachable, because the library's class loader has, is freed by a
 * cleaner. The cleaner's thread must not refer to that loader, so its action consists of classes of
 * the JDK alone: an arena and a handle to its {@code close}.
 */
final class Slab {
    /** A cache line, and the widest vector of x86. */
    static final long ALIGNMENT = 64;

    /**
     * The size of the slabs of small buffers, as large as the L2 cache of a core, so that the
     * buffers of a step stay in it.
     */
    static final long COMMON = 1L << 20;

    private static final Cleaner CLEANER = Cleaner.create();
    private static final MethodHandle CLOSE = close();

    final long address;
    final long bytes;
    private final Cleaner.Cleanable memory;

    /** The scope it belongs to; null while it is idle. The ledger reads it from any thread. */
    volatile @Nullable AbstractScope holder;

    /** The next idle slab, and the time since which this one is idle; guarded by the pool. */
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

    /** Whether an address is within this slab. */
    boolean contains(long at) {
        return at >= address && at < address + bytes;
    }

    /** Gives the memory back to the system. Calling it again has no effect. */
    void free() {
        memory.clean();
    }
}
