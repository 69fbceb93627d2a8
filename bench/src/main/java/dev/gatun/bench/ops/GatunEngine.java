package dev.gatun.bench.ops;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.gatun.Gatun;
import dev.gatun.bench.measure.BlockOffsets;
import dev.gatun.memory.Scope;
import dev.gatun.optable.OperandSpec;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
        Function<Tensor[], Tensor> run = task.op().form().run();
        return Optional.of(
                new TensorWork(
                        () -> operands(task),
                        switch (task.op()) {
                            case MATMUL_NT -> t -> run.apply(new Tensor[] {t[0], t[1].t()});
                            case MATMUL_TN -> t -> run.apply(new Tensor[] {t[0].t(), t[1]});
                            default -> run;
                        }));
    }

    private static List<Tensor> operands(Task task) {
        Tensor[] pair = pair(task);
        List<Tensor> operands = new ArrayList<>();
        int numbers = 0;
        for (OperandSpec.Role role : task.op().roles()) {
            operands.add(
                    role == OperandSpec.Role.MASK
                            ? pair[0].lt(pair[1])
                            : pair[numbers++ % pair.length]);
        }
        return operands;
    }

    private static Tensor[] pair(Task task) {
        if (task.isProduct() && task.batch() == 1) {
            return placed(task);
        }
        return new Tensor[] {
            tensor(task, task.left(), task.rows(), task.columns()),
            task.isProduct()
                    ? tensor(task, task.right(), task.columns(), task.outer())
                    : tensor(task, task.right(), task.rows(), task.columns())
        };
    }

    private static Tensor tensor(Task task, float[] numbers, int rows, int columns) {
        return task.batch() == 1
                ? Tensor.of(numbers, rows, columns)
                : Tensor.of(numbers, task.batch(), rows, columns);
    }

    /** The operands of a square product, at the places and on the pages that the C program has. */
    private static Tensor[] placed(Task task) {
        float[] left = task.stored(task.left());
        float[] right = task.stored(task.right());
        BlockOffsets places = BlockOffsets.of(left.length, right.length, task.elements());
        MemorySegment block = Scope.current().allocate(places.bytes(), BlockOffsets.ALIGNMENT);
        return new Tensor[] {
            placed(task, left, block, places.left()), placed(task, right, block, places.right())
        };
    }

    private static Tensor placed(Task task, float[] stored, MemorySegment block, long place) {
        MemorySegment at = block.asSlice(place, (long) stored.length * Float.BYTES);
        MemorySegment.copy(stored, 0, at, JAVA_FLOAT, 0, stored.length);
        int width = task.storedColumns();
        return Tensor.fromSegment(at, DType.F32, task.rows(), width)
                .narrow(1, width - task.columns(), task.columns());
    }
}
