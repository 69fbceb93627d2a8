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
 * the JDK alone: an arena and a handle to its {@code close}. Making that takes milliseconds of a
 * fresh process, which has no need of it where the loader is the system's.
 */
final class Slab {
    /** A cache line, and the widest vector of x86. */
    static final long ALIGNMENT = 64;

    /**
     * The size of the slabs of small buffers, as large as the L2 cache of a core, so that the
     * buffers of a step stay in it.
     */
    static final long COMMON = 1L << 20;

    /** Frees slabs after the library's class loader is gone. */
    private static final class Unloading {
        static final Cleaner CLEANER = Cleaner.create();
        static final MethodHandle CLOSE = close();

        private Unloading() {}

        static Cleaner.Cleanable register(Slab slab) {
            Runnable close =
                    MethodHandleProxies.asInterfaceInstance(
                            Runnable.class, CLOSE.bindTo(slab.arena));
            return CLEANER.register(slab, close);
        }

        private static MethodHandle close() {
            try {
                return MethodHandles.publicLookup()
                        .findVirtual(Arena.class, "close", MethodType.methodType(void.class));
            } catch (ReflectiveOperationException impossible) {
                throw new LinkageError("Arena.close", impossible);
            }
        }
    }

    /** The system's class loader lives as long as the process, and so do its slabs. */
    private static final boolean IS_UNLOADABLE =
            !ClassLoader.getSystemClassLoader().equals(Slab.class.getClassLoader());

    final long address;
    final long bytes;
    private final Arena arena;
    private final Cleaner.@Nullable Cleanable cleaning;

    /** The scope it belongs to; null while it is idle. The ledger reads it from any thread. */
    volatile @Nullable AbstractScope holder;

    /** The next idle slab, and the time since which this one is idle; guarded by the pool. */
    @Nullable Slab below;

    long idleSince;

    private Slab(Arena arena, MemorySegment memory) {
        this.address = memory.address();
        this.bytes = memory.byteSize();
        this.arena = arena;
        this.cleaning = IS_UNLOADABLE ? Unloading.register(this) : null;
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
        if (cleaning != null) {
            cleaning.clean();
        } else if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
