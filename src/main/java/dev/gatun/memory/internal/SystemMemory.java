package dev.gatun.memory.internal;

import dev.gatun.memory.Ledger;
import dev.gatun.memory.MemoryExhaustedException;
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
import java.util.stream.Collectors;

/**
 * What {@link Ledger} tells: the bytes taken from the system, who holds them, and the limit on
 * them.
 */
public final class SystemMemory {
    private static final long NO_LIMIT = Long.MAX_VALUE;
    private static final int NAMED_HOLDERS = 3;
    private static final int COLLECTIONS = 6;

    private static volatile long limit = NumberProperty.bytes("gatun.memory.limit", NO_LIMIT);
    private static final long AUTOMATIC_THRESHOLD =
            NumberProperty.bytes("gatun.memory.automatic", Runtime.getRuntime().maxMemory());
    private static final long IDLE_LIMIT =
            NumberProperty.bytes("gatun.memory.idle", Runtime.getRuntime().maxMemory());

    /** Bytes that came from arenas of the JDK and not from slabs. */
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

    /** {@link Ledger#setLimit}, for a size that is one. */
    public static void setLimit(long bytes) {
        limit = bytes;
    }

    /** Gives idle slabs back to the system. */
    public static void trim() {
        SlabPool.trim();
    }

    static long idleLimit() {
        return IDLE_LIMIT;
    }

    /** Makes room for new memory from the system, or refuses it. */
    static void admit(long bytes) {
        if (fits(bytes)) {
            return;
        }
        SlabPool.trim();
        if (fits(bytes) || (outsideSlabs() > 0 && collectUntil(() -> fits(bytes)))) {
            return;
        }
        throw exhausted(bytes, "gatun.memory.limit is " + MemorySize.text(limit));
    }

    private static boolean fits(long bytes) {
        return bytes <= limit - systemBytes();
    }

    /** Memory of an arena of the JDK, counted until {@link #freed} is told. */
    static MemorySegment allocate(Arena arena, long bytes) {
        admit(bytes);
        try {
            MemorySegment segment = arena.allocate(bytes, Slab.ALIGNMENT);
            OUTSIDE_SLABS.addAndGet(bytes);
            return segment;
        } catch (OutOfMemoryError none) {
            throw exhausted(bytes, "the system has no more");
        }
    }

    static void freed(long bytes) {
        if (bytes != 0) {
            OUTSIDE_SLABS.addAndGet(-bytes);
        }
    }

    /** Holds a thread that allocates without a scope until the collector has caught up. */
    static void pressBack(long bytes) {
        if (outsideSlabs() + bytes > AUTOMATIC_THRESHOLD) {
            collectUntil(() -> outsideSlabs() + bytes <= AUTOMATIC_THRESHOLD);
        }
    }

    private static boolean collectUntil(BooleanSupplier done) {
        // The freeing runs on a thread of its own, some time after the collection.
        for (int i = 0; i < COLLECTIONS && !done.getAsBoolean(); i++) {
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1L << i));
        }
        return done.getAsBoolean();
    }

    static MemoryExhaustedException exhausted(long bytes, String why) {
        String holders =
                entries().stream()
                        .limit(NAMED_HOLDERS)
                        .map(SystemMemory::describe)
                        .collect(Collectors.joining("; "));
        return new MemoryExhaustedException(
                "no off-heap memory for %s more: %s, and %s are held%s"
                        .formatted(
                                MemorySize.text(bytes),
                                why,
                                MemorySize.text(heldBytes()),
                                holders.isEmpty() ? "" : "; biggest: " + holders));
    }

    private static String describe(Ledger.Entry entry) {
        return "scope '%s' %s in %d buffers%s"
                .formatted(
                        entry.scope(),
                        MemorySize.text(entry.liveBytes()),
                        entry.liveBuffers(),
                        entry.sites().isEmpty() ? "" : " " + entry.sites());
    }
}
