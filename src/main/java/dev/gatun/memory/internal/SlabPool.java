package dev.gatun.memory.internal;

import dev.gatun.memory.MemoryExhaustedException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * All slabs of the process. The first common ones wait in a few slots and cost one exchange; the
 * others wait by size under a lock, the last used on top. Idle memory beyond a bound goes back to
 * the system at once, and what has been idle for a minute with the next slab that comes back.
 */
final class SlabPool {
    private static final int SLOTS = 16;

    /** Eight between two powers of two. */
    private static final int SIZES = 8 * Long.SIZE;

    private static final AtomicReferenceArray<@Nullable Slab> SLOT =
            new AtomicReferenceArray<>(SLOTS);

    /**
     * The others that are idle, the last used of each size on top of those below it; itself the
     * lock of it and of the next two. Putting one in or taking one out is two writes with no call
     * before, between or after them that a full stack could stop: else a slab could stand here
     * twice, or after it was freed, and two scopes would share its bytes.
     */
    private static final @Nullable Slab[] IDLE = new Slab[SIZES];

    private static long idleBytes;
    private static long lastSweep = System.nanoTime();

    /** What a slab may be idle for. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Every slab there is, held or idle. */
    static final Set<Slab> ALL = ConcurrentHashMap.newKeySet();

    private static final AtomicLong SYSTEM_BYTES = new AtomicLong();
    private static final AtomicLong CREATED = new AtomicLong();

    private SlabPool() {}

    /** Bytes of all slabs, held and idle. */
    static long systemBytes() {
        return SYSTEM_BYTES.get();
    }

    /** How many slabs were ever taken from the system. */
    static long created() {
        return CREATED.get();
    }

    /**
     * A slab of at least the given size, with whatever bytes its last holder left in it.
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

    /** Takes a slab back. */
    static void give(Slab slab) {
        slab.holder = null;
        if (slab.bytes == Slab.COMMON && giveSlot(slab)) {
            return;
        }
        boolean isKept;
        try {
            isKept = giveIdle(slab, System.nanoTime());
        } catch (OutOfMemoryError full) { // of the Java heap, which has no room for a note of it
            isKept = false;
        }
        if (!isKept) {
            destroy(slab);
        }
    }

    private static @Nullable Slab takeSlot() {
        // Starting by thread keeps a thread on the slab its caches know.
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
        // Of large ones the next size up serves too, as long as little of it lies waste.
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

    /** Where slabs of a size wait: common ones, or one of the sizes that {@link #roundUp} makes. */
    private static int place(long bytes) {
        if (bytes == Slab.COMMON) {
            return 0;
        }
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes);
        return 8 * power + (int) (bytes >>> (power - 3) & 7);
    }

    /** Gives back what has long been idle. */
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

    /** Of one that has been taken out: afterwards, for this may not come to its end. */
    private static void destroyIdle(Slab slab) {
        slab.below = null;
        idleBytes -= slab.bytes;
        destroy(slab);
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

    /** Gives all idle memory back to the system. */
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
