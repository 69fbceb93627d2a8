package dev.gatun.memory.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where tensors live when no scope is open: each has an automatic arena of its own, and the garbage
 * collector frees it. Right for jshell and for a script's few tensors; a training step that leans
 * on it pays microseconds a buffer, and waits for collections.
 */
final class AutomaticScope extends AbstractScope {
    static final AutomaticScope INSTANCE = new AutomaticScope();

    /** What the collector has found dead, until somebody asks for a figure. */
    private static final ReferenceQueue<MemorySegment.Scope> DEAD = new ReferenceQueue<>();

    /** One a buffer. Held from here and by no thread, which might outlive the class loader. */
    private static final Set<Buffer> BUFFERS = ConcurrentHashMap.newKeySet();

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
        BUFFERS.add(new Buffer(segment.scope(), bytes));
        return new Storage(this, segment.address(), bytes, segment);
    }

    /** A buffer as the ledger counts it. Holds no segment, or nothing would be freed. */
    private static final class Buffer extends PhantomReference<MemorySegment.Scope> {
        private final long bytes;

        Buffer(MemorySegment.Scope life, long bytes) {
            super(life, DEAD);
            this.bytes = bytes;
        }
    }

    /** Counts off what the collector has freed. */
    void count() {
        for (Reference<?> dead = DEAD.poll(); dead != null; dead = DEAD.poll()) {
            if (dead instanceof Buffer buffer && BUFFERS.remove(buffer)) {
                liveBytes.addAndGet(-buffer.bytes);
                liveBuffers.decrementAndGet();
                SystemMemory.freed(buffer.bytes);
            }
        }
    }

    /**
     * Refuses the buffer from now on; its bytes follow the collector, as a kernel may read them.
     */
    @Override
    boolean free(Storage storage, Object what) {
        storage.end(new FreedScope(this));
        return false;
    }

    @Override
    public long liveBytes() {
        count();
        return liveBytes.get();
    }

    @Override
    public long liveBuffers() {
        count();
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
