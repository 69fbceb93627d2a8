package dev.gatun.memory.internal;

import dev.gatun.memory.MemoryExhaustedException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * All slabs of the process. Common ones wait in a few slots and cost one exchange; larger ones wait
 * by size under a lock. Idle memory beyond a bound goes back to the system.
 */
final class SlabPool {
    private static final int SLOTS = 16;
    private static final AtomicReferenceArray<@Nullable Slab> COMMON =
            new AtomicReferenceArray<>(SLOTS);

    private static final TreeMap<Long, ArrayDeque<Slab>> LARGE = new TreeMap<>();
    private static long largeIdle; // guarded by LARGE

    /** Every slab there is, held or idle. */
    static final Set<Slab> ALL = ConcurrentHashMap.newKeySet();

    private static final AtomicLong SYSTEM_BYTES = new AtomicLong();

    private SlabPool() {}

    /** Bytes of all slabs, held and idle. */
    static long systemBytes() {
        return SYSTEM_BYTES.get();
    }

    /**
     * A slab of at least the given size, with whatever bytes its last holder left in it.
     *
     * @throws MemoryExhaustedException if the limit or the system has no more
     */
    static Slab take(long bytes, AbstractScope holder) {
        Slab slab = bytes <= Slab.COMMON ? takeCommon() : takeLarge(bytes);
        if (slab == null) {
            slab = create(Math.max(bytes, Slab.COMMON));
        }
        slab.holder = holder;
        return slab;
    }

    /** Takes a slab back. */
    static void give(Slab slab) {
        slab.holder = null;
        if (!(slab.bytes == Slab.COMMON ? giveCommon(slab) : giveLarge(slab))) {
            destroy(slab);
        }
    }

    private static @Nullable Slab takeCommon() {
        // Starting by thread keeps a thread on the slab its caches know.
        int first = (int) Thread.currentThread().threadId();
        for (int i = 0; i < SLOTS; i++) {
            int slot = (first + i) & (SLOTS - 1);
            if (COMMON.getPlain(slot) != null) {
                Slab slab = COMMON.getAndSet(slot, null);
                if (slab != null) {
                    return slab;
                }
            }
        }
        return null;
    }

    private static boolean giveCommon(Slab slab) {
        int first = (int) Thread.currentThread().threadId();
        for (int i = 0; i < SLOTS; i++) {
            if (COMMON.compareAndSet((first + i) & (SLOTS - 1), null, slab)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Slab takeLarge(long bytes) {
        synchronized (LARGE) {
            // The next size up serves too, as long as little of it lies waste.
            Map.Entry<Long, ArrayDeque<Slab>> fit = LARGE.ceilingEntry(bytes);
            if (fit == null || fit.getKey() > bytes + bytes / 2) {
                return null;
            }
            Slab slab = fit.getValue().pop();
            if (fit.getValue().isEmpty()) {
                LARGE.remove(fit.getKey());
            }
            largeIdle -= slab.bytes;
            return slab;
        }
    }

    private static boolean giveLarge(Slab slab) {
        synchronized (LARGE) {
            if (largeIdle + slab.bytes > SystemMemory.idleLimit()) {
                return false;
            }
            largeIdle += slab.bytes;
            LARGE.computeIfAbsent(slab.bytes, size -> new ArrayDeque<>()).push(slab);
            return true;
        }
    }

    /** Up to the next of eight steps between two powers of two, so that sizes meet again. */
    static long roundUp(long bytes) {
        long step = Math.max(Slab.COMMON, Long.highestOneBit(bytes)) / 8;
        return (bytes + step - 1) / step * step;
    }

    private static Slab create(long bytes) {
        SystemMemory.admit(bytes);
        Slab slab;
        try {
            slab = Slab.create(bytes);
        } catch (OutOfMemoryError none) {
            trim();
            try {
                slab = Slab.create(bytes);
            } catch (OutOfMemoryError stillNone) {
                throw SystemMemory.exhausted(bytes, "the system has no more");
            }
        }
        SYSTEM_BYTES.addAndGet(bytes);
        ALL.add(slab);
        return slab;
    }

    private static void destroy(Slab slab) {
        ALL.remove(slab);
        SYSTEM_BYTES.addAndGet(-slab.bytes);
        slab.free();
    }

    /** Gives all idle memory back to the system. */
    static void trim() {
        for (Slab slab = takeCommon(); slab != null; slab = takeCommon()) {
            destroy(slab);
        }
        synchronized (LARGE) {
            LARGE.values().forEach(slabs -> slabs.forEach(SlabPool::destroy));
            LARGE.clear();
            largeIdle = 0;
        }
    }
}
