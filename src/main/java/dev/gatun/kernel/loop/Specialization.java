package dev.gatun.kernel.loop;

import dev.gatun.kernel.loop.emitted.KernelEmitter;
import dev.gatun.kernel.loop.interpreted.Interpreter;
import dev.gatun.kernel.loop.spec.AccessPattern;
import dev.gatun.kernel.loop.spec.KernelBody;
import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.kernel.loop.vector.KernelCompiler;
import dev.gatun.memory.internal.StackProbe;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A kernel for one access pattern. It is machine code where {@link KernelEmitter} can write it.
 * Elsewhere it is an {@link Interpreter} at first; after enough elements the {@link Promoter}
 * compiles a loop, which replaces the interpreter.
 */
final class Specialization {
    final KernelBody body;
    final AccessPattern pattern;

    private final @Nullable Tier tier;
    private final AtomicBoolean isQueued = new AtomicBoolean();

    /** The number of elements since the last attempt; racing threads may lose some. */
    private long seen;

    /** The number of failed attempts to promote it. */
    private final AtomicInteger attempts = new AtomicInteger();

    private volatile Loop loop;

    /**
     * @param tier the forced tier, or null to begin in the first and be promoted
     */
    Specialization(KernelBody body, AccessPattern pattern, @Nullable Tier tier) {
        this.body = body;
        this.pattern = pattern;
        this.tier = tier;
        this.loop = makeLoop();
    }

    private Loop makeLoop() {
        if (tier == Tier.COMPILED) {
            return KernelCompiler.compile(body.inputs(), body.outputs(), pattern);
        }
        StackProbe.forClasses();
        if (tier == null && !Tier.isFound()) {
            KernelEmitter.rehearse(body, pattern);
        }
        boolean isEmitted = tier == Tier.EMITTED || (tier == null && Tier.canEmit());
        Loop emitted = isEmitted ? KernelEmitter.compile(body, pattern, this::interpreter) : null;
        return emitted != null ? emitted : new Interpreter(body, pattern, this::saw);
    }

    /** For the few calls that an emitted loop leaves to others. */
    private Loop interpreter() {
        return new Interpreter(body, pattern, _ -> {});
    }

    /** The current loop. */
    Loop loop() {
        return loop;
    }

    /** Called by the interpreter after each call. */
    void saw(long elements) {
        seen += elements;
        if (seen >= threshold(attempts())
                && tier == null
                && Tier.canCompile()
                && isQueued.compareAndSet(false, true)) {
            try {
                Promoter.promote(this);
            } catch (VirtualMachineError passing) {
                // The operation itself is done; a full heap or stack only puts promotion off.
                isNotPromoted();
            }
        }
    }

    /**
     * The number of elements before an attempt. Each attempt takes some seconds of a core, so the
     * intervals grow: the second attempt comes after about a tenth of a second in this kernel, the
     * sixth and every further one after some minutes.
     */
    static long threshold(int attempts) {
        return attempts == 0 ? Promoter.THRESHOLD : 1L << Math.min(22 + 4 * attempts, 38);
    }

    /** The number of failed attempts to promote it. */
    int attempts() {
        return attempts.get();
    }

    /** Called by the promoter when an attempt has failed. */
    void isNotPromoted() {
        seen = 0;
        attempts.incrementAndGet();
        isQueued.set(false);
    }

    /** Called by the promoter when the compiled loop is warm. */
    void become(Loop compiled) {
        loop = compiled;
    }
}
