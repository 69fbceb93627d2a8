package dev.gatun.memory.internal;

import dev.gatun.memory.MemoryExhaustedException;
import dev.gatun.memory.Scope;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One buffer of a scope: what tensors and their views share. It does not move and does not grow.
 *
 * <p>A kernel brackets its work: {@link #acquire}, {@link #view}, {@link #release}. Between the two
 * the memory cannot be freed, whichever thread closes the scope.
 */
public final class Storage {
    /** Changes once, if the buffer is freed before its scope: then it is a {@link FreedScope}. */
    AbstractScope scope;

    private final long address;
    private final long bytes;

    /** The JDK's own segment where this buffer is one; null for a piece of a slab. */
    private final @Nullable MemorySegment segment;

    /**
     * Whether the segment may be closed while a kernel runs, so that each access must be checked.
     */
    private final boolean checkedAccess;

    /** Whether a segment over it may be in somebody's hands: then its bytes stay its own. */
    private boolean isLent;

    private int version;

    Storage(AbstractScope scope, long address, long bytes, @Nullable MemorySegment segment) {
        this(scope, address, bytes, segment, false);
    }

    private Storage(
            AbstractScope scope,
            long address,
            long bytes,
            @Nullable MemorySegment segment,
            boolean checkedAccess) {
        this.scope = scope;
        this.address = address;
        this.bytes = bytes;
        this.segment = segment;
        this.checkedAccess = checkedAccess;
    }

    /**
     * A buffer for a kernel to fill. Its bytes are whatever was there before: the caller writes all
     * of them before it hands the buffer on. 64-byte aligned.
     *
     * @param scope whose it is
     * @param bytes how many, 0 or more
     * @throws IllegalStateException if the scope is closed or another thread's
     * @throws MemoryExhaustedException if the memory limit or the machine has no more; nothing has
     *     changed then
     */
    public static Storage reserve(Scope scope, long bytes) {
        return ((AbstractScope) scope).reserve(bytes);
    }

    /**
     * A buffer over off-heap memory of somebody else, alive as long as the segment is. Any thread
     * that may use the segment may use the buffer. If another thread could close the segment's
     * arena while a kernel runs, kernels leave the JDK's checks on and are slower for it: a
     * confined or the global arena serves best.
     */
    public static Storage over(MemorySegment segment) {
        ForeignScope scope = new ForeignScope(segment);
        return new Storage(
                scope, segment.address(), segment.byteSize(), segment, scope.mayCloseAnyTime());
    }

    /** The scope this buffer dies with. */
    public Scope scope() {
        return scope;
    }

    /** Its size in bytes, as it was asked for. */
    public long byteSize() {
        return bytes;
    }

    /**
     * How often it has been {@linkplain #overwritten overwritten}: what was computed from it is out
     * of date if this has changed.
     */
    public int version() {
        return version;
    }

    /** Counts a write over elements that somebody may have read. */
    public void overwritten() {
        version++;
    }

    /** Whether the calling thread may use it now. */
    public boolean isUsable() {
        return isLive() && (scope.owner == null || scope.isOwnThread());
    }

    /** Whether its scope is still open. */
    public boolean isLive() {
        return scope.isOpen();
    }

    /**
     * Holds the memory for a kernel.
     *
     * @param what names the user of the buffer in the message, such as a tensor; null for the
     *     buffer itself
     * @throws IllegalStateException if the scope is closed, or is another thread's
     */
    public void acquire(@Nullable Object what) {
        // The case of every step: a confined scope, open, on its own thread. No call, no atomics.
        if (scope.closed || !scope.isOwnThread()) {
            scope.acquireSlowly(this, what);
        }
    }

    /**
     * Gives the memory back before the scope closes; whoever uses the buffer afterwards is refused.
     * The bytes are used again at once, but where a {@linkplain #segment segment} may look at them,
     * where operations of other threads are under way in a shared scope, and where the memory
     * follows the garbage collector.
     *
     * @param what names the user of the buffer in the message, as for {@link #acquire}
     * @return whether the bytes can be used again already
     * @throws IllegalStateException if the scope is closed, is another thread's, or does not own
     *     the memory
     */
    public boolean free(@Nullable Object what) {
        return scope.free(this, what == null ? this : what);
    }

    /** From now on the buffer is refused to whoever wants to use it. */
    void end(FreedScope freed) {
        scope = freed;
    }

    /** Whether {@link #free} has ended it. */
    public boolean isFreed() {
        return scope instanceof FreedScope;
    }

    boolean isLent() {
        return isLent;
    }

    /** Its bytes for the next user, once it has {@linkplain #end ended}. */
    Storage again(AbstractScope owner, long size) {
        return new Storage(owner, address, size, segment);
    }

    /** Lets go of what {@link #acquire} held, however full the stack is once this has begun. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // lost
    public void release() {
        AbstractScope held = scope;
        if (held.owner == null) {
            try {
                held.releaseSlowly();
            } catch (StackOverflowError full) {
                held.lost++; // it has not begun
            } finally {
                Reference.reachabilityFence(this); // automatic memory lives as long as this does
            }
        }
    }

    /**
     * The bytes for a kernel that has {@linkplain #acquire acquired} them; it lets them go nowhere.
     */
    public MemorySegment view() {
        return window(0, bytes);
    }

    /** Some of the bytes, likewise. */
    public MemorySegment window(long offset, long length) {
        assert offset >= 0 && length >= 0 && offset + length <= bytes
                : offset + " + " + length + " of " + this;
        if (NativeAccess.isGranted() && !checkedAccess) {
            return NativeAccess.at(address + offset, length);
        }
        return segmentToCheck().asSlice(offset, length);
    }

    private MemorySegment segmentToCheck() {
        return Objects.requireNonNull(segment, "a buffer that is no piece of a slab");
    }

    /** The first byte, for a kernel that has {@linkplain #acquire acquired} the buffer. */
    public long address() {
        return address;
    }

    /**
     * The bytes as a segment anyone may keep: once the scope is closed the JDK refuses access to
     * it.
     *
     * @throws IllegalStateException if the scope is closed, or is another thread's
     */
    public MemorySegment segment() {
        acquire(null);
        try {
            isLent = true;
            return segment != null ? segment : scope.segmentOf(this);
        } finally {
            release();
        }
    }

    /**
     * Lends some of the bytes to be written, in a segment that dies with the call.
     *
     * @param what names the user of the buffer in the message, as for {@link #acquire}
     * @throws IllegalStateException if the scope is closed, or is another thread's
     */
    public void lend(
            long offset, long length, @Nullable Object what, Consumer<MemorySegment> user) {
        acquire(what);
        boolean isOver = true;
        try {
            if (scope instanceof ForeignScope || !NativeAccess.isGranted()) {
                lendCopy(segmentToCheck().asSlice(offset, length), user);
                return;
            }
            AbstractScope held = scope;
            LentSegment lease = held.lease();
            boolean was = isLent;
            isLent = true; // should the user free the buffer, its bytes go to nobody else
            isOver = false;
            try {
                user.accept(lease.over(address + offset, length));
            } finally {
                held.ended(lease);
                isLent = was;
                isOver = true;
            }
        } finally {
            // Else the stack was too full to end the lease, and somebody may have kept the segment.
            if (isOver) {
                release();
            }
        }
    }

    /** Written back when the user returns, in part too if it throws. */
    private static void lendCopy(MemorySegment bytes, Consumer<MemorySegment> user) {
        try (LentSegment lease = new LentSegment(null)) {
            MemorySegment copy = lease.copyOf(bytes);
            try {
                user.accept(copy);
            } finally {
                bytes.copyFrom(copy);
            }
        }
    }

    @Override
    public String toString() {
        return "a buffer of " + bytes + " bytes";
    }
}
