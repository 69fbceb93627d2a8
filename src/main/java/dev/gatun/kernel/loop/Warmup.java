package dev.gatun.kernel.loop;

import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.kernel.loop.vector.KernelCompiler;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import java.util.Arrays;

/**
 * A compiled loop on its way to be fast: it is called on memory of its own until C2 has it.
 *
 * <p>Every call has something to do. Calls that have nothing to do count as well and bring C2
 * sooner, but what is seldom reached it does not inline ({@code MinInlineFrequencyRatio}): some
 * loops were compiled so, and stayed slow.
 */
final class Warmup {
    /** What a turn led to. */
    enum State {
        /** Not yet as fast as it must be. */
        WARMING,
        /** Faster than the interpreter. */
        FAST,
        /** Not fast for a long time: it may be so when compiled anew. */
        SLOW
    }

    /**
     * The lengths of calls that have something to do, with one row and with two: with a tail and
     * without, and shorter than a vector. C2 compiles for the cases it has seen, and the first call
     * of another kind would throw the compiled loop away.
     */
    private static final int[] LENGTHS = {512, 21, 64, 3, 512, 77};

    private static final int LONGEST = 512;
    private static final int MAX_ROWS = 2;

    /** Rounds of the interpreter, the fastest of which is the limit. */
    private static final int FEW_ROUNDS = 3;

    /** Rounds of calls that are timed one by one. */
    private static final int ROUNDS = 20;

    /**
     * Of these so many must be fast. More slow rounds are a loop that C2 has just thrown away
     * again; a few belong to other programs, which took the core.
     */
    private static final int FAST_ROUNDS = 15;

    /**
     * A loop that C2 has not compiled takes several times as long as the interpreter. So one that
     * is about as fast as that is compiled, and no worse; it is taken once there is no hope for
     * more.
     */
    private static final double ABOUT_AS_FAST = 1.25;

    /** Batches of fast rounds, one after the other, that a loop must show. */
    private static final int FAST_BATCHES = 5;

    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final long HOPE_NANOS = 10_000_000_000L;

    final Specialization variant;
    final Loop compiled;
    private final Loop interpreted;
    private final boolean isRow;
    private final Storage[] storages;
    private final long[] offsets;
    private final long[] steps;
    private final double[] scalars;
    private final long begun = System.nanoTime();

    /**
     * @param memory of {@link #memory}
     * @throws UnsupportedOperationException if the expression is too long for one method
     */
    Warmup(Specialization variant, Storage[] memory) {
        this.variant = variant;
        this.interpreted = variant.loop();
        this.compiled = KernelCompiler.compile(variant.inputs, variant.outputs, variant.pattern);
        if (variant.attempts() == 0) {
            KernelCounters.COMPILATIONS.increment();
        }
        this.isRow = variant.pattern.isRow();
        int operands = variant.inputs + variant.outputs.size();
        long bytes = (long) LONGEST * variant.pattern.type().bytes();
        storages = Arrays.copyOf(memory, operands);
        offsets = new long[operands];
        steps = new long[operands];
        Arrays.fill(steps, bytes);
        scalars = new double[Kernel.MAX_SCALARS];
        Arrays.fill(scalars, 0.5);
    }

    /** Memory for the operands of any loop, for the one thread that warms them. */
    static Storage[] memory(Scope scope) {
        Storage[] memory = new Storage[Kernel.MAX_OPERANDS];
        for (int k = 0; k < memory.length; k++) {
            memory[k] = Storage.reserve(scope, (long) MAX_ROWS * LONGEST * Double.BYTES);
        }
        return memory;
    }

    /** Warms it some more, and looks whether it is fast. */
    State turn() {
        for (Storage storage : storages) {
            // 0x3f3f... is an ordinary small number in either type.
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
        return variant.outputs + " in " + variant.pattern;
    }
}
