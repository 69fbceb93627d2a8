package dev.gatun.memory.internal;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The scope of a buffer that was freed before the scope it was allocated in; always closed. */
final class FreedScope extends AbstractScope {
    private final AbstractScope home;

    FreedScope(AbstractScope home) {
        super(null, null);
        this.home = home;
        this.closed = true;
    }

    @Override
    public AbstractScope outer() {
        return home.outer();
    }

    @Override
    public boolean isOpen() {
        return false;
    }

    @Override
    Storage reserve(long bytes) {
        throw unusable("a new buffer");
    }

    @Override
    boolean free(Storage storage, Object what) {
        throw unusable(what);
    }

    @Override
    public long liveBytes() {
        return 0;
    }

    @Override
    public long liveBuffers() {
        return 0;
    }

    @Override
    public void close() {
        throw MemoryRefusals.closedAlready(this);
    }

    @Override
    MemorySegment segmentOf(Storage storage) {
        throw unusable(storage);
    }

    @Override
    void acquireSlowly(Storage storage, @Nullable Object what) {
        throw unusable(what == null ? storage : what);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // lost
    void releaseSlowly() {
        // Ends a use that began before the buffer was freed.
        if (home.owner == null) {
            try {
                home.releaseSlowly();
            } catch (StackOverflowError full) {
                home.lost++; // the release has not begun
            }
        }
    }

    @Override
    IllegalStateException unusable(Object user) {
        return MemoryRefusals.freed(this, user);
    }

    @Override
    String defaultName() {
        return home.name();
    }
}
