package dev.gatun.memory;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * One buffer of a scope: what tensors and their views share. It does not move and does not grow.
 *
 * <p>A kernel brackets its work: {@link #acquire}, {@link #view}, {@link #release}. Between the two
 * the memory cannot be freed, whichever thread closes the scope.
 */
public final class Storage {
    private final Scope scope;
    private final long address;
    private final long bytes;

    /** The JDK's own segment where this buffer is one; null for a piece of a slab. */
    private final @Nullable MemorySegment segment;

    Storage(Scope scope, long address, long bytes, @Nullable MemorySegment segment) {
        this.scope = scope;
        this.address = address;
        this.bytes = bytes;
        this.segment = segment;
    }

    /** The scope this buffer dies with. */
    public Scope scope() {
        return scope;
    }

    /** Its size in bytes, as it was asked for. */
    public long byteSize() {
        return bytes;
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

    /** Lets go of what {@link #acquire} held. */
    public void release() {
        if (scope.owner == null) {
            try {
                scope.releaseSlowly();
            } finally {
                Reference.reachabilityFence(this); // automatic memory lives as long as this does
            }
        }
    }

    /**
     * The bytes for a kernel that has {@linkplain #acquire acquired} them; it lets them go nowhere.
     */
    public MemorySegment view() {
        return segment == null ? NativeAccess.at(address, bytes) : NativeAccess.rebase(segment);
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
            return segment != null ? segment : scope.segmentOf(this);
        } finally {
            release();
        }
    }

    @Override
    public String toString() {
        return "a buffer of " + bytes + " bytes";
    }
}
