package dev.gatun.memory.internal;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The scope of one thread: plain fields, no atomics. */
final class ConfinedScope extends AbstractScope {
    private final ScopeStack stack;
    private final AbstractScope outer;
    private final long number;
    private final Region region;

    ConfinedScope(ScopeStack stack, AbstractScope outer, @Nullable String name, long number) {
        super(stack.thread, name);
        this.stack = stack;
        this.outer = outer;
        this.number = number;
        this.region = new Region(this);
        LeakTracker.opened(this);
    }

    /** What a buffer belongs to that was freed before the scope it was made in. */
    private ConfinedScope(ConfinedScope home) {
        super(home.owner, home.name());
        this.stack = home.stack;
        this.outer = home.outer;
        this.number = home.number;
        this.region = new Region(this);
        this.closed = true;
    }

    @Override
    public AbstractScope outer() {
        return outer;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    Storage reserve(long bytes) {
        if (closed || !isOwnThread()) {
            throw unusable("a new buffer");
        }
        return region.reserve(checkSize(bytes));
    }

    @Override
    @Nullable AbstractScope free(Storage storage) {
        return !closed && isOwnThread() && region.free(storage) ? new ConfinedScope(this) : null;
    }

    @Override
    public long liveBytes() {
        return region.liveBytes();
    }

    @Override
    public long liveBuffers() {
        return region.liveBuffers();
    }

    @Override
    public void close() {
        if (closed || !isOwnThread()) {
            throw closed
                    ? new IllegalStateException(this + " is closed already")
                    : unusable("close()");
        }
        stack.pop(this);
        closed = true;
        region.free();
        LeakTracker.closed(this);
    }

    @Override
    MemorySegment segmentOf(Storage storage) {
        return region.segment(storage);
    }

    @Override
    void acquireSlowly(Storage storage, @Nullable Object what) {
        throw unusable(what == null ? storage : what);
    }

    @Override
    void releaseSlowly() {
        throw new AssertionError("a confined scope is not held");
    }

    @Override
    String defaultName() {
        return stack.thread.getName() + " #" + number;
    }
}
