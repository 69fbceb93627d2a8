package dev.gatun.memory.internal;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A scope confined to one thread, with plain fields and no atomic operations. */
final class ConfinedScope extends OpenedScope {
    private final long number;

    /** Lent segments whose calls have not returned, linked; they do not keep this scope open. */
    private @Nullable LentSegment lentSegments;

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
        return allocator.reserve(checkSize(bytes));
    }

    @Override
    boolean free(Storage storage, Object what) {
        checkUsable(what);
        storage.markFreed(new FreedScope(this));
        return allocator.free(storage);
    }

    @Override
    public long liveBytes() {
        return allocator.liveBytes();
    }

    @Override
    public long liveBuffers() {
        return allocator.liveBuffers();
    }

    @Override
    public void close() {
        if (closed || !isOwnThread()) {
            throw closed ? MemoryRefusals.closedAlready(this) : unusable("close()");
        }
        // The frames up to this line are smaller than those of opening a scope: where the stack had
        // room to open one, this line is reached.
        closed = true;
        stack.close(this);
    }

    @Override
    void finish() {
        for (; lentSegments != null; lentSegments = lentSegments.next) {
            lentSegments.close();
        }
        allocator.free();
        LeakTracker.closed(this);
    }

    @Override
    LentSegment lend() {
        lentSegments = new LentSegment(lentSegments);
        return lentSegments;
    }

    @Override
    void endLent(LentSegment lent) {
        lent.close();
        lentSegments = lent.next;
    }

    @Override
    MemorySegment segmentOf(Storage storage) {
        return allocator.segment(storage);
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
