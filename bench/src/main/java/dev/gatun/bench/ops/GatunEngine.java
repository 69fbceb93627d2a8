package dev.gatun.bench.ops;

import dev.gatun.Gatun;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** Gatun's tensors; results live in scopes that are closed every few operations. */
public final class GatunEngine implements Engine {
    /** A step of a small network makes about as many tensors. */
    private static final long CALLS_IN_A_SCOPE = 50;

    /** A scope's results together: few enough not to leave the caches sooner than need be. */
    private static final long BYTES_IN_A_SCOPE = 8 << 20;

    @Override
    public String name() {
        return "Gatun";
    }

    @Override
    public void threads(int count) {
        Gatun.setThreads(count);
    }

    @Override
    public boolean canUse(int threads) {
        return true;
    }

    @Override
    public Optional<Work> prepare(Task task) {
        BinaryOperator<Tensor> op =
                switch (task.op()) {
                    case ADD -> Tensor::add;
                    case EXP -> (a, _) -> a.exp();
                    case TANH -> (a, _) -> a.tanh();
                    case GELU -> (a, _) -> a.gelu();
                    case SIGMOID -> (a, _) -> a.sigmoid();
                    case FIVE ->
                            (a, b) ->
                                    Tensor.map(
                                            a, b, (x, y) -> x.mul(y).add(x).tanh().mul(0.5).add(y));
                    case SUM -> (a, _) -> a.sum();
                    case SOFTMAX -> (a, _) -> a.softmax(-1);
                    case LAYER_NORM -> (a, _) -> a.layerNorm(null, null, EPSILON);
                    case MATMUL -> Tensor::matmul;
                    case MATMUL_NT -> (a, b) -> a.matmul(b.transpose(-1, -2));
                    case MATMUL_TN -> (a, b) -> a.transpose(-1, -2).matmul(b);
                };
        return Optional.of(new TensorWork(task, op));
    }

    private static final class TensorWork implements Work {
        private final Scope scope = Scope.open("operands");
        private final Tensor a;
        private final Tensor b;
        private final BinaryOperator<Tensor> op;
        private final long callsInAScope;

        /** Kept from being optimised away; its memory is gone when its scope is. */
        private Tensor last;

        TensorWork(Task task, BinaryOperator<Tensor> op) {
            this.op = op;
            a = tensor(task, task.left(), task.rows(), task.columns());
            b =
                    task.isProduct()
                            ? tensor(task, task.right(), task.columns(), task.outer())
                            : tensor(task, task.right(), task.rows(), task.columns());
            last = a;
            long bytes = 4L * task.elements();
            callsInAScope = Math.clamp(BYTES_IN_A_SCOPE / bytes, 1, CALLS_IN_A_SCOPE);
        }

        private static Tensor tensor(Task task, float[] numbers, int rows, int columns) {
            return task.batch() == 1
                    ? Tensor.of(numbers, rows, columns)
                    : Tensor.of(numbers, task.batch(), rows, columns);
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
}
