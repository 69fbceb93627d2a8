package dev.gatun.memory.internal;

import dev.gatun.memory.MemoryExhaustedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one scope: a bump pointer over slabs. Not safe for threads; its scope sees to that.
 */
final class Region {
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
    private static final long RETRY_NANOS = 20_000;

    private final AbstractScope scope;
    private long next;
    private long end;
    private Slab[] slabs = NONE;
    private int slabCount;
    private long liveBytes;
    private long liveBuffers;
    private long outsideSlabs;
    private @Nullable Arena arena;

    Region(AbstractScope scope) {
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
        long size = Canaries.roomFor(bytes);
        Storage storage = NativeAccess.isGranted() ? inSlab(size) : inArena(size);
        if (Canaries.ON) {
            storage = Canaries.plant(scope, storage, bytes);
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

    private static long sizeWithGap(long bytes) {
        // An empty buffer still has an address of its own.
        long size = (Math.max(bytes, 1) + Slab.ALIGNMENT - 1) & -Slab.ALIGNMENT;
        if (size < 0) {
            throw AbstractScope.beyondAnyMemory(bytes);
        }
        return bytes >= PAGE ? size + STAGGER : size;
    }

    private long inFreshSlab(long size) {
        Slab slab = SlabPool.take(Slab.COMMON, scope);
        hold(slab);
        next = slab.address + size;
        end = slab.address + slab.bytes;
        return slab.address;
    }

    private long inOwnSlab(long size) {
        // A page beyond the size class leaves room for the start to move in.
        Slab slab = SlabPool.take(SlabPool.roundUp(size - STAGGER) + PAGE, scope);
        hold(slab);
        return slab.address + slabCount * STAGGER % PAGE;
    }

    private void hold(Slab slab) {
        if (slabCount == slabs.length) {
            slabs = Arrays.copyOf(slabs, Math.max(4, 2 * slabCount));
        }
        slabs[slabCount++] = slab;
    }

    /**
     * Gives the slab of one buffer back, if the buffer is larger than those that share a slab, and
     * nobody can have a segment of it, which would not notice.
     *
     * @return whether it was given back
     */
    boolean free(Storage storage) {
        if (storage.byteSize() <= Slab.COMMON || arena != null) {
            return false;
        }
        if (Canaries.ON) {
            Canaries.check(scope, storage);
        }
        int at = slabCount - 1;
        while (!slabs[at].contains(storage.address())) {
            at--;
        }
        Slab slab = slabs[at];
        slabs[at] = slabs[--slabCount];
        liveBytes -= storage.byteSize();
        liveBuffers--;
        SlabPool.give(slab);
        return true;
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
        closeArena();
        for (int i = slabCount - 1; i >= 0; i--) {
            SlabPool.give(slabs[i]);
        }
        slabs = NONE;
        slabCount = 0;
        SystemMemory.freed(outsideSlabs);
        outsideSlabs = 0;
        next = 0;
        end = 0;
        liveBytes = 0;
        liveBuffers = 0;
    }

    /**
     * A segment in the hands of another thread's native call holds its arena: wait for the call.
     */
    private void closeArena() {
        while (arena != null) {
            try {
                arena.close();
                arena = null;
            } catch (IllegalStateException held) {
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }
}
