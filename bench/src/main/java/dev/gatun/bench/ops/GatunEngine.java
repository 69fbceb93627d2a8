package dev.gatun.bench.ops;

import dev.gatun.Gatun;
import dev.gatun.tensor.Tensor;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** Gatun's tensors. */
public final class GatunEngine implements Engine {
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
                    case MATMUL, MATMUL_SLICED -> Tensor::matmul;
                    case MATMUL_NT -> (a, b) -> a.matmul(b.transpose(-1, -2));
                    case MATMUL_TN -> (a, b) -> a.transpose(-1, -2).matmul(b);
                };
        return Optional.of(new TensorWork(() -> left(task), () -> right(task), op));
    }

    private static Tensor left(Task task) {
        return tensor(task, task.left(), task.rows(), task.columns());
    }

    private static Tensor right(Task task) {
        return task.isProduct()
                ? tensor(task, task.right(), task.columns(), task.outer())
                : tensor(task, task.right(), task.rows(), task.columns());
    }

    private static Tensor tensor(Task task, float[] numbers, int rows, int columns) {
        if (task.op() == Task.Op.MATMUL_SLICED) {
            int width = task.storedColumns();
            return Tensor.of(task.stored(numbers), rows, width).narrow(1, width - columns, columns);
        }
        return task.batch() == 1
                ? Tensor.of(numbers, rows, columns)
                : Tensor.of(numbers, task.batch(), rows, columns);
    }
}
