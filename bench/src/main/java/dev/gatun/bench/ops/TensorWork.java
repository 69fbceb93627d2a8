package dev.gatun.bench.ops;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** An operation on tensors; results live in scopes that are closed every few operations. */
public final class TensorWork implements Work {
    /** A step of a small network makes about as many tensors. */
    private static final long CALLS_IN_A_SCOPE = 50;

    /** A scope's results together: a core's cache has room for them, as for one used again. */
    private static final long BYTES_IN_A_SCOPE = 1 << 20;

    private final Scope scope = Scope.open("operands");
    private final Tensor[] operands;
    private final Function<Tensor[], Tensor> op;
    private final long callsInAScope;

    /** Kept from being optimised away; its memory is gone when its scope is. */
    private Tensor last;

    /**
     * Makes the operands in a scope of its own, which is to be closed before any outer one.
     *
     * @param operands makes them
     */
    public TensorWork(Supplier<List<Tensor>> operands, Function<Tensor[], Tensor> op) {
        this.op = op;
        this.operands = operands.get().toArray(Tensor[]::new);
        try (Scope _ = Scope.open("result")) {
            last = op.apply(this.operands);
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
                    last = op.apply(operands);
                }
            }
        }
    }

    @Override
    public float[] result() {
        try (Scope _ = Scope.open("result")) {
            last = op.apply(operands);
            return last.toFloatArray();
        }
    }

    @Override
    public void close() {
        scope.close();
    }
}
