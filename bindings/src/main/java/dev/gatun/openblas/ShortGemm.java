package dev.gatun.openblas;

import dev.gatun.openblas.loading.GemmHandle;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The cheapest way into gemm, for products that take about a microsecond. The handles are linked as
 * critical, so the thread does not change its state on the way in and out, and take addresses, so
 * no scope is held and let go for each operand: together half of what a call costs.
 *
 * <p>Both are paid for with a condition. While a critical call runs, safepoints wait for it: so the
 * product must be short. And nobody may free an operand meanwhile: so each must be confined to the
 * calling thread, or never be freed at all.
 */
final class ShortGemm {
    /** The multiply-adds of a product of 32 x 32 matrices. */
    static final long MULTIPLY_ADDS = 1 << 15;

    private static final MemorySegment.Scope NEVER_CLOSED = Arena.global().scope();

    /** A thread that never runs: what it may read is not confined. */
    private static final Thread NOBODY = Thread.ofPlatform().unstarted(() -> {});

    private ShortGemm() {}

    /** Whether the operands, checked before, may go this way. */
    static boolean takes(
            long m, long n, long k, MemorySegment a, MemorySegment b, MemorySegment c) {
        // m * n first: the product of all three may not fit a long.
        return m * n <= MULTIPLY_ADDS
                && m * n * k <= MULTIPLY_ADDS
                && isSafe(c)
                && (a.scope().equals(c.scope()) || isSafe(a))
                && (b.scope().equals(c.scope()) || isSafe(b));
    }

    private static boolean isSafe(MemorySegment segment) {
        return segment.scope().equals(NEVER_CLOSED) || !segment.isAccessibleBy(NOBODY);
    }

    /**
     * Links one of the two, by then the library is loaded. Not by the generated class: that links
     * its own handle as well, which costs a fresh process 10 ms.
     */
    static MethodHandle link(String name, MemoryLayout scalar) {
        return GemmHandle.link(SymbolLookup.loaderLookup().findOrThrow(name), scalar);
    }
}
