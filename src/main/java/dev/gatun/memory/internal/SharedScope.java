package dev.gatun.memory.internal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A scope that any thread may use. Each use holds it for as long as it runs; closing turns new uses
 * away and waits for those under way, so no kernel ever reads freed memory. Whoever has waited too
 * long is told who is in the way, and the last use frees the memory.
 */
final class SharedScope extends OpenedScope {
    private static final int CLOSED = Integer.MIN_VALUE;

    /** How many uses are under way; {@link #CLOSED} is added when the scope closes. */
    private final AtomicInteger uses = new AtomicInteger();

    /** Whose stacks nobody can look at. */
    private volatile boolean isUsedByVirtualThreads;

    private volatile boolean isFreed; // written under region

    /** Buffers that were freed while somebody used the scope; guarded by region. */
    private final List<Storage> waiting = new ArrayList<>(0);

    // Written under region and read without: a refusal names the bytes of every scope while it
    // holds the lock of one.
    private volatile long liveBytes;
    private volatile long liveBuffers;

    SharedScope(ScopeStack stack, @Nullable OpenedScope below, String name) {
        super(stack, below, null, name);
    }

    @Override
    public boolean isOpen() {
        return uses.get() >= 0 && !closed;
    }

    @Override
    Storage reserve(long bytes) {
        checkSize(bytes);
        hold("a new buffer");
        try {
            synchronized (region) {
                if (!waiting.isEmpty()) {
                    freeWaiting(1);
                }
                Storage storage = region.reserve(bytes);
                count(bytes, 1);
                return storage;
            }
        } finally {
            end();
        }
    }

    @Override
    boolean free(Storage storage, Object what) {
        hold(what);
        try {
            synchronized (region) {
                if (storage.scope != this) { // two threads free the same
                    throw storage.scope.unusable(what);
                }
                storage.end(new FreedScope(this));
                count(-storage.byteSize(), -1);
                waiting.add(storage);
                return freeWaiting(1);
            }
        } finally {
            end();
        }
    }

    /**
     * Lets the bytes of freed buffers be used again, if nobody can be at work on them: a use that
     * begins after this has looked at the count sees that the buffer has ended.
     *
     * @param own how many uses are the caller's
     */
    private boolean freeWaiting(int own) {
        if (uses.getAndAdd(0) - lost != own) { // a full fence between ending and looking
            return false;
        }
        while (!waiting.isEmpty()) {
            region.free(waiting.removeLast());
        }
        return true;
    }

    /** Under the lock of region. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void count(long bytes, long buffers) {
        liveBytes += bytes;
        liveBuffers += buffers;
    }

    @Override
    public long liveBytes() {
        return liveBytes;
    }

    @Override
    public long liveBuffers() {
        return liveBuffers;
    }

    @Override
    public void close() {
        if (isFreed) {
            throw isClosedAlready();
        }
        closed = true;
        if (stack.isOfThisThread()) {
            stack.close(this);
        } else {
            stack.forget();
        }
        Patience.until(new Wait(), this::stillUsed);
    }

    /**
     * Until the last use has ended. A full stack can lose one for good, in spite of all that is
     * done against it; so now and then it asks whether anybody is inside the library at all.
     */
    private final class Wait implements BooleanSupplier {
        private static final long FIRST_LOOK_NANOS = 200_000_000;
        private static final long LOOK_NANOS = 1_000_000_000; // looking stops all threads

        private long next = System.nanoTime() + FIRST_LOOK_NANOS;

        @Override
        public boolean getAsBoolean() {
            if (freeIfUnused()) {
                return true;
            }
            if (System.nanoTime() - next < 0 || isUsedByVirtualThreads || isAnyoneInside()) {
                return false;
            }
            lost = uses.get() - CLOSED;
            return freeIfUnused();
        }

        /** Whoever is at work in the scope is, new uses being turned away. */
        private boolean isAnyoneInside() {
            next = System.nanoTime() + LOOK_NANOS;
            return !LibraryFrames.otherThreads().isEmpty() || LibraryFrames.areBehindTheCall();
        }
    }

    @Override
    void finish() {
        freeIfUnused();
    }

    /** Turns new uses away, and frees the memory if the last use has ended. */
    private boolean freeIfUnused() {
        uses.getAndUpdate(n -> n < 0 ? n : n + CLOSED);
        if (uses.get() - lost != CLOSED) {
            return false;
        }
        synchronized (region) {
            if (!isFreed) {
                try {
                    region.free();
                    LeakTracker.closed(this);
                } finally {
                    isFreed = !region.holdsMemory();
                    if (isFreed) {
                        liveBytes = 0;
                        liveBuffers = 0;
                    }
                }
            }
        }
        return true;
    }

    private IllegalStateException stillUsed() {
        String threads = String.join(", ", LibraryFrames.otherThreads());
        return new IllegalStateException(
                "%s is closed, but %d operations still use it after %s; the last of them frees its memory%s"
                        .formatted(
                                this,
                                uses.get() - lost - CLOSED,
                                Patience.text(),
                                threads.isEmpty() ? "" : "; inside the library now: " + threads));
    }

    @Override
    MemorySegment segmentOf(Storage storage) {
        synchronized (region) {
            return region.segment(storage);
        }
    }

    @Override
    void acquireSlowly(Storage storage, @Nullable Object what) {
        Object user = what == null ? storage : what;
        hold(user);
        if (storage.scope != this) { // freed a moment ago
            end();
            throw storage.scope.unusable(user);
        }
    }

    /** Counts a use. Between its success and the caller's work nothing is called any more. */
    private void hold(Object what) {
        StackRoom.forFewCalls();
        if (Thread.currentThread().isVirtual()) {
            isUsedByVirtualThreads = true;
        }
        if (uses.getAndIncrement() < 0) {
            end();
            throw unusable(what);
        }
    }

    /** Ends a use, however full the stack is. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // lost
    private void end() {
        try {
            releaseSlowly();
        } catch (StackOverflowError full) {
            lost++;
        }
    }

    /** Overflows only where it has not begun. */
    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // lost
    void releaseSlowly() {
        int left;
        try {
            left = uses.decrementAndGet();
        } catch (StackOverflowError full) {
            lost++;
            return;
        }
        if (left < 0 || left == CLOSED - 1) {
            try {
                released(left);
            } catch (StackOverflowError full) {
                // whoever closes the scope, or closes it again, frees it
            }
        }
    }

    private void released(int left) {
        if (left == -1 || left == CLOSED - 1) {
            uses.incrementAndGet();
            throw new AssertionError(this + " was released more often than held");
        }
        if (left - lost == CLOSED) {
            freeIfUnused();
        }
    }

    @Override
    String defaultName() {
        return "shared";
    }
}
