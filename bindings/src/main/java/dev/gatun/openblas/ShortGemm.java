package dev.gatun.openblas;

import dev.gatun.openblas.code.UpperHalves;
import dev.gatun.openblas.loading.GemmHandle;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The fastest call of gemm, for products that take about a microsecond. The handles are linked as
 * critical, so that the thread does not change its state, and take addresses, so that no scope is
 * acquired and released for each operand: together this saves half of the cost of a call.
 *
 * <p>There are two conditions. Safepoints wait while a critical call runs, so the product must be
 * short. And no other thread may free an operand meanwhile, so each must be confined to the calling
 * thread, or never be freed.
 */
final class ShortGemm {
    /** The multiply-adds of a product of 32 x 32 matrices. */
    static final long MULTIPLY_ADDS = 1 << 15;

    private static final MemorySegment.Scope NEVER_CLOSED = Arena.global().scope();

    /** A thread that is never started; segments that are accessible to it are not confined. */
    private static final Thread NOBODY = Thread.ofPlatform().unstarted(() -> {});

    private ShortGemm() {}

    /** Whether the operands, which have been checked, meet the conditions. */
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
     * Links one of the two functions, after the library is loaded. Not by the generated class,
     * which also links a handle of its own and takes 10 ms in a fresh process.
     */
    static MethodHandle link(String name, MemoryLayout scalar) {
        MemorySegment gemm = SymbolLookup.loaderLookup().findOrThrow(name);
        return GemmHandle.link(UpperHalves.clearedBefore(gemm), scalar);
    }
}
