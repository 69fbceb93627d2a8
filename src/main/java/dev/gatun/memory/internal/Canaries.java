package dev.gatun.memory.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Known bytes before and behind each buffer of a scope, looked at when the scope closes, so that a
 * kernel which writes beyond what it was given is found out. With {@code -Dgatun.canaries=check},
 * under which this library's own tests run; off otherwise. The buffers of the automatic scope have
 * none, for nobody knows when the collector frees them.
 */
final class Canaries {
    static final boolean ON = "check".equals(System.getProperty("gatun.canaries"));

    /** Bytes on either side at least. */
    static final long MARGIN = Slab.ALIGNMENT;

    private static final byte CANARY = (byte) 0xa5;
    private static final Map<AbstractScope, Queue<Guarded>> OPEN = new ConcurrentHashMap<>();

    private static final Queue<Guarded> NONE = new ConcurrentLinkedQueue<>();

    private Canaries() {}

    /**
     * A buffer within memory of its own.
     *
     * @param room canaries, the buffer's bytes, canaries
     */
    private record Guarded(MemorySegment room, long bytes) {
        /** The first byte that is no canary any more, counted from the buffer's start. */
        OptionalLong damage() {
            long size = room.byteSize();
            for (long at = 0; at < size; at = at + 1 == MARGIN ? MARGIN + bytes : at + 1) {
                if (room.get(ValueLayout.JAVA_BYTE, at) != CANARY) {
                    return OptionalLong.of(at - MARGIN);
                }
            }
            return OptionalLong.empty();
        }

        void check(AbstractScope scope) {
            OptionalLong at = damage();
            if (at.isPresent()) {
                throw new AssertionError(
                        "byte %d was written beside a buffer of %d bytes in %s"
                                .formatted(at.getAsLong(), bytes, scope));
            }
        }
    }

    /** How large the memory for a buffer must be. */
    static long roomFor(long bytes) {
        return ON ? Math.max(bytes, bytes + 2 * MARGIN) : bytes; // no room if that overflows
    }

    /** The buffer in the middle of its room. */
    static Storage plant(AbstractScope scope, Storage room, long bytes) {
        MemorySegment memory = room.view();
        memory.asSlice(0, MARGIN).fill(CANARY);
        memory.asSlice(MARGIN + bytes).fill(CANARY);
        OPEN.computeIfAbsent(scope, _ -> new ConcurrentLinkedQueue<>())
                .add(new Guarded(memory, bytes));
        return new Storage(
                scope,
                room.address() + MARGIN,
                bytes,
                NativeAccess.isGranted() ? null : room.window(MARGIN, bytes));
    }

    /**
     * Looks at all canaries of a scope that closes, for the last time.
     *
     * @throws AssertionError if one is not what it was
     */
    static void check(AbstractScope scope) {
        Queue<Guarded> buffers = OPEN.remove(scope);
        for (Guarded buffer : buffers == null ? NONE : buffers) {
            buffer.check(scope);
        }
    }

    /** Looks at those of a buffer that is freed before its scope closes, for the last time. */
    static void check(AbstractScope scope, Storage storage) {
        Iterator<Guarded> buffers = OPEN.getOrDefault(scope, NONE).iterator();
        while (buffers.hasNext()) {
            Guarded buffer = buffers.next();
            if (buffer.room.address() + MARGIN == storage.address()) {
                buffers.remove();
                buffer.check(scope);
            }
        }
    }
}
