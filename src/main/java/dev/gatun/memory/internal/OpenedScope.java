package dev.gatun.memory.internal;

import org.jspecify.annotations.Nullable;

/** A scope that a thread has opened and somebody will close: it owns a region of memory. */
abstract sealed class OpenedScope extends AbstractScope permits ConfinedScope, SharedScope {
    /** Of the thread that opened it; alive as long as this is. */
    final ScopeStack stack;

    /** What was the innermost scope of that thread before; null if none was open. */
    final @Nullable OpenedScope below;

    final BumpAllocator region = new BumpAllocator(this);

    /** The next closed scope of this thread whose memory waits to be given back. */
    @Nullable OpenedScope nextUnfreed;

    OpenedScope(
            ScopeStack stack,
            @Nullable OpenedScope below,
            @Nullable Thread owner,
            @Nullable String name) {
        super(owner, name);
        this.stack = stack;
        this.below = below;
        LeakTracker.opened(this);
    }

    @Override
    public final AbstractScope outer() {
        return below != null ? below : AutomaticScope.INSTANCE;
    }

    /**
     * Gives the memory of a closed scope back, now or, where other threads are at work in it, when
     * the last of them ends. Called again if it did not come to its end.
     */
    abstract void finish();

    final IllegalStateException isClosedAlready() {
        return new IllegalStateException(this + " is closed already");
    }
}
