package dev.gatun.memory;

import dev.gatun.checks.Nulls;
import dev.gatun.memory.internal.AbstractScope;
import dev.gatun.memory.internal.ScopeStack;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;
import java.util.Map;

/**
 * The owner of off-heap memory: all memory allocated in a scope is freed when the scope is closed.
 *
 * <p>{@link #open} pushes a scope on the calling thread; until it is closed, it is that thread's
 * {@linkplain #current() current} scope, in which new tensors are allocated. Scopes nest. {@link
 * #keep} copies a value to the enclosing scope. While no scope is open, memory is freed by the
 * garbage collector ({@link #automatic()}).
 *
 * <p>There are three kinds. A scope of {@link #open} is confined to its thread and costs tens of
 * nanoseconds; one of {@link #shared} may be used by any thread and costs an atomic operation for
 * each use; that of {@link #automatic} is never closed and costs microseconds for each buffer.
 *
 * <p>Using memory of a closed scope, using a confined scope from another thread, and closing a
 * scope twice throw an {@link IllegalStateException} that names the scope.
 */
public abstract sealed class Scope implements AutoCloseable, SegmentAllocator
        permits AbstractScope {

    /** For the library's own implementations; the class is sealed. */
    protected Scope() {}

    /** Opens a scope of the calling thread inside its current one. */
    public static Scope open() {
        return ScopeStack.ofThread().openConfined(null);
    }

    /**
     * Opens a scope of the calling thread inside its current one.
     *
     * @param name the name of the scope in messages and in the ledger
     */
    public static Scope open(String name) {
        return ScopeStack.ofThread().openConfined(Nulls.refuse("open", "name", name));
    }

    /**
     * Opens a scope whose memory any thread may use, such as the weights of a model. It is the
     * current scope of the calling thread until it closes; any thread may close it. Closing waits
     * until operations of other threads that use it have ended; new ones throw.
     *
     * @param name the name of the scope in messages and in the ledger
     */
    public static Scope shared(String name) {
        return ScopeStack.ofThread().openShared(Nulls.refuse("shared", "name", name));
    }

    /**
     * The scope of memory that the garbage collector frees; it is current where no other is open.
     */
    public static Scope automatic() {
        return AbstractScope.automatic();
    }

    /** The innermost open scope of the calling thread, or {@link #automatic()}. */
    public static Scope current() {
        return ScopeStack.ofThread().current();
    }

    /**
     * The enclosing scope, in which this one was opened; the automatic scope is its own enclosing
     * scope.
     */
    public abstract Scope outer();

    /** Whether memory of this scope may still be used. */
    public abstract boolean isOpen();

    /** Whether the calling thread may use memory of this scope: it is open, and not another's. */
    public abstract boolean isUsable();

    /**
     * Whether buffers can be allocated in this scope. They cannot in the scope of a segment that
     * the caller of the library made.
     */
    public abstract boolean takesBuffers();

    /**
     * Allocates a zeroed segment that lives until this scope is closed, aligned to 64 bytes at
     * least.
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

    /** The bytes of the live buffers of this scope, as they were requested. */
    public abstract long liveBytes();

    /** The number of live buffers of this scope. */
    public abstract long liveBuffers();

    /**
     * Closes this scope and frees its memory. Scopes that were opened inside it and are still open
     * are closed first.
     *
     * @throws IllegalStateException if it is closed already, is another thread's, or is the
     *     automatic scope
     */
    @Override
    public abstract void close();

    /** The name given at opening, or a generated one. */
    public abstract String name();
}
