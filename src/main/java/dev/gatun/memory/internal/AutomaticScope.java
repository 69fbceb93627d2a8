package dev.gatun.memory.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where tensors live when no scope is open: each has an automatic arena of its own, and the garbage
 * collector frees it. Right for jshell and for a script's few tensors; a training step that leans
 * on it pays microseconds a buffer, and waits for collections.
 */
final class AutomaticScope extends AbstractScope {
    static final AutomaticScope INSTANCE = new AutomaticScope();

    private static final Cleaner CLEANER = Cleaner.create();

    private final AtomicLong liveBytes = new AtomicLong();
    private final AtomicLong liveBuffers = new AtomicLong();

    private AutomaticScope() {
        super(null, "automatic");
    }

    @Override
    public AbstractScope outer() {
        return this;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    Storage reserve(long bytes) {
        checkSize(bytes);
        SystemMemory.pressBack(bytes);
        MemorySegment segment = SystemMemory.allocate(Arena.ofAuto(), bytes);
        liveBytes.addAndGet(bytes);
        liveBuffers.incrementAndGet();
        // The segment's scope dies with the last segment over these bytes, the user's included.
        CLEANER.register(segment.scope(), new Freed(this, bytes));
        return new Storage(this, segment.address(), bytes, segment);
    }

    /**
     * What the collector's work means to the ledger. Holds no segment, or nothing would be freed.
     */
    private record Freed(AutomaticScope scope, long bytes) implements Runnable {
        @Override
        public void run() {
            scope.liveBytes.addAndGet(-bytes);
            scope.liveBuffers.decrementAndGet();
            SystemMemory.freed(bytes);
        }
    }

    @Override
    public long liveBytes() {
        return liveBytes.get();
    }

    @Override
    public long liveBuffers() {
        return liveBuffers.get();
    }

    @Override
    public void close() {
        throw new IllegalStateException(
                "the automatic scope is not closed; open one with Scope.open()");
    }

    @Override
    MemorySegment segmentOf(Storage storage) {
        throw new AssertionError("automatic storage has its segment");
    }

    @Override
    void acquireSlowly(Storage storage, @Nullable Object what) {
        // Alive as long as it is reachable, from any thread.
    }

    @Override
    void releaseSlowly() {}

    @Override
    String defaultName() {
        return "automatic";
    }
}
