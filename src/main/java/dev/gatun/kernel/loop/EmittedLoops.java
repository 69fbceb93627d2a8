package dev.gatun.kernel.loop;

import dev.gatun.kernel.loop.emitted.KernelEmitter;
import dev.gatun.kernel.loop.spec.AccessPattern;
import dev.gatun.kernel.loop.spec.KernelBody;
import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.internal.StackProbe;
import dev.gatun.shape.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The loops of a kernel that machine code alone has: those over integers, and those over operands
 * of another type, which are converted where they are read and written. Each is made when it is
 * first asked for.
 */
final class EmittedLoops {
    /** Set by any thread; one that does not see it yet looks at the stack once more. */
    private static boolean isReady;

    private final KernelBody body;
    private final @Nullable Tier tier;
    private final ConcurrentHashMap<AccessPattern, Optional<Loop>> loops =
            new ConcurrentHashMap<>();

    /**
     * @param tier the forced tier, or null
     */
    EmittedLoops(KernelBody body, @Nullable Tier tier) {
        this.body = body;
        this.tier = tier;
    }

    private boolean isPossible() {
        return tier == Tier.EMITTED || (tier == null && Tier.canEmit());
    }

    /** The loop for a pattern; null where there is none. */
    @Nullable Loop of(AccessPattern pattern) {
        Optional<Loop> known = loops.get(pattern);
        return (known != null ? known : loops.computeIfAbsent(pattern, this::made)).orElse(null);
    }

    private Optional<Loop> made(AccessPattern pattern) {
        if (!isPossible()) {
            return Optional.empty();
        }
        StackProbe.forClasses();
        KernelCounters.VARIANTS.increment();
        return Optional.ofNullable(
                KernelEmitter.compile(body, pattern, EmittedLoops::withoutAddress));
    }

    /** {@link #areAddressed} was asked before. */
    private static Loop withoutAddress() {
        throw new AssertionError("an operand has no address");
    }

    /** Whether the memory of all operands stays while a loop runs. */
    static boolean areAddressed(Operand... operands) {
        for (Operand operand : operands) {
            if (!operand.storage().hasAddress()) {
                return false;
            }
        }
        return true;
    }

    /**
     * The pattern of a single row, with as many operands converted by the loop as can be.
     *
     * @param booleans bit k: operand k is read or written as booleans
     */
    AccessPattern row(DType type, long booleans, Operand... operands) {
        DType[] types = null;
        for (int k = 0; k < operands.length; k++) {
            DType own = operands[k].dtype();
            boolean isTaken = own == type || (booleans & 1L << k) != 0;
            if (!isTaken && converts(type, own, k)) {
                if (types == null) {
                    types = new DType[operands.length];
                    Arrays.fill(types, type);
                }
                types[k] = own;
            }
        }
        return types != null && areAddressed(operands)
                ? new AccessPattern(type, 0, booleans, List.of(types), true)
                : AccessPattern.row(type, booleans);
    }

    private boolean converts(DType type, DType own, int k) {
        if (!isPossible() || body.isReduced(k)) {
            return false;
        }
        if (!isReady) {
            StackProbe.forClasses(); // before the first look at the classes that know
            isReady = true;
        }
        return k < body.inputs()
                ? KernelEmitter.canLoad(own, type)
                : KernelEmitter.canStore(type, own);
    }
}
