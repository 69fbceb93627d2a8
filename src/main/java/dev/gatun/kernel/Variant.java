package dev.gatun.kernel;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A kernel for one pattern. It begins as an {@link Interpreter}; once it has seen enough elements
 * it asks the {@link Promoter} for a compiled loop, and runs that from then on.
 */
final class Variant {
    final int inputs;
    final List<Output> outputs;
    final Pattern pattern;

    private final boolean isPromotable;
    private final AtomicBoolean isQueued = new AtomicBoolean();

    /** Work seen so far, in elements; racing threads may lose some of it. */
    private long seen;

    private volatile Loop loop;

    /**
     * @param tier the tier to stay in, or null to begin in the first and be promoted
     */
    Variant(int inputs, List<Output> outputs, Pattern pattern, @Nullable Tier tier) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.pattern = pattern;
        this.isPromotable = tier == null && Tier.canCompile();
        this.loop =
                tier == Tier.COMPILED
                        ? KernelCompiler.compile(inputs, outputs, pattern)
                        : new Interpreter(this);
    }

    /** The loop to run now. */
    Loop loop() {
        return loop;
    }

    /** Told by the interpreter after each call. */
    void saw(long elements) {
        seen += elements;
        if (seen >= Promoter.THRESHOLD && isPromotable && isQueued.compareAndSet(false, true)) {
            Promoter.promote(this);
        }
    }

    /** Told by the promoter when the compiled loop is warm. */
    void become(Loop compiled) {
        loop = compiled;
    }
}
