package dev.gatun.memory.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Small buffers of a scope that were freed before it, by size, the last first. */
final class FreeList {
    private final Map<Long, List<Storage>> bySize = new HashMap<>();

    void add(Storage buffer) {
        bySize.computeIfAbsent(room(buffer.byteSize()), _ -> new ArrayList<>()).add(buffer);
    }

    /** A buffer over bytes that one of this size had; null if there is none. */
    @Nullable Storage take(AbstractScope scope, long bytes) {
        List<Storage> buffers = bySize.get(room(bytes));
        if (buffers == null || buffers.isEmpty()) {
            return null;
        }
        Storage again = buffers.getLast().again(scope, bytes);
        buffers.removeLast();
        return again;
    }

    /**
     * How many bytes a buffer has to itself: canaries, and segments of the JDK, end where it does.
     */
    private static long room(long bytes) {
        return Canaries.ON || !NativeAccess.isGranted() ? bytes : BumpAllocator.sizeWithGap(bytes);
    }
}
