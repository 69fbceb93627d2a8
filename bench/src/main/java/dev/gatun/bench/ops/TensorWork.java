package dev.gatun.bench.ops;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;

/** An operation on tensors; results live in scopes that are closed every few operations. */
public final class TensorWork implements Work {
    /** A step of a small network makes about as many tensors. */
    private static final long CALLS_IN_A_SCOPE = 50;

    /** A scope's results together: a core's cache has room for them, as for one used again. */
    private static final long BYTES_IN_A_SCOPE = 1 << 20;

    private final Scope scope = Scope.open("operands");
    private final Tensor a;
    private final Tensor b;
    private final BinaryOperator<Tensor> op;
    private final long callsInAScope;

    /** Kept from being optimised away; its memory is gone when its scope is. */
    private Tensor last;

    /**
     * Makes the operands in a scope of its own, which is to be closed before any outer one.
     *
     * @param operands makes both
     */
    public TensorWork(Supplier<List<Tensor>> operands, BinaryOperator<Tensor> op) {
        this.op = op;
        List<Tensor> both = operands.get();
        a = both.get(0);
        b = both.get(1);
        try (Scope _ = Scope.open("result")) {
            last = op.apply(a, b);
            long bytes = Math.max(1, last.dtype().bytes(last.numel()));
            callsInAScope = Math.clamp(BYTES_IN_A_SCOPE / bytes, 1, CALLS_IN_A_SCOPE);
        }
    }

    @Override
    public void run(long calls) {
        for (long done = 0; done < calls; done += callsInAScope) {
            long here = Math.min(callsInAScope, calls - done);
            try (Scope _ = Scope.open("step")) {
                for (long i = 0; i < here; i++) {
                    last = op.apply(a, b);
                }
            }
        }
    }

    @Override
    public float[] result() {
        try (Scope _ = Scope.open("result")) {
            last = op.apply(a, b);
            return last.toFloatArray();
        }
    }

    @Override
    public void close() {
        scope.close();
    }
}
