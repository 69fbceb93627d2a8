package dev.gatun.memory.internal;

import org.jspecify.annotations.Nullable;

/** A scope that a thread opened and that is to be closed; it has an allocator of its own. */
abstract sealed class OpenedScope extends AbstractScope permits ConfinedScope, SharedScope {
    /** The stack of the thread that opened this scope; reachable as long as this scope is. */
    final ScopeStack stack;

    /** The innermost scope of that thread before this one was opened; null if there was none. */
    final @Nullable OpenedScope below;

    final BumpAllocator allocator = new BumpAllocator(this);

    /** The next closed scope of this thread whose memory has not been given back. */
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
     * Gives back the memory of a closed scope, at once or, if other threads use it, when the last
     * of them ends. Called again if it throws.
     */
    abstract void finish();
}
