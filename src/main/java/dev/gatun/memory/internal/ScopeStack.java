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

    /**
     * Stacks with open scopes, by the last bits of the thread's number: every operation asks, and
     * finds its own here sooner than by way of the thread. Of two threads with the same bits one
     * goes that way. A stack is read by its own thread alone; others see its final field.
     */
    private static final @Nullable ScopeStack[] OPEN = new ScopeStack[64];

    final Thread thread = Thread.currentThread();
    private @Nullable OpenedScope top;
    private long opened;

    /** Closed scopes whose memory has not been given back, linked; null as a rule. */
    private @Nullable OpenedScope unfreed;

    private ScopeStack() {}

    @SuppressWarnings("ReferenceEquality") // a thread is itself
    public static ScopeStack ofThread() {
        Thread thread = Thread.currentThread();
        ScopeStack open = OPEN[slot(thread)];
        return open != null && open.thread == thread ? open : find();
    }

    @SuppressWarnings("ReferenceEquality") // a thread is itself, whatever its equals says
    boolean isOfThisThread() {
        return thread == Thread.currentThread();
    }

    private static int slot(Thread thread) {
        return (int) thread.threadId() & (OPEN.length - 1);
    }

    private static ScopeStack find() {
        ScopeStack stack = OF_THREAD.get().get();
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
        StackRoom.forFewCalls(); // those of close()
        if (unfreed != null) {
            try {
                freeEnded();
            } catch (IllegalStateException stillHeld) {
                // said when it was closed; the next scope tries again
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
        // Another thread may have closed a shared scope that stands here.
        while (scope != null && !scope.isOpen()) {
            top = scope.below;
            willFree(scope);
            scope = top;
        }
        return scope;
    }

    /**
     * Takes a scope off, with all that were opened inside it and never closed, and gives their
     * memory back. Should the stack or the Java heap be full on the way, they are closed all the
     * same, and the next scope that opens or closes on this thread gives the memory back.
     */
    void close(OpenedScope scope) {
        // No calls up to where all of them are marked and noted.
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

    /** Where no scope of the thread is open, and where another thread has closed one. */
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
                // What damaged canaries report is reported once.
                if (isDone || !scope.region.holdsMemory()) {
                    unfreed = scope.nextUnfreed;
                }
            }
        }
    }
}
