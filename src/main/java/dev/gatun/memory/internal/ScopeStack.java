package dev.gatun.memory.internal;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * The open scopes of one thread, innermost first, linked through their outer scopes.
 *
 * <p>A thread that outlives the library's class loader must not keep it alive. So a thread refers
 * to its stack weakly, and open scopes refer to it strongly: it lives as long as one of them is
 * reachable, and the pool of slabs refers to scopes that hold memory.
 */
public final class ScopeStack {
    private static final ThreadLocal<@Nullable WeakReference<ScopeStack>> OF_THREAD =
            new ThreadLocal<>();

    /**
     * Stacks with open scopes, by the low bits of the thread's id: a lookup here is faster than a
     * ThreadLocal, and every operation does one. Of two threads with equal bits one uses the
     * ThreadLocal. Only the thread of a stack reads its mutable fields; other threads read {@code
     * thread}, which is final.
     */
    private static final @Nullable ScopeStack[] OPEN = new ScopeStack[64];

    final Thread thread = Thread.currentThread();
    private @Nullable OpenedScope top;
    private long opened;

    /** Closed scopes whose memory has not been given back, as a linked list; usually null. */
    private @Nullable OpenedScope unfreed;

    private ScopeStack() {}

    @SuppressWarnings("ReferenceEquality") // identity of threads
    public static ScopeStack ofThread() {
        Thread thread = Thread.currentThread();
        ScopeStack open = OPEN[slot(thread)];
        return open != null && open.thread == thread ? open : find();
    }

    @SuppressWarnings("ReferenceEquality") // identity of threads
    boolean isOfThisThread() {
        return thread == Thread.currentThread();
    }

    private static int slot(Thread thread) {
        return (int) thread.threadId() & (OPEN.length - 1);
    }

    private static ScopeStack find() {
        WeakReference<ScopeStack> known = OF_THREAD.get();
        ScopeStack stack = known == null ? null : known.get();
        return stack != null ? stack : create();
    }

    private static ScopeStack create() {
        ScopeStack stack = new ScopeStack();
        OF_THREAD.set(new WeakReference<>(stack));
        return stack;
    }

    public AbstractScope openConfined(@Nullable String name) {
        return push(new ConfinedScope(this, innermost(), name, ++opened));
    }

    public AbstractScope openShared(String name) {
        return push(new SharedScope(this, innermost(), name));
    }

    private AbstractScope push(OpenedScope scope) {
        StackProbe.forFewCalls(); // for those of close()
        if (unfreed != null) {
            try {
                freeEnded();
            } catch (IllegalStateException stillHeld) {
                // reported when it was closed; the next scope tries again
            }
        }
        top = scope;
        OPEN[slot(thread)] = this;
        return scope;
    }

    public AbstractScope current() {
        OpenedScope scope = innermost();
        return scope != null ? scope : AutomaticScope.INSTANCE;
    }

    private @Nullable OpenedScope innermost() {
        OpenedScope scope = top;
        // Another thread may have closed a shared scope of this stack.
        while (scope != null && !scope.isOpen()) {
            top = scope.below;
            willFree(scope);
            scope = top;
        }
        return scope;
    }

    /**
     * Pops a scope, with the open ones inside it, and gives their memory back. If the thread's
     * stack or the Java heap is full, they are closed nevertheless, and the next scope that is
     * opened or closed on this thread gives the memory back.
     */
    void close(OpenedScope scope) {
        // No calls until all of them are marked as closed and linked, since a call may overflow the
        // stack.
        OpenedScope at = top;
        while (at != null && at != scope) {
            at = at.below;
        }
        if (at == scope) {
            for (OpenedScope inner = top;
                    inner != null && inner != scope.below;
                    inner = inner.below) {
                inner.closed = true;
                inner.nextUnfreed = unfreed;
                unfreed = inner;
            }
            top = scope.below;
        }
        if (top == null) {
            forget();
        }
        freeEnded();
    }

    /**
     * Removes this stack from the table: no scope of the thread is open, or another thread has
     * closed one.
     */
    void forget() {
        if (OPEN[slot(thread)] == this) {
            OPEN[slot(thread)] = null;
        }
    }

    private void willFree(OpenedScope scope) {
        scope.nextUnfreed = unfreed;
        unfreed = scope;
    }

    private void freeEnded() {
        for (OpenedScope scope = unfreed; scope != null; scope = unfreed) {
            boolean isDone = false;
            try {
                scope.finish();
                isDone = true;
            } finally {
                // A scope whose canaries were overwritten has no memory left; it is reported once.
                if (isDone || !scope.allocator.holdsMemory()) {
                    unfreed = scope.nextUnfreed;
                }
            }
        }
    }
}
