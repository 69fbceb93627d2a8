package dev.gatun.kernel.loop;

import dev.gatun.kernel.loop.interpreted.Interpreter;
import dev.gatun.kernel.loop.spec.AccessPattern;
import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.loop.vector.KernelCompiler;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A kernel for one pattern. It begins as an {@link Interpreter}; once it has seen enough elements
 * it asks the {@link Promoter} for a compiled loop, and runs that from then on.
 */
final class Specialization {
    final int inputs;
    final List<Output> outputs;
    final AccessPattern pattern;

    private final boolean isPromotable;
    private final AtomicBoolean isQueued = new AtomicBoolean();

    /** Work seen since the last attempt, in elements; racing threads may lose some of it. */
    private long seen;

    /** How often it was not promoted when its turn came. */
    private final AtomicInteger attempts = new AtomicInteger();

    private volatile Loop loop;

    /**
     * @param tier the tier to stay in, or null to begin in the first and be promoted
     */
    Specialization(int inputs, List<Output> outputs, AccessPattern pattern, @Nullable Tier tier) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.pattern = pattern;
        this.isPromotable = tier == null && Tier.canCompile();
        this.loop =
                tier == Tier.COMPILED
                        ? KernelCompiler.compile(inputs, outputs, pattern)
                        : new Interpreter(inputs, outputs, pattern, this::saw);
    }

    /** The loop to run now. */
    Loop loop() {
        return loop;
    }

    /** Told by the interpreter after each call. */
    void saw(long elements) {
        seen += elements;
        if (seen >= threshold(attempts()) && isPromotable && isQueued.compareAndSet(false, true)) {
            try {
                Promoter.promote(this);
            } catch (VirtualMachineError passing) {
                // The operation itself is done: a full heap or stack only puts off what is next.
                isNotPromoted();
            }
        }
    }

    /**
     * Elements to see before an attempt. Each takes some seconds of a core, so the program must go
     * on for ever longer: the second is worth it after about a tenth of a second in this kernel, a
     * sixth and every further one after some minutes.
     */
    static long threshold(int attempts) {
        return attempts == 0 ? Promoter.THRESHOLD : 1L << Math.min(22 + 4 * attempts, 38);
    }

    /** How often it was not promoted when its turn came. */
    int attempts() {
        return attempts.get();
    }

    /** Told by the promoter when nothing came of it this time. */
    void isNotPromoted() {
        seen = 0;
        attempts.incrementAndGet();
        isQueued.set(false);
    }

    /** Told by the promoter when the compiled loop is warm. */
    void become(Loop compiled) {
        loop = compiled;
    }
}
