package dev.gatun.memory.internal;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The scope of one thread: plain fields, no atomics. */
final class ConfinedScope extends AbstractScope {
    private final ScopeStack stack;
    private final AbstractScope outer;
    private final long number;
    private final Region region;

    /** The next closed scope of this thread whose memory waits to be given back. */
    @Nullable ConfinedScope nextUnfreed;

    /** What has been lent and not come back: nothing holds this scope open while it is. */
    private @Nullable Lease leases;

    ConfinedScope(ScopeStack stack, AbstractScope outer, @Nullable String name, long number) {
        super(stack.thread, name);
        this.stack = stack;
        this.outer = outer;
        this.number = number;
        this.region = new Region(this);
        LeakTracker.opened(this);
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
            throw closed
                    ? new IllegalStateException(this + " is closed already")
                    : unusable("close()");
        }
        // What comes before this line is shallower than what opens a scope: where one could be
        // opened, it is closed, however full the stack is.
        closed = true;
        stack.end(this);
        LeakTracker.closed(this);
    }

    void free() {
        for (Lease lease = leases; lease != null; lease = lease.next) {
            lease.close();
        }
        leases = null;
        region.free();
    }

    boolean holdsMemory() {
        return region.holdsMemory();
    }

    @Override
    Lease lease() {
        leases = new Lease(leases);
        return leases;
    }

    @Override
    void ended(Lease lease) {
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
