package dev.gatun.memory.internal;

import dev.gatun.memory.MemoryExhaustedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one scope: a bump pointer over slabs. Not safe for threads; its scope sees to that.
 */
final class BumpAllocator {
    private static final Slab[] NONE = {};

    /** From this size on, a buffer gets a slab of its own. */
    private static final long LARGE = Slab.COMMON / 2;

    /**
     * Buffers of a page or more end with this gap, so that equally large operands do not start at
     * one offset modulo 4096: a load close behind a store to the same low 12 bits waits for it (up
     * to 1.5 times the time of c = a + b). 13 cache lines: offsets come round after 64 buffers.
     */
    private static final long STAGGER = 13 * Slab.ALIGNMENT;

    private static final long PAGE = 4096;

    /** More than any memory has, and no sum of gaps and roundings with it exceeds a long. */
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

    /** Buffers that have been freed, for the next of their size; null where none ever was. */
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
     * A new buffer with whatever bytes lie there.
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

    /** Where native access is denied, slabs cannot be cut: every buffer comes from the JDK. */
    private Storage inArena(long bytes) {
        MemorySegment segment = SystemMemory.allocate(arena(), bytes);
        outsideSlabs += bytes;
        return new Storage(scope, segment.address(), bytes, segment);
    }

    /** The bytes of a buffer, until {@link #free}. */
    MemorySegment segment(Storage storage) {
        return MemorySegment.ofAddress(storage.address())
                .reinterpret(storage.byteSize(), arena(), null);
    }

    /** Made when somebody asks for a segment; kernels do without. */
    private Arena arena() {
        if (arena == null) {
            // Without native access kernels cannot rebase, and their workers need the segment
            // itself.
            boolean confined = scope.owner != null && NativeAccess.isGranted();
            arena = confined ? Arena.ofConfined() : Arena.ofShared();
        }
        return arena;
    }

    static long sizeWithGap(long bytes) {
        if (bytes > MOST) {
            throw AbstractScope.beyondAnyMemory(bytes);
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
        // A page beyond the size class leaves room for the start to move in.
        Slab slab = SlabPool.take(SlabPool.roundUp(size - STAGGER) + PAGE, scope);
        slabs[slabCount++] = slab;
        return slab.address + slabCount * STAGGER % PAGE;
    }

    /** Before a slab is taken, so that none is lost where the Java heap is full. */
    private void makeRoom() {
        if (slabCount == slabs.length) {
            slabs = Arrays.copyOf(slabs, Math.max(4, 2 * slabCount));
        }
    }

    /**
     * Takes the bytes of one buffer back, which has {@linkplain Storage#end ended}. A large one has
     * a slab of its own, which goes to the pool; others wait for the next buffer of their size. Not
     * where somebody can have a segment of the buffer, which would not notice.
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
        slabCount--; // afterwards: what throws on the way is tried again
    }

    /** Ends every segment and gives all slabs back. */
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
            Patience.until(() -> isClosed(segments), () -> heldByNative(scope));
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

    /** Whether there is anything left to give back. */
    boolean holdsMemory() {
        return slabCount > 0 || arena != null || outsideSlabs > 0;
    }

    /** A segment in the hands of another thread's native call holds its arena. */
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

    private static IllegalStateException heldByNative(AbstractScope scope) {
        return new IllegalStateException(
                scope
                        + " is closed, but a native call that was given a segment of it still runs"
                        + " after "
                        + Patience.text()
                        + (scope.owner == null
                                ? "; close() again once it has ended"
                                : "; its memory is freed with that of the thread's next scope"));
    }
}
