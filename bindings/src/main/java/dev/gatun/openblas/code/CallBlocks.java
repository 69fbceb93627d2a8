package dev.gatun.openblas.code;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Memory for the arguments of calls: blocks that any thread takes and gives back, without an
 * allocation. They stay when a thread ends, virtual threads included.
 *
 * {@snippet :
 * CallBlock block = CallBlocks.take();
 * try {
 *     block.arguments(8)[0] = address;
 *     block.write(8);
 *     CodeCall.run(block.address(), code);
 * } finally {
 *     CallBlocks.give(block);
 * }
 * }
 */
public final class CallBlocks {
    /** The size of a block, which begins at a multiple of it. */
    public static final int BYTES = 8192;

    private static final int COUNT = 64;

    /** Nanoseconds between two looks for a block while all are taken. */
    private static final long PAUSE = 1000;

    /** The states of two blocks are not in one line of the cache. */
    private static final int APART = 16;

    private static final VarHandle STATE = MethodHandles.arrayElementVarHandle(int[].class);

    /** 1 if a block is taken, at its number times {@link #APART}. */
    private static final int[] TAKEN = new int[COUNT * APART];

    private static final CallBlock[] BLOCKS = new CallBlock[COUNT];

    static {
        MemorySegment all = Arena.global().allocate((long) COUNT * BYTES, BYTES);
        for (int k = 0; k < COUNT; k++) {
            BLOCKS[k] = new CallBlock(k, all.asSlice((long) k * BYTES, BYTES));
        }
    }

    private CallBlocks() {}

    /**
     * A block that belongs to the caller until it is given back; its contents are those of its last
     * use. Waits while all are taken: their users hold them for one call each.
     */
    public static CallBlock take() {
        int first = (int) Thread.currentThread().threadId();
        for (int k = first; ; k++) {
            int block = k & COUNT - 1;
            if ((int) STATE.getVolatile(TAKEN, block * APART) == 0
                    && STATE.compareAndSet(TAKEN, block * APART, 0, 1)) {
                return BLOCKS[block];
            }
            if (k - first >= COUNT) {
                LockSupport.parkNanos(PAUSE);
            }
        }
    }

    /** Gives a block back. */
    public static void give(CallBlock block) {
        STATE.setRelease(TAKEN, block.number * APART, 0);
    }

    /** How many are taken now, for tests. */
    static int taken() {
        int taken = 0;
        for (int k = 0; k < COUNT; k++) {
            taken += (int) STATE.getVolatile(TAKEN, k * APART);
        }
        return taken;
    }
}
