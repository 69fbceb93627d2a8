package dev.gatun.memory.internal;

import dev.gatun.checks.Nulls;
import dev.gatun.memory.Keepable;
import dev.gatun.memory.Scope;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The superclass of all scopes: the part of {@link Scope} that gives out addresses and
 * uninitialized memory, for the library alone.
 */
public abstract sealed class AbstractScope extends Scope
        permits OpenedScope, AutomaticScope, ForeignScope, FreedScope {

    static {
        CloseTimeout.initialize();
    }

    /** The only thread that may use this scope, or null where any may. */
    final @Nullable Thread owner;

    private final @Nullable String givenName;

    /** Written by the owner alone; shared scopes keep their own state beside it. */
    boolean closed;

    /**
     * Uses that have ended but could not be subtracted, because the stack was full. The field is
     * not atomic, so that adding to it needs no call. If two threads add at the same time and one
     * addition is lost, closing the scope times out.
     */
    volatile int lost;

    AbstractScope(@Nullable Thread owner, @Nullable String givenName) {
        this.owner = owner;
        this.givenName = givenName;
    }

    /** {@link Scope#automatic()}. */
    public static Scope automatic() {
        return AutomaticScope.INSTANCE;
    }

    @Override
    public abstract AbstractScope outer();

    @Override
    public final boolean isUsable() {
        return isOpen() && (owner == null || isOwnThread());
    }

    @Override
    public final boolean takesBuffers() {
        return !(this instanceof ForeignScope);
    }

    /** {@link Storage#reserve} of this scope. */
    abstract Storage reserve(long bytes);

    @Override
    public final MemorySegment allocate(long bytes, long alignment) {
        if (alignment <= 0 || Long.bitCount(alignment) != 1) {
            throw MemoryRefusals.badAlignment(alignment);
        }
        long room = checkSize(bytes) + Math.max(0, alignment - Slab.ALIGNMENT);
        if (room < 0) {
            throw MemoryRefusals.beyondAnyMemory(bytes);
        }
        MemorySegment roomy = reserve(room).segment();
        long start = -roomy.address() & (alignment - 1);
        return roomy.asSlice(start, bytes).fill((byte) 0);
    }

    @Override
    public final <T extends Keepable<T>> T keep(T value) {
        Nulls.refuse("keep", "value", value);
        checkUsable("it");
        return copied(value, outer());
    }

    @Override
    public final <T extends Keepable<T>> List<T> keep(List<T> values) {
        List<T> each = Nulls.copy("keep", "values", "value", values);
        checkUsable("it");
        Scope target = outer();
        return each.stream().map(value -> copied(value, target)).toList();
    }

    @Override
    public final <K, T extends Keepable<T>> Map<K, T> keep(Map<K, T> values) {
        Map<K, T> kept = Nulls.copy("keep", "values", "value", values);
        checkUsable("it");
        Scope target = outer();
        kept.replaceAll((_, value) -> copied(value, target));
        return Collections.unmodifiableMap(kept);
    }

    private static <T extends Keepable<T>> T copied(T value, Scope target) {
        return Nulls.refuse("keep", "the result of copyTo", value.copyTo(target));
    }

    /**
     * Frees one buffer before the scope is closed; a {@link FreedScope} becomes its scope.
     *
     * @param what the user of the buffer, named in the message
     * @return whether its bytes can be used again already
     * @throws IllegalStateException if this scope is closed, another thread's, or does not own its
     *     memory
     */
    abstract boolean free(Storage storage, Object what);

    /** A segment over a buffer of this scope, whose lifetime the JDK checks. */
    abstract MemorySegment segmentOf(Storage storage);

    /**
     * A segment confined to the calling thread, for the duration of a call that has acquired the
     * scope.
     */
    LentSegment lend() {
        return new LentSegment(null);
    }

    /** Ends the lifetime of a segment that {@link #lend} returned. */
    void endLent(LentSegment lent) {
        lent.close();
    }

    /**
     * Acquires the scope for a use, or throws; called where the scope is not open and confined to
     * the calling thread.
     */
    abstract void acquireSlowly(Storage storage, @Nullable Object what);

    /** Ends the use that {@link #acquireSlowly} began. */
    abstract void releaseSlowly();

    /** Whether the calling thread is the one this scope is confined to. */
    @SuppressWarnings("ReferenceEquality") // identity of threads; called by every operation
    final boolean isOwnThread() {
        return owner == Thread.currentThread();
    }

    final void checkUsable(Object what) {
        if (!isUsable()) {
            throw unusable(what);
        }
    }

    /** The exception for a use of this scope that is not allowed now. */
    IllegalStateException unusable(Object user) {
        return isOpen() && owner != null
                ? MemoryRefusals.ofOtherThread(this, owner, user)
                : MemoryRefusals.closed(this, user);
    }

    static long checkSize(long bytes) {
        if (bytes < 0) {
            throw MemoryRefusals.negativeSize(bytes);
        }
        return bytes;
    }

    /** The name of a scope that was opened without one. */
    String defaultName() {
        throw new AssertionError("a scope of this kind is made with a name");
    }

    @Override
    public final String name() {
        return givenName != null ? givenName : defaultName();
    }

    @Override
    public final String toString() {
        return "scope '" + name() + "'";
    }
}
