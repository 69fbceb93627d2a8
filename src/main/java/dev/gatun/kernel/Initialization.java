package dev.gatun.kernel;

import dev.gatun.kernel.loop.Promoter;
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
 * Initialises the classes of kernels that do much for it: before their turn, while there is stack
 * and heap.
 *
 * <p>A class whose static initializer throws cannot be used again in this process, and at the end
 * of a stack, or while the heap is full, any may throw. What these initializers make (expressions
 * and the kernels of them) is needed by operations at any depth, and would be gone for good.
 */
public final class Initialization {
    private Initialization() {}

    /** Does it, the first time. */
    public static void run() {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        for (Class<?> each :
                new Class<?>[] {
                    Fold.class,
                    Reduction.class,
                    Softmax.class,
                    LayerNorm.class,
                    CrossEntropy.class,
                    ArgExtreme.class,
                    ColumnArgExtreme.class,
                    ConversionBuffer.class,
                    StridedBuffer.class,
                    Interpreter.class,
                    StackProbe.class,
                    Contention.class,
                    Workers.class,
                    Promoter.class
                }) {
            try {
                lookup.ensureInitialized(each);
            } catch (IllegalAccessException e) {
                throw new AssertionError("every one is public", e);
            }
        }
    }
}
