package dev.gatun.kernel;

import dev.gatun.kernel.fill.RandomFill;
import dev.gatun.kernel.loop.Promoter;
import dev.gatun.kernel.loop.Tier;
import dev.gatun.kernel.loop.interpreted.Interpreter;
import dev.gatun.kernel.move.BlockTranspose;
import dev.gatun.kernel.move.ConversionBuffer;
import dev.gatun.kernel.move.StridedBuffer;
import dev.gatun.kernel.move.StridedRows;
import dev.gatun.kernel.reduce.ArgExtreme;
import dev.gatun.kernel.reduce.ColumnArgExtreme;
import dev.gatun.kernel.reduce.ExtremePlace;
import dev.gatun.kernel.reduce.Fold;
import dev.gatun.kernel.reduce.LogSumExp;
import dev.gatun.kernel.reduce.Reduction;
import dev.gatun.kernel.row.CrossEntropy;
import dev.gatun.kernel.row.LayerNorm;
import dev.gatun.kernel.row.Softmax;
import dev.gatun.kernel.threads.Contention;
import dev.gatun.kernel.threads.Workers;
import dev.gatun.memory.internal.StackProbe;
import java.lang.invoke.MethodHandles;

/**
 * Classes of kernels with large static initializers, which are initialized while there is room on
 * the stack and the heap.
 *
 * <p>A class whose static initializer throws is unusable for the rest of the process, and any
 * initializer may throw at the end of a stack or while the heap is full. Operations at any depth
 * need what these make: expressions and their kernels. What every program needs is initialized with
 * the first tensor; the others take milliseconds of a fresh process, and wait for their first use.
 */
public final class Initialization {
    /** What the first tensor is made with, or any operation may need. */
    public static final Initialization TENSORS =
            new Initialization(
                    Fold.class,
                    Reduction.class,
                    RandomFill.class,
                    ConversionBuffer.class,
                    StridedBuffer.class,
                    BlockTranspose.class,
                    StridedRows.class,
                    Interpreter.class,
                    StackProbe.class,
                    Contention.class,
                    Workers.class,
                    Promoter.class,
                    Tier.class);

    public static final Initialization SOFTMAX = new Initialization(Softmax.class);
    public static final Initialization NORMS = new Initialization(LayerNorm.class);
    public static final Initialization CROSS_ENTROPY = new Initialization(CrossEntropy.class);
    public static final Initialization EXTREMES =
            new Initialization(ArgExtreme.class, ExtremePlace.class, ColumnArgExtreme.class);

    public static final Initialization LOG_SUM_EXP = new Initialization(LogSumExp.class);

    private final Class<?>[] classes;

    /** Set by any thread; one that does not see it yet finds the classes initialized. */
    private boolean isDone;

    private Initialization(Class<?>... classes) {
        this.classes = classes;
    }

    /**
     * Initializes the classes if they are not.
     *
     * @throws StackOverflowError before any of it, if there is no room on the stack
     */
    public void ensure() {
        if (!isDone) {
            run();
        }
    }

    private void run() {
        StackProbe.forClasses();
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        for (Class<?> each : classes) {
            try {
                lookup.ensureInitialized(each);
            } catch (IllegalAccessException e) {
                throw new AssertionError("every one is public", e);
            }
        }
        isDone = true;
    }
}
