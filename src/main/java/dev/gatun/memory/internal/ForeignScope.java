package dev.gatun.memory.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The scope of a segment that the user made and the user frees. */
final class ForeignScope extends AbstractScope {
    /** Never started. A segment is accessible to it only if it is accessible to any thread. */
    private static final Thread ANY_THREAD = Thread.ofPlatform().unstarted(() -> {});

    private final MemorySegment segment;

    /** The thread that passed the segment: its owner, if the segment is confined. */
    private final Thread maker = Thread.currentThread();

    ForeignScope(MemorySegment segment) {
        super(null, "memory of a segment");
        this.segment = segment;
    }

    /**
     * Whether the segment could be freed during a kernel. A confined arena is closed only by the
     * thread that runs the kernel.
     */
    boolean mayCloseAnyTime() {
        return segment.isAccessibleBy(ANY_THREAD)
                && !segment.scope().equals(Arena.global().scope());
    }

    @Override
    public AbstractScope outer() {
        return AutomaticScope.INSTANCE;
    }

    @Override
    public boolean isOpen() {
        return segment.scope().isAlive();
    }

    @Override
    Storage reserve(long bytes) {
        throw MemoryRefusals.noBuffersIn(this);
    }

    @Override
    boolean free(Storage storage, Object what) {
        throw MemoryRefusals.freedByItsArena(this, what);
    }

    @Override
    public long liveBytes() {
        return segment.byteSize();
    }

    @Override
    public long liveBuffers() {
        return 1;
    }

    @Override
    public void close() {
        throw MemoryRefusals.closedByItsArena(this);
    }

    @Override
    MemorySegment segmentOf(Storage storage) {
        return segment;
    }

    @Override
    void acquireSlowly(Storage storage, @Nullable Object what) {
        Object user = what == null ? storage : what;
        if (!isOpen()) {
            throw unusable(user);
        }
        if (!segment.isAccessibleBy(Thread.currentThread())) {
            throw MemoryRefusals.segmentOfOtherThread(maker, user);
        }
    }

    @Override
    void releaseSlowly() {}
}
