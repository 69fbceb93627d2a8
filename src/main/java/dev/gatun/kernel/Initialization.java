package dev.gatun.kernel;

import dev.gatun.kernel.fill.RandomFill;
import dev.gatun.kernel.loop.Promoter;
import dev.gatun.kernel.loop.Tier;
import dev.gatun.kernel.loop.interpreted.Interpreter;
import dev.gatun.kernel.move.ConversionBuffer;
import dev.gatun.kernel.move.StridedBuffer;
import dev.gatun.kernel.reduce.ArgExtreme;
import dev.gatun.kernel.reduce.ColumnArgExtreme;
import dev.gatun.kernel.reduce.Fold;
import dev.gatun.kernel.reduce.Reduction;
import dev.gatun.kernel.row.CrossEntropy;
import dev.gatun.kernel.row.LayerNorm;
import dev.gatun.kernel.row.Softmax;
import dev.gatun.kernel.threads.Contention;
import dev.gatun.kernel.threads.Workers;
import dev.gatun.memory.internal.StackProbe;
import java.lang.invoke.MethodHandles;

/**
 * Initializes the classes of kernels with large static initializers early, while there is room on
 * the stack and the heap.
 *
 * <p>A class whose static initializer throws is unusable for the rest of the process, and any
 * initializer may throw at the end of a stack or while the heap is full. Operations at any depth
 * need what these make: expressions and their kernels.
 */
public final class Initialization {
    private Initialization() {}

    /** Initializes the classes; the first call does all the work. */
    public static void run() {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        for (Class<?> each :
                new Class<?>[] {
                    Fold.class,
                    Reduction.class,
                    Softmax.class,
                    LayerNorm.class,
                    CrossEntropy.class,
                    RandomFill.class,
                    ArgExtreme.class,
                    ColumnArgExtreme.class,
                    ConversionBuffer.class,
                    StridedBuffer.class,
                    Interpreter.class,
                    StackProbe.class,
                    Contention.class,
                    Workers.class,
                    Promoter.class,
                    Tier.class
                }) {
            try {
                lookup.ensureInitialized(each);
            } catch (IllegalAccessException e) {
                throw new AssertionError("every one is public", e);
            }
        }
    }
}
