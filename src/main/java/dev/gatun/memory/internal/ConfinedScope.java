package dev.gatun.memory.internal;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The scope of one thread: plain fields, no atomics. */
final class ConfinedScope extends OpenedScope {
    private final long number;

    /** What has been lent and not come back: nothing holds this scope open while it is. */
    private @Nullable LentSegment leases;

    ConfinedScope(
            ScopeStack stack, @Nullable OpenedScope below, @Nullable String name, long number) {
        super(stack, below, stack.thread, name);
        this.number = number;
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
    boolean free(Storage storage, Object what) {
        checkUsable(what);
        storage.end(new FreedScope(this));
        return region.free(storage);
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
            throw closed ? isClosedAlready() : unusable("close()");
        }
        // What comes before this line is shallower than what opens a scope: where one could be
        // opened, it is closed, however full the stack is.
        closed = true;
        stack.close(this);
    }

    @Override
    void finish() {
        for (LentSegment lease = leases; lease != null; lease = lease.next) {
            lease.close();
        }
        leases = null;
        region.free();
        LeakTracker.closed(this);
    }

    @Override
    LentSegment lease() {
        leases = new LentSegment(leases);
        return leases;
    }

    @Override
    void ended(LentSegment lease) {
        lease.close();
        leases = lease.next;
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
