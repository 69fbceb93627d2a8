package dev.gatun.bench.ops;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.gatun.Gatun;
import dev.gatun.bench.measure.BlockOffsets;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
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
        return Optional.of(new TensorWork(() -> operands(task), op));
    }

    private static List<Tensor> operands(Task task) {
        if (task.isProduct() && task.batch() == 1) {
            return placed(task);
        }
        return List.of(
                tensor(task, task.left(), task.rows(), task.columns()),
                task.isProduct()
                        ? tensor(task, task.right(), task.columns(), task.outer())
                        : tensor(task, task.right(), task.rows(), task.columns()));
    }

    private static Tensor tensor(Task task, float[] numbers, int rows, int columns) {
        return task.batch() == 1
                ? Tensor.of(numbers, rows, columns)
                : Tensor.of(numbers, task.batch(), rows, columns);
    }

    /** The operands of a square product, at the places and on the pages that the C program has. */
    private static List<Tensor> placed(Task task) {
        float[] left = task.stored(task.left());
        float[] right = task.stored(task.right());
        BlockOffsets places = BlockOffsets.of(left.length, right.length, task.elements());
        MemorySegment block = Scope.current().allocate(places.bytes(), BlockOffsets.ALIGNMENT);
        return List.of(
                placed(task, left, block, places.left()),
                placed(task, right, block, places.right()));
    }

    private static Tensor placed(Task task, float[] stored, MemorySegment block, long place) {
        MemorySegment at = block.asSlice(place, (long) stored.length * Float.BYTES);
        MemorySegment.copy(stored, 0, at, JAVA_FLOAT, 0, stored.length);
        int width = task.storedColumns();
        return Tensor.fromSegment(at, DType.F32, task.rows(), width)
                .narrow(1, width - task.columns(), task.columns());
    }
}
