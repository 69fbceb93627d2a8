package dev.gatun.memory.internal;

import dev.gatun.memory.MemoryExhaustedException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The pool of all slabs of the process. A few idle slabs of the common size are kept in slots, from
 * which taking one is an atomic exchange. The others are kept in a list for each size, guarded by a
 * lock, the last used first. Idle memory beyond a bound is given back to the system at once, and
 * slabs that have been idle for a minute when the next slab returns to the pool.
 */
final class SlabPool {
    private static final int SLOTS = 16;

    /** Eight size classes between two powers of two. */
    private static final int SIZES = 8 * Long.SIZE;

    private static final AtomicReferenceArray<@Nullable Slab> SLOT =
            new AtomicReferenceArray<>(SLOTS);

    /**
     * The other idle slabs: for each size a linked list, the last used first. The array is the lock
     * that guards it and the next two fields. Adding or removing a slab is two writes without a
     * call that could overflow the stack. Otherwise a slab might be in the list twice, or after it
     * was freed, and two scopes would share its bytes.
     */
    private static final @Nullable Slab[] IDLE = new Slab[SIZES];

    private static long idleBytes;
    private static long lastSweep = System.nanoTime();

    /** How long a slab may be idle. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** All slabs, in use or idle. */
    static final Set<Slab> ALL = ConcurrentHashMap.newKeySet();

    private static final AtomicLong SYSTEM_BYTES = new AtomicLong();
    private static final AtomicLong CREATED = new AtomicLong();

    private SlabPool() {}

    /** The bytes of all slabs, in use or idle. */
    static long systemBytes() {
        return SYSTEM_BYTES.get();
    }

    /** The number of slabs ever taken from the system. */
    static long created() {
        return CREATED.get();
    }

    /**
     * Takes a slab of at least the given size, uninitialized.
     *
     * @throws MemoryExhaustedException if the limit or the system has no more
     */
    static Slab take(long bytes, AbstractScope holder) {
        Slab slab = bytes <= Slab.COMMON ? takeSlot() : null;
        if (slab == null) {
            slab = takeIdle(bytes);
        }
        if (slab == null) {
            slab = create(Math.max(bytes, Slab.COMMON));
        }
        slab.holder = holder;
        return slab;
    }

    /** Returns a slab to the pool. */
    static void give(Slab slab) {
        slab.holder = null;
        if (slab.bytes == Slab.COMMON && giveSlot(slab)) {
            return;
        }
        boolean isKept;
        try {
            isKept = giveIdle(slab, System.nanoTime());
        } catch (OutOfMemoryError full) { // the Java heap is full
            isKept = false;
        }
        if (!isKept) {
            destroy(slab);
        }
    }

    private static @Nullable Slab takeSlot() {
        // Starting at a slot of the thread's own makes it likely that it gets the slab that is in
        // its caches.
        int first = (int) Thread.currentThread().threadId();
        for (int i = 0; i < SLOTS; i++) {
            int slot = (first + i) & (SLOTS - 1);
            if (SLOT.getPlain(slot) != null) {
                Slab slab = SLOT.getAndSet(slot, null);
                if (slab != null) {
                    return slab;
                }
            }
        }
        return null;
    }

    private static boolean giveSlot(Slab slab) {
        int first = (int) Thread.currentThread().threadId();
        for (int i = 0; i < SLOTS; i++) {
            if (SLOT.compareAndSet((first + i) & (SLOTS - 1), null, slab)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Slab takeIdle(long bytes) {
        long size = Math.max(bytes, Slab.COMMON);
        // A large one may be of a greater size class, if not much of it remains unused.
        long most = size == Slab.COMMON ? size : size + size / 2;
        int first = place(size);
        int last = place(most);
        synchronized (IDLE) {
            for (int at = first; at <= last; at++) {
                Slab slab = IDLE[at];
                if (slab != null && slab.bytes >= size && slab.bytes <= most) {
                    IDLE[at] = slab.below;
                    slab.below = null;
                    idleBytes -= slab.bytes;
                    return slab;
                }
            }
            return null;
        }
    }

    private static boolean giveIdle(Slab slab, long now) {
        int at = place(slab.bytes);
        synchronized (IDLE) {
            if (now - lastSweep > SWEEP_NANOS) {
                sweep(now);
            }
            if (idleBytes + slab.bytes > SystemMemory.idleLimit()) {
                return false;
            }
            slab.idleSince = now;
            slab.below = IDLE[at];
            IDLE[at] = slab;
            idleBytes += slab.bytes;
            return true;
        }
    }

    /** The index of the list of a size: the common one, or one that {@link #roundUp} returns. */
    private static int place(long bytes) {
        if (bytes == Slab.COMMON) {
            return 0;
        }
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes);
        return 8 * power + (int) (bytes >>> (power - 3) & 7);
    }

    /** Gives back slabs that have been idle for too long. */
    static void sweep(long now) {
        synchronized (IDLE) {
            lastSweep = now;
            for (int at = 0; at < SIZES; at++) {
                Slab last = null;
                Slab slab = IDLE[at];
                while (slab != null && !isOld(slab, now)) {
                    last = slab;
                    slab = slab.below;
                }
                while (slab != null) {
                    Slab below = slab.below;
                    if (last == null) {
                        IDLE[at] = below;
                    } else {
                        last.below = below;
                    }
                    destroyIdle(slab);
                    slab = below;
                }
            }
        }
    }

    private static boolean isOld(Slab slab, long now) {
        return now - slab.idleSince > PATIENCE_NANOS;
    }

    /**
     * Frees a slab that was removed from its list. Called after the removal, for this may throw.
     */
    private static void destroyIdle(Slab slab) {
        slab.below = null;
        idleBytes -= slab.bytes;
        destroy(slab);
    }

    /** Rounds up to the next size class, so that slabs can be used again. */
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
                throw MemoryRefusals.exhausted(bytes, "the system has no more");
            }
        }
        try {
            ALL.add(slab);
        } catch (Throwable failure) {
            slab.free();
            throw failure;
        }
        SYSTEM_BYTES.addAndGet(bytes);
        CREATED.incrementAndGet();
        return slab;
    }

    private static void destroy(Slab slab) {
        slab.free();
        if (ALL.remove(slab)) {
            SYSTEM_BYTES.addAndGet(-slab.bytes);
        }
    }

    /** Gives all idle slabs back to the system. */
    static void trim() {
        for (Slab slab = takeSlot(); slab != null; slab = takeSlot()) {
            destroy(slab);
        }
        synchronized (IDLE) {
            for (int at = 0; at < SIZES; at++) {
                for (Slab top = IDLE[at]; top != null; top = IDLE[at]) {
                    IDLE[at] = top.below;
                    destroyIdle(top);
                }
            }
        }
    }
}
