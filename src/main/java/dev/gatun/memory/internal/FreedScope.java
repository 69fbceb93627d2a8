package dev.gatun.memory.internal;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What a buffer belongs to that was freed before the scope it was made in: closed from the start.
 */
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
        throw new IllegalStateException(this + " is closed already");
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
        // Of a use that had begun before.
        if (home.owner == null) {
            try {
                home.releaseSlowly();
            } catch (StackOverflowError full) {
                home.lost++; // it has not begun
            }
        }
    }

    @Override
    IllegalStateException unusable(Object user) {
        return new IllegalStateException(
                described(user)
                        + " cannot be used: free() has freed its memory, before "
                        + this
                        + " closed; copy() what is used longer");
    }

    @Override
    String defaultName() {
        return home.name();
    }
}
