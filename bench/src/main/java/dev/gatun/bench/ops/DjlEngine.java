package dev.gatun.bench.ops;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** PyTorch's operators for the CPU, called through DJL; each result is closed at once. */
public final class DjlEngine implements Engine {
    private final NDManager manager;

    private DjlEngine(NDManager manager) {
        this.manager = manager;
    }

    /** PyTorch, where its native libraries are on the class path. */
    public static Optional<Engine> open() {
        return manager().map(DjlEngine::new);
    }

    /** What owns arrays of PyTorch's, where its native libraries are on the class path. */
    public static Optional<NDManager> manager() {
        // Or it would look for its libraries on the net.
        System.setProperty("ai.djl.offline", "true");
        try {
            return Optional.of(NDManager.newBaseManager(Device.cpu(), "PyTorch"));
        } catch (EngineException | IllegalArgumentException absent) {
            return Optional.empty();
        }
    }

    @Override
    public String name() {
        return "PyTorch";
    }

    @Override
    public void threads(int count) {
        JniUtils.setNumThreads(count);
    }

    @Override
    public boolean canUse(int threads) {
        return true;
    }

    @Override
    public Optional<Work> prepare(Task task) {
        BinaryOperator<NDArray> op =
                switch (task.op()) {
                    case ADD -> NDArray::add;
                    case EXP -> (a, _) -> a.exp();
                    case TANH -> (a, _) -> a.tanh();
                    case GELU -> (a, _) -> Activation.gelu(a);
                    case SIGMOID -> (a, _) -> Activation.sigmoid(a);
                    case FIVE -> DjlEngine::five;
                    case LT -> NDArray::lt;
                    case EQ_NUMBER -> (a, _) -> a.eq(-1.5f);
                    case WHERE -> where(task);
                    case MASKED_FILL -> maskedFill(task);
                    case SUM -> (a, _) -> a.sum();
                    case SOFTMAX -> (a, _) -> a.softmax(-1);
                    case LAYER_NORM -> layerNorm(task.columns());
                    case MATMUL, MATMUL_SLICED -> NDArray::matMul;
                    case MATMUL_NT -> DjlEngine::timesTransposed;
                    case MATMUL_TN -> DjlEngine::transposedTimes;
                };
        return Optional.of(new ArrayWork(manager, task, op));
    }

    private static NDArray five(NDArray a, NDArray b) {
        try (NDArray product = a.mul(b);
                NDArray sum = product.add(a);
                NDArray tanh = sum.tanh();
                NDArray half = tanh.mul(0.5)) {
            return half.add(b);
        }
    }

    private BinaryOperator<NDArray> layerNorm(int columns) {
        Shape row = new Shape(columns);
        NDArray weight = manager.ones(row);
        NDArray bias = manager.zeros(row);
        return (a, _) ->
                LayerNorm.layerNorm(a, row, weight, bias, (float) EPSILON).singletonOrThrow();
    }

    /** The mask is PyTorch's own type for one, torch.bool. */
    private NDArray mask(Task task) {
        boolean[] mask = Task.mask(task.left(), task.right());
        return manager.create(mask, new Shape(task.rows(), task.columns()));
    }

    private BinaryOperator<NDArray> where(Task task) {
        NDArray mask = mask(task);
        return (a, b) -> NDArrays.where(mask, a, b);
    }

    /**
     * By {@code torch.where} with a number as an array without axes, for DJL has no masked_fill.
     */
    private BinaryOperator<NDArray> maskedFill(Task task) {
        NDArray mask = mask(task);
        NDArray number = manager.create(-2.5f);
        return (a, _) -> NDArrays.where(mask, number, a);
    }

    private static NDArray timesTransposed(NDArray a, NDArray b) {
        try (NDArray transposed = b.transpose()) {
            return a.matMul(transposed);
        }
    }

    private static NDArray transposedTimes(NDArray a, NDArray b) {
        try (NDArray transposed = a.transpose()) {
            return transposed.matMul(b);
        }
    }

    @Override
    public void close() {
        manager.close();
    }

    private static final class ArrayWork implements Work {
        private final NDManager own;
        private final NDArray a;
        private final NDArray b;
        private final BinaryOperator<NDArray> op;

        ArrayWork(NDManager manager, Task task, BinaryOperator<NDArray> op) {
            this.op = op;
            own = manager.newSubManager();
            if (task.op() == Task.Op.MATMUL_SLICED) {
                a = slice(task, task.left());
                b = slice(task, task.right());
                return;
            }
            a = own.create(task.left(), shape(task, task.rows(), task.columns()));
            b =
                    task.isProduct()
                            ? own.create(task.right(), shape(task, task.columns(), task.outer()))
                            : own.create(task.right(), shape(task, task.rows(), task.columns()));
        }

        private NDArray slice(Task task, float[] operand) {
            int width = task.storedColumns();
            NDArray stored = own.create(task.stored(operand), new Shape(task.rows(), width));
            return stored.get(":, %d:".formatted(width - task.columns()));
        }

        private static Shape shape(Task task, int rows, int columns) {
            return task.batch() == 1
                    ? new Shape(rows, columns)
                    : new Shape(task.batch(), rows, columns);
        }

        @Override
        public void run(long calls) {
            for (long i = 0; i < calls; i++) {
                op.apply(a, b).close();
            }
        }

        @Override
        public float[] result() {
            try (NDArray result = op.apply(a, b)) {
                return result.toType(DataType.FLOAT32, false).toFloatArray();
            }
        }

        @Override
        public void close() {
            own.close();
        }
    }
}
