package dev.gatun.memory.internal;

import dev.gatun.memory.MemoryExhaustedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The memory of one scope: a bump pointer over slabs. Not thread-safe; the scope synchronizes. */
final class BumpAllocator {
    private static final Slab[] NONE = {};

    /** Buffers of this size or more have a slab of their own. */
    private static final long LARGE = Slab.COMMON / 2;

    /**
     * The gap after buffers of a page or more, so that operands of equal size do not all start at
     * one offset modulo 4096: a load waits for an earlier store whose address has the same low 12
     * bits, which makes c = a + b up to 1.5 times as slow. With 13 cache lines offsets repeat after
     * 64 buffers.
     */
    private static final long STAGGER = 13 * Slab.ALIGNMENT;

    private static final long PAGE = 4096;

    /** More than any machine has; sums of it with gaps and roundings do not overflow. */
    private static final long MOST = 1L << 61;

    private final AbstractScope scope;
    private long next;
    private long end;
    private Slab[] slabs = NONE;
    private int slabCount;
    private long liveBytes;
    private long liveBuffers;
    private long outsideSlabs;
    private @Nullable Arena arena;

    /** Freed buffers, to be used again by size; null until the first is freed. */
    private @Nullable FreeList freed;

    BumpAllocator(AbstractScope scope) {
        this.scope = scope;
    }

    long liveBytes() {
        return liveBytes;
    }

    long liveBuffers() {
        return liveBuffers;
    }

    /**
     * Allocates a buffer, uninitialized.
     *
     * @throws MemoryExhaustedException with nothing changed
     */
    Storage reserve(long bytes) {
        Storage storage = freed == null ? null : freed.take(scope, bytes);
        if (storage == null) {
            long size = Canaries.roomFor(bytes);
            storage = NativeAccess.isGranted() ? inSlab(size) : inArena(size);
            if (Canaries.ON) {
                storage = Canaries.plant(scope, storage, bytes);
            }
        }
        liveBytes += bytes;
        liveBuffers++;
        if (LeakTracker.ON) {
            LeakTracker.reserved(scope, bytes);
        }
        return storage;
    }

    private Storage inSlab(long bytes) {
        long size = sizeWithGap(bytes);
        long at = next;
        if (size > end - at) {
            at = size >= LARGE ? inOwnSlab(size) : inFreshSlab(size);
        } else {
            next = at + size;
        }
        return new Storage(scope, at, bytes, null);
    }

    /**
     * Where native access is denied, slabs cannot be divided, and the JDK allocates each buffer.
     */
    private Storage inArena(long bytes) {
        MemorySegment segment = SystemMemory.allocate(arena(), bytes);
        outsideSlabs += bytes;
        return new Storage(scope, segment.address(), bytes, segment);
    }

    /** A segment over a buffer, valid until {@link #free}. */
    MemorySegment segment(Storage storage) {
        return MemorySegment.ofAddress(storage.address())
                .reinterpret(storage.byteSize(), arena(), null);
    }

    /** Made when the first segment is asked for; kernels need none. */
    private Arena arena() {
        if (arena == null) {
            // Without native access kernels cannot remove the lifetime check, and worker threads
            // use the segment itself.
            boolean confined = scope.owner != null && NativeAccess.isGranted();
            arena = confined ? Arena.ofConfined() : Arena.ofShared();
        }
        return arena;
    }

    static long sizeWithGap(long bytes) {
        if (bytes > MOST) {
            throw MemoryRefusals.beyondAnyMemory(bytes);
        }
        // An empty buffer still has an address of its own.
        long size = (Math.max(bytes, 1) + Slab.ALIGNMENT - 1) & -Slab.ALIGNMENT;
        return bytes >= PAGE ? size + STAGGER : size;
    }

    private long inFreshSlab(long size) {
        makeRoom();
        Slab slab = SlabPool.take(Slab.COMMON, scope);
        slabs[slabCount++] = slab;
        next = slab.address + size;
        end = slab.address + slab.bytes;
        return slab.address;
    }

    private long inOwnSlab(long size) {
        makeRoom();
        // One page more than the size class, for the start of the buffer varies within a page.
        Slab slab = SlabPool.take(SlabPool.roundUp(size - STAGGER) + PAGE, scope);
        slabs[slabCount++] = slab;
        // Whatever part of a page the slab itself begins at.
        return slab.address + (slabCount * STAGGER - slab.address & PAGE - 1);
    }

    /** Called before a slab is taken, so that no slab is lost if the Java heap is full. */
    private void makeRoom() {
        if (slabCount == slabs.length) {
            slabs = Arrays.copyOf(slabs, Math.max(4, 2 * slabCount));
        }
    }

    /**
     * Frees the bytes of a buffer that was {@linkplain Storage#markFreed marked} as freed. The slab
     * of a large one goes to the pool; the bytes of others are used for the next buffer of their
     * size. Bytes that a segment may refer to are left until the scope closes.
     *
     * @return whether the bytes can be used again
     */
    boolean free(Storage storage) {
        liveBytes -= storage.byteSize();
        liveBuffers--;
        if (storage.isLent()) {
            return false;
        }
        if (storage.byteSize() > Slab.COMMON && NativeAccess.isGranted()) {
            giveOwnSlab(storage);
        } else {
            if (freed == null) {
                freed = new FreeList();
            }
            freed.add(storage);
        }
        return true;
    }

    private void giveOwnSlab(Storage storage) {
        if (Canaries.ON) {
            Canaries.check(scope, storage);
        }
        int at = slabCount - 1;
        while (!slabs[at].contains(storage.address())) {
            at--;
        }
        Slab slab = slabs[at];
        slabs[at] = slabs[slabCount - 1];
        slabs[slabCount - 1] = slab;
        giveLast();
    }

    private void giveLast() {
        SlabPool.give(slabs[slabCount - 1]);
        slabCount--; // afterwards: if giving it back throws, it is tried again
    }

    /** Ends the lifetime of all segments and gives all slabs back. */
    void free() {
        try {
            if (Canaries.ON) {
                Canaries.check(scope);
            }
        } finally {
            giveBack();
        }
    }

    private void giveBack() {
        Arena segments = arena;
        if (segments != null) {
            CloseTimeout.await(
                    () -> isClosed(segments), () -> MemoryRefusals.heldByNativeCall(scope));
            arena = null;
        }
        while (slabCount > 0) {
            giveLast();
        }
        slabs = NONE;
        SystemMemory.freed(outsideSlabs);
        outsideSlabs = 0;
        next = 0;
        end = 0;
        liveBytes = 0;
        liveBuffers = 0;
        freed = null;
    }

    /** Whether there is memory to give back. */
    boolean holdsMemory() {
        return slabCount > 0 || arena != null || outsideSlabs > 0;
    }

    /** Closes the arena, unless a native call of another thread uses a segment of it. */
    private static boolean isClosed(Arena arena) {
        try {
            if (arena.scope().isAlive()) {
                arena.close();
            }
            return true;
        } catch (IllegalStateException held) {
            return false;
        }
    }
}
