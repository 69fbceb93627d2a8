package dev.gatun.memory.internal;

import dev.gatun.memory.MemoryExhaustedException;
import dev.gatun.memory.Scope;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One buffer of a scope, shared by a tensor and its views. It does not move and does not grow.
 *
 * <p>A kernel calls {@link #acquire}, {@link #view} and {@link #release}, in that order. Between
 * acquire and release the memory is not freed, whichever thread closes the scope.
 */
public final class Storage {
    /** Becomes a {@link FreedScope} if the buffer is freed before its scope. */
    AbstractScope scope;

    private final long address;
    private final long bytes;

    /** The segment this buffer was made of; null for a buffer within a slab. */
    private final @Nullable MemorySegment segment;

    /**
     * Whether the segment may be freed while a kernel runs, so that each access must be checked.
     */
    private final boolean checkedAccess;

    /** Whether the user may have a segment over it; its bytes are then not used again. */
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
     * Allocates a buffer, aligned to 64 bytes and uninitialized: the caller writes all bytes before
     * it passes the buffer on.
     *
     * @param scope the scope that the buffer belongs to
     * @param bytes its size, 0 or more
     * @throws IllegalStateException if the scope is closed or another thread's
     * @throws MemoryExhaustedException if the memory limit or the machine has no more; nothing has
     *     changed then
     */
    public static Storage reserve(Scope scope, long bytes) {
        return ((AbstractScope) scope).reserve(bytes);
    }

    /**
     * A buffer over a segment of the user, valid as long as the segment is. Any thread that may
     * access the segment may use the buffer. If another thread could close the segment's arena
     * while a kernel runs, kernels keep the JDK's checks and are slower; this is not so for a
     * confined arena and the global one.
     */
    public static Storage over(MemorySegment segment) {
        ForeignScope scope = new ForeignScope(segment);
        return new Storage(
                scope, segment.address(), segment.byteSize(), segment, scope.mayCloseAnyTime());
    }

    /** The scope that this buffer belongs to. */
    public Scope scope() {
        return scope;
    }

    /** The size in bytes, as it was requested. */
    public long byteSize() {
        return bytes;
    }

    /**
     * The number of calls of {@link #overwritten}. A result computed from this buffer is out of
     * date if the number has changed since.
     */
    public int version() {
        return version;
    }

    /** Counts a write over elements that may have been read before. */
    public void overwritten() {
        version++;
    }

    /** Whether the calling thread may use this buffer now. */
    public boolean isUsable() {
        return scope.isUsable();
    }

    /** Whether its scope is still open. */
    public boolean isLive() {
        return scope.isOpen();
    }

    /**
     * Keeps the memory from being freed while a kernel uses it.
     *
     * @param what the user of the buffer, named in the message, such as a tensor; null for the
     *     buffer itself
     * @throws IllegalStateException if the scope is closed, or is another thread's
     */
    public void acquire(@Nullable Object what) {
        // The usual case: a confined scope, open, on its own thread. No call and no atomic
        // operation.
        if (scope.closed || !scope.isOwnThread()) {
            scope.acquireSlowly(this, what);
        }
    }

    /**
     * Frees the memory before the scope is closed; later uses of the buffer are refused. The bytes
     * can be used again at once, except if a {@linkplain #segment segment} may refer to them, if
     * operations of other threads use the shared scope, or if the garbage collector frees the
     * memory.
     *
     * @param what the user of the buffer, named in the message, as for {@link #acquire}
     * @return whether the bytes can be used again already
     * @throws IllegalStateException if the scope is closed, is another thread's, or does not own
     *     the memory
     */
    public boolean free(@Nullable Object what) {
        return scope.free(this, what == null ? this : what);
    }

    /** Marks the buffer as freed: later uses are refused. */
    void markFreed(FreedScope freed) {
        scope = freed;
    }

    /** Whether {@link #free} was called. */
    public boolean isFreed() {
        return scope instanceof FreedScope;
    }

    boolean isLent() {
        return isLent;
    }

    /**
     * A new buffer over the bytes of this one, which was {@linkplain #markFreed marked} as freed.
     */
    Storage reuse(AbstractScope owner, long size) {
        return new Storage(owner, address, size, segment);
    }

    /**
     * Ends the use that {@link #acquire} began. Once this has begun, it completes even if the stack
     * is full.
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // lost
    public void release() {
        AbstractScope held = scope;
        if (held.owner == null) {
            try {
                held.releaseSlowly();
            } catch (StackOverflowError full) {
                held.lost++; // it has not begun
            } finally {
                Reference.reachabilityFence(
                        this); // the collector frees automatic memory once this is unreachable
            }
        }
    }

    /**
     * A segment over the bytes, without a lifetime check where native access is granted. For a
     * kernel that has {@linkplain #acquire acquired} the buffer; it is not passed to users.
     */
    public MemorySegment view() {
        return window(0, bytes);
    }

    /** A segment over some of the bytes, as {@link #view}. */
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

    /**
     * Whether a kernel may access the bytes by their {@link #address}: native access is granted,
     * and nobody frees them while it runs.
     */
    public boolean hasAddress() {
        return NativeAccess.isGranted() && !checkedAccess;
    }

    /**
     * The address of the first byte, for a kernel that has {@linkplain #acquire acquired} the
     * buffer.
     */
    public long address() {
        return address;
    }

    /**
     * A segment over the bytes for users. The JDK refuses access to it once the scope is closed.
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
     * Lends some of the bytes to be written, as a segment that is valid until the call returns.
     *
     * @param what the user of the buffer, named in the message, as for {@link #acquire}
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
            LentSegment lent = held.lend();
            boolean was = isLent;
            isLent = true; // if the user frees the buffer, its bytes are not used again
            isOver = false;
            try {
                user.accept(lent.over(address + offset, length));
            } finally {
                held.endLent(lent);
                isLent = was;
                isOver = true;
            }
        } finally {
            // Otherwise the stack was too full to end the segment's lifetime, and the user may have
            // kept it.
            if (isOver) {
                release();
            }
        }
    }

    /** Lends a copy, which is written back when the user returns or throws. */
    private static void lendCopy(MemorySegment bytes, Consumer<MemorySegment> user) {
        try (LentSegment lent = new LentSegment(null)) {
            MemorySegment copy = lent.copyOf(bytes);
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
