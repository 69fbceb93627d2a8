package dev.gatun.memory.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Small buffers of a scope that were freed before the scope, by size; the last freed is used first.
 */
final class FreeList {
    private final Map<Long, List<Storage>> bySize = new HashMap<>();

    void add(Storage buffer) {
        bySize.computeIfAbsent(room(buffer.byteSize()), _ -> new ArrayList<>()).add(buffer);
    }

    /** A buffer over the bytes of a freed one of the same size; null if there is none. */
    @Nullable Storage take(AbstractScope scope, long bytes) {
        List<Storage> buffers = bySize.get(room(bytes));
        if (buffers == null || buffers.isEmpty()) {
            return null;
        }
        Storage again = buffers.getLast().reuse(scope, bytes);
        buffers.removeLast();
        return again;
    }

    /**
     * The bytes that belong to a buffer, with its gap. Canaries and segments of the JDK leave no
     * gap.
     */
    private static long room(long bytes) {
        return Canaries.ON || !NativeAccess.isGranted() ? bytes : BumpAllocator.sizeWithGap(bytes);
    }
}
