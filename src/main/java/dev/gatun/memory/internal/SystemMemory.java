package dev.gatun.memory.internal;

import dev.gatun.memory.Ledger;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The figures of {@link Ledger}: the bytes taken from the system, the scopes that hold them, and
 * the limit.
 */
public final class SystemMemory {
    private static final long NO_LIMIT = Long.MAX_VALUE;
    private static final int COLLECTIONS = 6;

    private static volatile long limit = NumberProperty.bytes("gatun.memory.limit", NO_LIMIT);
    private static final long AUTOMATIC_THRESHOLD =
            NumberProperty.bytes("gatun.memory.automatic", Runtime.getRuntime().maxMemory());
    private static final long IDLE_LIMIT =
            NumberProperty.bytes("gatun.memory.idle", Runtime.getRuntime().maxMemory());

    /** Bytes allocated by arenas of the JDK and not in slabs. */
    private static final AtomicLong OUTSIDE_SLABS = new AtomicLong();

    private SystemMemory() {}

    /** {@link Ledger#entries}. */
    public static List<Ledger.Entry> entries() {
        Map<AbstractScope, Long> held = new HashMap<>();
        for (Slab slab : SlabPool.ALL) {
            AbstractScope holder = slab.holder;
            if (holder != null) {
                held.merge(holder, slab.bytes, Long::sum);
            }
        }
        List<Ledger.Entry> entries = new ArrayList<>();
        held.forEach((scope, bytes) ->
                entries.add(
                        new Ledger.Entry(
                                scope.name(),
                                scope.liveBytes(),
                                scope.liveBuffers(),
                                bytes,
                                LeakTracker.sites(scope))));
        entries.sort(Comparator.comparingLong(Ledger.Entry::heldBytes).reversed());
        return entries;
    }

    /** {@link Ledger#heldBytes}. */
    public static long heldBytes() {
        long held = outsideSlabs();
        for (Slab slab : SlabPool.ALL) {
            held += slab.holder == null ? 0 : slab.bytes;
        }
        return held;
    }

    /** {@link Ledger#systemBytes}. */
    public static long systemBytes() {
        return SlabPool.systemBytes() + outsideSlabs();
    }

    private static long outsideSlabs() {
        AutomaticScope.INSTANCE.count();
        return OUTSIDE_SLABS.get();
    }

    /** {@link Ledger#limit}. */
    public static long limit() {
        return limit;
    }

    /** {@link Ledger#setLimit}. */
    public static void setLimit(long bytes) {
        if (bytes <= 0) {
            throw MemoryRefusals.badLimit(bytes);
        }
        limit = bytes;
    }

    /** Gives idle slabs back to the system. */
    public static void trim() {
        SlabPool.trim();
    }

    static long idleLimit() {
        return IDLE_LIMIT;
    }

    /**
     * Checks that the limit allows so many bytes more, after giving idle memory back if need be.
     */
    static void admit(long bytes) {
        if (fits(bytes)) {
            return;
        }
        SlabPool.trim();
        if (fits(bytes) || (outsideSlabs() > 0 && collectUntil(() -> fits(bytes)))) {
            return;
        }
        throw MemoryRefusals.exhausted(bytes, "gatun.memory.limit is " + MemorySize.text(limit));
    }

    private static boolean fits(long bytes) {
        return bytes <= limit - systemBytes();
    }

    /** Allocates from an arena of the JDK; the bytes count until {@link #freed} is called. */
    static MemorySegment allocate(Arena arena, long bytes) {
        admit(bytes);
        try {
            MemorySegment segment = arena.allocate(bytes, Slab.ALIGNMENT);
            OUTSIDE_SLABS.addAndGet(bytes);
            return segment;
        } catch (OutOfMemoryError none) {
            throw MemoryRefusals.exhausted(bytes, "the system has no more");
        }
    }

    static void freed(long bytes) {
        if (bytes != 0) {
            OUTSIDE_SLABS.addAndGet(-bytes);
        }
    }

    /** Delays a thread that allocates without a scope until the collector has freed enough. */
    static void pressBack(long bytes) {
        if (outsideSlabs() + bytes > AUTOMATIC_THRESHOLD) {
            collectUntil(() -> outsideSlabs() + bytes <= AUTOMATIC_THRESHOLD);
        }
    }

    private static boolean collectUntil(BooleanSupplier done) {
        // A thread of the JDK frees the memory, some time after the collection.
        for (int i = 0; i < COLLECTIONS && !done.getAsBoolean(); i++) {
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1L << i));
        }
        return done.getAsBoolean();
    }
}
