package dev.gatun.memory.internal;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * The open scopes of one thread, innermost first, linked through their outer scopes.
 *
 * <p>A thread that outlives the library's class loader must not keep it alive. So a thread refers
 * to its stack weakly, and open scopes refer to it strongly: it lives as long as somebody can reach
 * one of them, as the pool of slabs does where a scope holds memory.
 */
public final class ScopeStack {
    private static final ThreadLocal<WeakReference<ScopeStack>> OF_THREAD =
            ThreadLocal.withInitial(() -> new WeakReference<>(null));

    final Thread thread = Thread.currentThread();
    private AbstractScope top = AutomaticScope.INSTANCE;
    private long opened;

    /** Closed scopes whose memory has not been given back, linked; null as a rule. */
    private @Nullable ConfinedScope unfreed;

    private ScopeStack() {}

    public static ScopeStack ofThread() {
        ScopeStack stack = OF_THREAD.get().get();
        return stack != null ? stack : create();
    }

    private static ScopeStack create() {
        ScopeStack stack = new ScopeStack();
        OF_THREAD.set(new WeakReference<>(stack));
        return stack;
    }

    public AbstractScope openConfined(@Nullable String name) {
        return push(new ConfinedScope(this, current(), name, ++opened));
    }

    public AbstractScope openShared(String name) {
        return push(new SharedScope(this, current(), name));
    }

    private AbstractScope push(AbstractScope scope) {
        if (unfreed != null) {
            try {
                freeEnded();
            } catch (IllegalStateException stillHeld) {
                // said when it was closed; the next scope tries again
            }
        }
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

    /**
     * Takes a scope off that has just been marked as closed, and gives its memory back. Should the
     * stack or the Java heap be full on the way, the scope is closed all the same, and the next one
     * that opens or closes on this thread gives the memory back.
     */
    void end(ConfinedScope scope) {
        if (scope.holdsMemory()) {
            scope.nextUnfreed = unfreed;
            unfreed = scope;
        }
        try {
            pop(scope);
        } finally {
            if (unfreed != null) {
                freeEnded();
            }
        }
    }

    private void freeEnded() {
        for (ConfinedScope scope = unfreed; scope != null; scope = unfreed) {
            try {
                scope.free();
            } finally {
                // What damaged canaries report is reported once.
                if (!scope.holdsMemory()) {
                    unfreed = scope.nextUnfreed;
                }
            }
        }
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
