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
 * Known bytes before and after each buffer of a scope, compared when the scope closes, to detect
 * kernels that write out of bounds. Enabled by {@code -Dgatun.canaries=check}, with which the
 * library's own tests run. Buffers of the automatic scope have none, because the collector frees
 * them at unknown times.
 */
final class Canaries {
    static final boolean ON = "check".equals(System.getProperty("gatun.canaries"));

    /** The least number of bytes on either side. */
    static final long MARGIN = Slab.ALIGNMENT;

    private static final byte CANARY = (byte) 0xa5;
    private static final Map<AbstractScope, Queue<Guarded>> OPEN = new ConcurrentHashMap<>();

    private static final Queue<Guarded> NONE = new ConcurrentLinkedQueue<>();

    private Canaries() {}

    /**
     * A buffer and its canaries.
     *
     * @param room the canaries, the bytes of the buffer, and canaries again
     */
    private record Guarded(MemorySegment room, long bytes) {
        /** The first canary that was overwritten, as an offset from the buffer's start. */
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

    /** The bytes to allocate for a buffer of the given size. */
    static long roomFor(long bytes) {
        return ON
                ? Math.max(bytes, bytes + 2 * MARGIN)
                : bytes; // without canaries if that overflows
    }

    /** Fills the canaries and returns the buffer between them. */
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
     * Compares all canaries of a scope that is being closed.
     *
     * @throws AssertionError if one was overwritten
     */
    static void check(AbstractScope scope) {
        Queue<Guarded> buffers = OPEN.remove(scope);
        for (Guarded buffer : buffers == null ? NONE : buffers) {
            buffer.check(scope);
        }
    }

    /** Compares the canaries of a buffer that is freed before its scope. */
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
