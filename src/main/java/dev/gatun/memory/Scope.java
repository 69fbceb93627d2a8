package dev.gatun.memory;

import dev.gatun.checks.Nulls;
import dev.gatun.memory.internal.AbstractScope;
import dev.gatun.memory.internal.ScopeStack;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;
import java.util.Map;

/**
 * A stretch of time that owns off-heap memory: what is allocated in it is freed when it closes.
 *
 * <p>{@link #open} pushes a scope on the calling thread; until it closes, it is that thread's
 * {@linkplain #current() current} scope and new tensors land in it. Scopes nest. A value leaves by
 * {@link #keep}, which copies it to the enclosing scope. With no scope open, memory follows the
 * garbage collector ({@link #automatic()}).
 *
 * <p>Three kinds: {@link #open} is used by its own thread alone and costs tens of nanoseconds;
 * {@link #shared} may be used by any thread and costs an atomic operation a use; {@link #automatic}
 * is never closed and costs microseconds a buffer.
 *
 * <p>Using memory of a closed scope, using a confined scope from another thread, and closing twice
 * throw {@link IllegalStateException} that names the scope. Nothing crashes.
 */
public abstract sealed class Scope implements AutoCloseable, SegmentAllocator
        permits AbstractScope {

    /** For the library alone, as the class is sealed. */
    protected Scope() {}

    /** Opens a scope of the calling thread inside its current one. */
    public static Scope open() {
        return ScopeStack.ofThread().openConfined(null);
    }

    /**
     * Opens a scope of the calling thread inside its current one.
     *
     * @param name what messages and the ledger call it
     */
    public static Scope open(String name) {
        return ScopeStack.ofThread().openConfined(Nulls.refuse("open", "name", name));
    }

    /**
     * Opens a scope whose memory any thread may use, such as the weights of a model. It is the
     * current scope of the calling thread until it closes; any thread may close it. Closing waits
     * for the operations of other threads that are under way in it; later ones throw.
     *
     * @param name what messages and the ledger call it
     */
    public static Scope shared(String name) {
        return ScopeStack.ofThread().openShared(Nulls.refuse("shared", "name", name));
    }

    /** Memory that the garbage collector frees: what is used where no scope is open. */
    public static Scope automatic() {
        return AbstractScope.automatic();
    }

    /** The innermost open scope of the calling thread, or {@link #automatic()}. */
    public static Scope current() {
        return ScopeStack.ofThread().current();
    }

    /** The scope this one was opened in; the automatic scope is its own. */
    public abstract Scope outer();

    /** Whether memory of this scope may still be used. */
    public abstract boolean isOpen();

    /** Whether buffers can be made in it: not where the memory is a segment of somebody else. */
    public abstract boolean takesBuffers();

    /**
     * A zeroed segment that dies with this scope, at least 64-byte aligned.
     *
     * @throws IllegalArgumentException if bytes is negative or alignment is no power of two
     * @throws IllegalStateException if this scope is closed or another thread's
     * @throws MemoryExhaustedException if the memory limit or the machine has no more
     */
    @Override
    public abstract MemorySegment allocate(long bytes, long alignment);

    /**
     * Copies a value to the enclosing scope, where it outlives this one.
     *
     * @return the copy
     * @throws IllegalStateException if this scope is closed or another thread's
     */
    public abstract <T extends Keepable<T>> T keep(T value);

    /**
     * Copies values to the enclosing scope, where they outlive this one.
     *
     * @return the copies in the same order, in a list that cannot be changed
     * @throws IllegalStateException if this scope is closed or another thread's
     */
    public abstract <T extends Keepable<T>> List<T> keep(List<T> values);

    /**
     * Copies the values of a map to the enclosing scope, where they outlive this one.
     *
     * @return the copies under the same keys in the same order, in a map that cannot be changed
     * @throws IllegalStateException if this scope is closed or another thread's
     */
    public abstract <K, T extends Keepable<T>> Map<K, T> keep(Map<K, T> values);

    /** Bytes of the live buffers of this scope, as they were asked for. */
    public abstract long liveBytes();

    /** How many buffers of this scope are live. */
    public abstract long liveBuffers();

    /**
     * Frees all memory of this scope, after closing the scopes opened inside it and left open.
     *
     * @throws IllegalStateException if it is closed already, is another thread's, or is the
     *     automatic scope
     */
    @Override
    public abstract void close();

    /** The name given at opening, or one that tells the scope from others. */
    public abstract String name();
}
