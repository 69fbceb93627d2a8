package dev.gatun.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import org.jspecify.annotations.Nullable;

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
        permits ConfinedScope, SharedScope, AutomaticScope, ForeignScope {

    /** The only thread that may use this scope, or null where any may. */
    final @Nullable Thread owner;

    private final @Nullable String givenName;

    /** Written by the owner alone; shared scopes keep their own state beside it. */
    boolean closed;

    Scope(@Nullable Thread owner, @Nullable String givenName) {
        this.owner = owner;
        this.givenName = givenName;
    }

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
        return ScopeStack.ofThread().openConfined(name);
    }

    /**
     * Opens a scope whose memory any thread may use, such as the weights of a model. It is the
     * current scope of the calling thread until it closes; any thread may close it. Closing waits
     * for the operations of other threads that are under way in it; later ones throw.
     *
     * @param name what messages and the ledger call it
     */
    public static Scope shared(String name) {
        return ScopeStack.ofThread().openShared(name);
    }

    /** Memory that the garbage collector frees: what is used where no scope is open. */
    public static Scope automatic() {
        return AutomaticScope.INSTANCE;
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
    public final boolean takesBuffers() {
        return !(this instanceof ForeignScope);
    }

    /**
     * A buffer for a kernel to fill. Its bytes are whatever was there before: the caller writes all
     * of them before it hands the buffer on. 64-byte aligned.
     *
     * @param bytes how many, 0 or more
     * @throws IllegalStateException if this scope is closed or another thread's
     * @throws MemoryExhaustedException if the memory limit or the machine has no more; nothing has
     *     changed then
     */
    public abstract Storage reserve(long bytes);

    /**
     * A zeroed segment that dies with this scope, at least 64-byte aligned.
     *
     * @throws IllegalArgumentException if bytes is negative or alignment is no power of two
     * @throws IllegalStateException if this scope is closed or another thread's
     * @throws MemoryExhaustedException if the memory limit or the machine has no more
     */
    @Override
    public MemorySegment allocate(long bytes, long alignment) {
        if (alignment <= 0 || Long.bitCount(alignment) != 1) {
            throw new IllegalArgumentException(
                    "alignment must be a power of two, not " + alignment);
        }
        long spare = Math.max(0, alignment - Slab.ALIGNMENT);
        MemorySegment roomy = reserve(Math.addExact(checkSize(bytes), spare)).segment();
        long start = -roomy.address() & (alignment - 1);
        return roomy.asSlice(start, bytes).fill((byte) 0);
    }

    /**
     * Copies a value to the enclosing scope, where it outlives this one.
     *
     * @return the copy
     * @throws IllegalStateException if this scope is closed or another thread's
     */
    public <T extends Keepable<T>> T keep(T value) {
        checkUsable();
        return value.copyTo(outer());
    }

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

    /**
     * Frees one buffer before the others, if this scope can.
     *
     * @return a closed scope of this one's name, which the buffer belongs to from now on; null if
     *     nothing has changed
     */
    @Nullable Scope free(Storage storage) {
        return null;
    }

    /** A segment over a buffer of this scope, checked by the JDK until the scope closes. */
    abstract MemorySegment segmentOf(Storage storage);

    /** Takes a hold on the scope, or throws; for scopes where the caller is not the one owner. */
    abstract void acquireSlowly(Storage storage, @Nullable Object what);

    /** Lets go of what {@link #acquireSlowly} took. */
    abstract void releaseSlowly();

    /** Whether the calling thread is the one this scope is confined to. */
    @SuppressWarnings(
            "ReferenceEquality") // a thread is itself; and this is on every operator's path
    final boolean isOwnThread() {
        return owner == Thread.currentThread();
    }

    final void checkUsable() {
        if (!isOpen() || (owner != null && !isOwnThread())) {
            throw unusable("it");
        }
    }

    /** Why this scope cannot be used now, as an exception to throw. */
    final IllegalStateException unusable(Object user) {
        Object what = user instanceof Keepable<?> value ? value.describe() : user;
        if (!isOpen()) {
            return new IllegalStateException(
                    what
                            + " cannot be used: "
                            + this
                            + " is closed and its memory is freed; keep() a value to use it"
                            + " longer");
        }
        return new IllegalStateException(
                what
                        + " cannot be used from thread \""
                        + Thread.currentThread().getName()
                        + "\": "
                        + this
                        + " belongs to thread \""
                        + (owner == null ? "" : owner.getName())
                        + "\"; use Scope.shared for memory of several threads");
    }

    static long checkSize(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a buffer cannot have " + bytes + " bytes");
        }
        return bytes;
    }

    /** What a scope without a name of its own is called. */
    abstract String defaultName();

    /** The name given at opening, or one that tells the scope from others. */
    public final String name() {
        return givenName != null ? givenName : defaultName();
    }

    @Override
    public final String toString() {
        return "scope '" + name() + "'";
    }
}
