package dev.gatun.memory.internal;

import dev.gatun.checks.Nulls;
import dev.gatun.memory.Keepable;
import dev.gatun.memory.MemoryExhaustedException;
import dev.gatun.memory.Scope;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every scope is: the part of {@link Scope} that hands out addresses and bytes as they are,
 * for the library alone.
 */
public abstract sealed class AbstractScope extends Scope
        permits OpenedScope, AutomaticScope, ForeignScope, FreedScope {

    static {
        Patience.initialize();
    }

    /** The only thread that may use this scope, or null where any may. */
    final @Nullable Thread owner;

    private final @Nullable String givenName;

    /** Written by the owner alone; shared scopes keep their own state beside it. */
    boolean closed;

    /**
     * Uses that have ended where the stack was too full to count them off. Not atomic: adding to it
     * must call nothing. Two threads that lose one at once leave the scope to time out.
     */
    volatile int lost;

    AbstractScope(@Nullable Thread owner, @Nullable String givenName) {
        this.owner = owner;
        this.givenName = givenName;
    }

    /** The scope of what is used where none is open. */
    public static Scope automatic() {
        return AutomaticScope.INSTANCE;
    }

    @Override
    public abstract AbstractScope outer();

    @Override
    public final boolean takesBuffers() {
        return !(this instanceof ForeignScope);
    }

    /** {@link Storage#reserve} of this scope. */
    abstract Storage reserve(long bytes);

    @Override
    public final MemorySegment allocate(long bytes, long alignment) {
        if (alignment <= 0 || Long.bitCount(alignment) != 1) {
            throw new IllegalArgumentException(
                    "alignment must be a power of two, not " + alignment);
        }
        long room = checkSize(bytes) + Math.max(0, alignment - Slab.ALIGNMENT);
        if (room < 0) {
            throw beyondAnyMemory(bytes);
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
     * Ends one buffer before the others: its scope is a {@link FreedScope} from now on.
     *
     * @param what names the user of the buffer in the message
     * @return whether its bytes can be used again already
     * @throws IllegalStateException if this scope is closed, another thread's, or does not own its
     *     memory
     */
    abstract boolean free(Storage storage, Object what);

    /** A segment over a buffer of this scope, checked by the JDK until the scope closes. */
    abstract MemorySegment segmentOf(Storage storage);

    /** A segment of the calling thread's own, for the length of a call that holds the scope. */
    LentSegment lease() {
        return new LentSegment(null);
    }

    /** Ends what {@link #lease} gave. */
    void ended(LentSegment lease) {
        lease.close();
    }

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

    final void checkUsable(Object what) {
        if (!isOpen() || (owner != null && !isOwnThread())) {
            throw unusable(what);
        }
    }

    /** Why this scope cannot be used now, as an exception to throw. */
    IllegalStateException unusable(Object user) {
        String what = described(user);
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

    /** Its name in a message, without reading its memory, which may be what is refused. */
    static String described(Object user) {
        return user instanceof Keepable<?> value ? value.describe() : user.toString();
    }

    static long checkSize(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a buffer cannot have " + bytes + " bytes");
        }
        return bytes;
    }

    /** Refuses a size that no memory has. */
    static MemoryExhaustedException beyondAnyMemory(long bytes) {
        return new MemoryExhaustedException("a buffer of " + bytes + " bytes is beyond any memory");
    }

    /** What a scope without a name of its own is called. */
    abstract String defaultName();

    @Override
    public final String name() {
        return givenName != null ? givenName : defaultName();
    }

    @Override
    public final String toString() {
        return "scope '" + name() + "'";
    }
}
