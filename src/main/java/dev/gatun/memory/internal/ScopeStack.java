package dev.gatun.memory.internal;

import org.jspecify.annotations.Nullable;

/** The open scopes of one thread, innermost first, linked through their outer scopes. */
public final class ScopeStack {
    private static final ThreadLocal<ScopeStack> OF_THREAD =
            ThreadLocal.withInitial(ScopeStack::new);

    final Thread thread = Thread.currentThread();
    private AbstractScope top = AutomaticScope.INSTANCE;
    private long opened;

    private ScopeStack() {}

    public static ScopeStack ofThread() {
        return OF_THREAD.get();
    }

    public AbstractScope openConfined(@Nullable String name) {
        ConfinedScope scope = new ConfinedScope(this, current(), name, ++opened);
        top = scope;
        return scope;
    }

    public AbstractScope openShared(String name) {
        SharedScope scope = new SharedScope(current(), name);
        top = scope;
        return scope;
    }

    public AbstractScope current() {
        // Another thread may have closed a shared scope that stands here.
        while (!top.isOpen()) {
            top = top.outer();
        }
        return top;
    }

    /** Takes a scope off, closing first what was opened inside it and never closed. */
    void pop(AbstractScope scope) {
        if (holds(scope)) {
            while (top != scope) {
                AbstractScope inner = top;
                top = inner.outer();
                if (inner.isOpen()) {
                    inner.close();
                }
            }
            top = scope.outer();
        }
    }

    private boolean holds(AbstractScope scope) {
        for (AbstractScope at = top; at != AutomaticScope.INSTANCE; at = at.outer()) {
            if (at == scope) {
                return true;
            }
        }
        return false;
    }
}
