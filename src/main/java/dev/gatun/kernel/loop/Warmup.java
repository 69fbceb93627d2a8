package dev.gatun.kernel.loop;

import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.kernel.loop.vector.KernelCompiler;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import java.util.Arrays;

/**
 * Warms a compiled loop: it is called on memory of its own until C2 has compiled it.
 *
 * <p>Every call has elements to compute. Calls with empty ranges count as well and trigger C2
 * sooner, but C2 does not inline what is seldom reached ({@code MinInlineFrequencyRatio}), and some
 * loops compiled so stayed slow.
 */
final class Warmup {
    /** The result of a turn. */
    enum State {
        /** Not fast enough yet. */
        WARMING,
        /** Faster than the interpreter. */
        FAST,
        /** Not fast for a long time; it may become fast if it is compiled anew. */
        SLOW
    }

    /**
     * The lengths of the calls, with one row and with two: with a tail and without, and shorter
     * than a vector. C2 compiles for the cases that have occurred, and the first call of another
     * kind would deoptimize the loop.
     */
    private static final int[] LENGTHS = {512, 21, 64, 3, 512, 77};

    private static final int LONGEST = 512;
    private static final int MAX_ROWS = 2;

    /** The number of rounds of the interpreter, the fastest of which is the limit. */
    private static final int FEW_ROUNDS = 3;

    /** The number of rounds of a batch, which are timed one by one. */
    private static final int ROUNDS = 20;

    /**
     * The number of rounds of a batch that must be fast. If more are slow, C2 has deoptimized the
     * loop; a few are slow when other programs take the core.
     */
    private static final int FAST_ROUNDS = 15;

    /**
     * A loop that C2 has not compiled takes several times as long as the interpreter. So one that
     * is about as fast as the interpreter is compiled; it is used if it does not become faster.
     */
    private static final double ABOUT_AS_FAST = 1.25;

    /** The number of consecutive fast batches that are required. */
    private static final int FAST_BATCHES = 5;

    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final long HOPE_NANOS = 10_000_000_000L;

    final Specialization specialization;
    final Loop compiled;
    private final Loop interpreted;
    private final boolean isRow;
    private final Storage[] storages;
    private final long[] offsets;
    private final long[] steps;
    private final double[] scalars;
    private final long begun = System.nanoTime();

    /**
     * @param memory the result of {@link #memory}
     * @throws UnsupportedOperationException if the expression is too long for one method
     */
    Warmup(Specialization specialization, Storage[] memory) {
        this.specialization = specialization;
        this.interpreted = specialization.loop();
        this.compiled =
                KernelCompiler.compile(
                        specialization.body.inputs(),
                        specialization.body.outputs(),
                        specialization.pattern);
        if (specialization.attempts() == 0) {
            KernelCounters.COMPILATIONS.increment();
        }
        this.isRow = specialization.pattern.isRow();
        int operands = specialization.body.operands();
        long bytes = (long) LONGEST * specialization.pattern.type().bytes();
        storages = Arrays.copyOf(memory, operands);
        offsets = new long[operands];
        steps = new long[operands];
        Arrays.fill(steps, bytes);
        scalars = new double[Kernel.MAX_SCALARS];
        Arrays.fill(scalars, 0.5);
    }

    /** Memory for the operands of any loop, for the thread that warms them. */
    static Storage[] memory(Scope scope) {
        Storage[] memory = new Storage[Kernel.MAX_OPERANDS];
        for (int k = 0; k < memory.length; k++) {
            memory[k] = Storage.reserve(scope, (long) MAX_ROWS * LONGEST * Double.BYTES);
        }
        return memory;
    }

    /** Warms the loop some more, and times it. */
    State turn() {
        for (Storage storage : storages) {
            // 0x3f3f... is a normal number near 1 in both types.
            storage.view().fill((byte) 0x3f);
        }
        long waited = System.nanoTime() - begun;
        long limit = time(interpreted, FEW_ROUNDS)[0];
        if (waited > HOPE_NANOS) {
            limit = (long) (limit * ABOUT_AS_FAST);
        }
        if (time(compiled, 1)[0] < limit && isSteadilyFaster(limit)) {
            return State.FAST;
        }
        return waited < PATIENCE_NANOS ? State.WARMING : State.SLOW;
    }

    private boolean isSteadilyFaster(long limit) {
        for (int batch = 0; batch < FAST_BATCHES; batch++) {
            if (time(compiled, ROUNDS)[FAST_ROUNDS - 1] >= limit) {
                return false;
            }
        }
        return true;
    }

    /** The times of some rounds in nanoseconds, sorted. */
    private long[] time(Loop loop, int rounds) {
        long[] nanos = new long[rounds];
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            for (int length : LENGTHS) {
                loop.run(1, length, storages, offsets, steps, scalars);
                loop.run(isRow ? 1 : MAX_ROWS, length, storages, offsets, steps, scalars);
            }
            nanos[round] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos;
    }

    @Override
    public String toString() {
        return specialization.body.outputs() + " in " + specialization.pattern;
    }
}
