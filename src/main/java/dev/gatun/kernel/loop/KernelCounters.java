package dev.gatun.kernel.loop;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts of the kernels of this process and of their loops.
 *
 * @param kernels distinct kernels made
 * @param specializations dtypes and access patterns they were called with
 * @param compilations specializations for which a SIMD loop was written
 * @param switches specializations that run their compiled loop by now
 * @param rejections specializations that stay interpreted, because they cannot be compiled
 */
public record KernelCounters(
        long kernels, long specializations, long compilations, long switches, long rejections) {
    static final LongAdder KERNELS = new LongAdder();
    static final LongAdder VARIANTS = new LongAdder();
    static final LongAdder COMPILATIONS = new LongAdder();
    static final LongAdder SWITCHES = new LongAdder();
    static final LongAdder REJECTIONS = new LongAdder();

    /** The counts at this moment. */
    public static KernelCounters now() {
        return new KernelCounters(
                KERNELS.sum(),
                VARIANTS.sum(),
                COMPILATIONS.sum(),
                SWITCHES.sum(),
                REJECTIONS.sum());
    }
}
