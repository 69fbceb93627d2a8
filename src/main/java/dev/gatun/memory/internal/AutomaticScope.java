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
 * The scope of tensors made while no scope is open. Each buffer has an automatic arena, which the
 * garbage collector frees. This serves jshell and scripts with few tensors; a training step would
 * take microseconds for each buffer, and wait for collections.
 */
final class AutomaticScope extends AbstractScope {
    static final AutomaticScope INSTANCE = new AutomaticScope();

    /** Buffers that the collector has freed; read when a figure is asked for. */
    private static final ReferenceQueue<MemorySegment.Scope> DEAD = new ReferenceQueue<>();

    /**
     * The live buffers. Referred to from here and not from a thread, which might outlive the class
     * loader.
     */
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
        // The segment's scope is reachable as long as any segment over these bytes is, the user's
        // included.
        BUFFERS.add(new Buffer(segment.scope(), bytes));
        return new Storage(this, segment.address(), bytes, segment);
    }

    /**
     * A buffer as the ledger counts it. Does not refer to the segment, which would never be freed
     * then.
     */
    private static final class Buffer extends PhantomReference<MemorySegment.Scope> {
        private final long bytes;

        Buffer(MemorySegment.Scope life, long bytes) {
            super(life, DEAD);
            this.bytes = bytes;
        }
    }

    /** Subtracts the buffers that the collector has freed. */
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
     * The buffer is refused from now on. Its bytes are left to the collector, because a kernel may
     * be reading them.
     */
    @Override
    boolean free(Storage storage, Object what) {
        storage.markFreed(new FreedScope(this));
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
        throw MemoryRefusals.automaticIsNotClosed();
    }

    @Override
    MemorySegment segmentOf(Storage storage) {
        throw new AssertionError("automatic storage has its segment");
    }

    @Override
    void acquireSlowly(Storage storage, @Nullable Object what) {
        // Any thread may use it, and it lives as long as it is reachable.
    }

    @Override
    void releaseSlowly() {}
}
