package dev.gatun.memory.internal;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A scope that any thread may use. Each use holds it for as long as it runs; closing turns new uses
 * away and waits for those under way, so no kernel ever reads freed memory.
 */
final class SharedScope extends AbstractScope {
    private static final int CLOSED = Integer.MIN_VALUE;
    private static final long RETRY_NANOS = 20_000;

    private final AbstractScope outer;

    /** How many uses are under way; {@link #CLOSED} is added when the scope closes. */
    private final AtomicInteger uses = new AtomicInteger();

    private final Region region;

    SharedScope(AbstractScope outer, String name) {
        super(null, name);
        this.outer = outer;
        this.region = new Region(this);
        LeakTracker.opened(this);
    }

    @Override
    public AbstractScope outer() {
        return outer;
    }

    @Override
    public boolean isOpen() {
        return uses.get() >= 0;
    }

    @Override
    Storage reserve(long bytes) {
        checkSize(bytes);
        hold("a new buffer");
        try {
            synchronized (region) {
                return region.reserve(bytes);
            }
        } finally {
            releaseSlowly();
        }
    }

    @Override
    public long liveBytes() {
        synchronized (region) {
            return region.liveBytes();
        }
    }

    @Override
    public long liveBuffers() {
        synchronized (region) {
            return region.liveBuffers();
        }
    }

    @Override
    public void close() {
        if (uses.getAndUpdate(n -> n < 0 ? n : n + CLOSED) < 0) {
            throw new IllegalStateException(this + " is closed already");
        }
        ScopeStack.ofThread().pop(this); // nothing to do on a thread that did not open it
        while (uses.get() != CLOSED) {
            LockSupport.parkNanos(RETRY_NANOS);
        }
        closed = true;
        synchronized (region) {
            region.free();
        }
        LeakTracker.closed(this);
    }

    @Override
    MemorySegment segmentOf(Storage storage) {
        synchronized (region) {
            return region.segment(storage);
        }
    }

    @Override
    void acquireSlowly(Storage storage, @Nullable Object what) {
        hold(what == null ? storage : what);
    }

    private void hold(Object what) {
        if (uses.getAndIncrement() < 0) {
            uses.getAndDecrement();
            throw unusable(what);
        }
    }

    @Override
    void releaseSlowly() {
        uses.getAndDecrement();
    }

    @Override
    String defaultName() {
        return "shared";
    }
}
