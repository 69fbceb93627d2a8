package dev.gatun.memory.internal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A scope that any thread may use. Each use is counted while it lasts. Closing refuses new uses and
 * waits until the current ones have ended, so that no kernel reads freed memory. When the wait
 * times out, the exception names the threads inside the library, and the last use frees the memory.
 */
final class SharedScope extends OpenedScope {
    private static final int CLOSED = Integer.MIN_VALUE;

    /** The number of current uses; {@link #CLOSED} is added when the scope is closed. */
    private final AtomicInteger uses = new AtomicInteger();

    /**
     * If so, the threads inside the library are not known, for stacks of virtual threads cannot be
     * listed.
     */
    private volatile boolean isUsedByVirtualThreads;

    private volatile boolean isFreed; // written with the allocator locked

    /** Buffers that were freed while the scope was used; guarded by the allocator. */
    private final List<Storage> waiting = new ArrayList<>(0);

    // Written with the allocator locked and read without a lock: the message of a refusal, made
    // with one scope locked, names the bytes of every scope.
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
            synchronized (allocator) {
                if (!waiting.isEmpty()) {
                    freeWaiting(1);
                }
                Storage storage = allocator.reserve(bytes);
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
            synchronized (allocator) {
                if (storage.scope != this) { // two threads free the same buffer
                    throw storage.scope.unusable(what);
                }
                storage.markFreed(new FreedScope(this));
                count(-storage.byteSize(), -1);
                waiting.add(storage);
                return freeWaiting(1);
            }
        } finally {
            end();
        }
    }

    /**
     * Makes the bytes of freed buffers available again, if there is no other use of the scope. A
     * use that begins after the count was read sees that the buffer is freed.
     *
     * @param own the number of uses that are the caller's
     */
    private boolean freeWaiting(int own) {
        if (uses.getAndAdd(0) - lost
                != own) { // a full fence between freeing a buffer and reading the count
            return false;
        }
        while (!waiting.isEmpty()) {
            allocator.free(waiting.removeLast());
        }
        return true;
    }

    /** Called with the allocator locked. */
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
            throw MemoryRefusals.closedAlready(this);
        }
        closed = true;
        if (stack.isOfThisThread()) {
            stack.close(this);
        } else {
            stack.forget();
        }
        CloseTimeout.await(
                new Wait(), () -> MemoryRefusals.stillUsed(this, uses.get() - lost - CLOSED));
    }

    /**
     * Whether the last use has ended. A use can be lost for good at the end of a stack, in spite of
     * the precautions against it; so from time to time this also asks whether any thread is inside
     * the library.
     */
    private final class Wait implements BooleanSupplier {
        private static final long FIRST_LOOK_NANOS = 200_000_000;
        private static final long LOOK_NANOS =
                1_000_000_000; // reading their stacks stops all threads

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

        /**
         * Whether some thread is inside the library, as a thread with a use of this scope would be.
         */
        private boolean isAnyoneInside() {
            next = System.nanoTime() + LOOK_NANOS;
            return !LibraryFrames.otherThreads().isEmpty() || LibraryFrames.areBehindTheCall();
        }
    }

    @Override
    void finish() {
        freeIfUnused();
    }

    /** Refuses new uses, and frees the memory if the last use has ended. */
    private boolean freeIfUnused() {
        uses.getAndUpdate(n -> n < 0 ? n : n + CLOSED);
        if (uses.get() - lost != CLOSED) {
            return false;
        }
        synchronized (allocator) {
            if (!isFreed) {
                try {
                    allocator.free();
                    LeakTracker.closed(this);
                } finally {
                    isFreed = !allocator.holdsMemory();
                    if (isFreed) {
                        liveBytes = 0;
                        liveBuffers = 0;
                    }
                }
            }
        }
        return true;
    }

    @Override
    MemorySegment segmentOf(Storage storage) {
        synchronized (allocator) {
            return allocator.segment(storage);
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

    /** Begins a use. After it has succeeded, the caller calls nothing before its own try block. */
    private void hold(Object what) {
        StackProbe.forFewCalls();
        if (Thread.currentThread().isVirtual()) {
            isUsedByVirtualThreads = true;
        }
        // The mark is written first, so that nothing begins a use of a scope that says it is
        // closed.
        if (uses.getAndIncrement() < 0 || closed) {
            end();
            throw unusable(what);
        }
    }

    /** Ends a use, even if the stack is full. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // see lost
    private void end() {
        try {
            releaseSlowly();
        } catch (StackOverflowError full) {
            lost++;
        }
    }

    /** Throws a stack overflow only before it has changed anything. */
    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // see lost
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
                // closing the scope, or closing it again, frees the memory
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
}
