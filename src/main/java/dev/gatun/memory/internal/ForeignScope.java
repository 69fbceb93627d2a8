package dev.gatun.memory.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The lifetime of a segment that somebody else made and somebody else will free. */
final class ForeignScope extends AbstractScope {
    /** Never started: what it may use, any thread may. */
    private static final Thread ANY_THREAD = Thread.ofPlatform().unstarted(() -> {});

    private final MemorySegment segment;

    /** Who made it a tensor's: its owner, where the segment is confined at all. */
    private final Thread maker = Thread.currentThread();

    ForeignScope(MemorySegment segment) {
        super(null, "memory of a segment");
        this.segment = segment;
    }

    /** A confined arena can only be closed by the thread that is busy in the kernel. */
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
        throw new IllegalStateException("no buffers can be made in " + this);
    }

    @Override
    boolean free(Storage storage, Object what) {
        throw new IllegalStateException(
                described(what)
                        + " cannot be freed: "
                        + this
                        + " is freed by the arena it came from");
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
        throw new IllegalStateException(this + " is closed by the arena it came from");
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
            throw new IllegalStateException(
                    described(user)
                            + " cannot be used from thread \""
                            + Thread.currentThread().getName()
                            + "\": its segment is confined to thread \""
                            + maker.getName()
                            + "\"; a segment of a shared arena serves several threads");
        }
    }

    @Override
    void releaseSlowly() {}

    @Override
    String defaultName() {
        return "memory of a segment";
    }
}
