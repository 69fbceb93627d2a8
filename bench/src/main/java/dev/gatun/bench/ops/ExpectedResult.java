package dev.gatun.bench.ops;

import dev.gatun.bench.console.Failure;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.shape.Shape;
import java.util.Arrays;

/** What a task must give: what the oracle of its row in the table of operations says. */
public final class ExpectedResult {
    private final Task task;
    private final double[] values;

    /** Computes it. */
    public ExpectedResult(Task task) {
        this.task = task;
        this.values = values(task);
    }

    /**
     * Holds a result to it.
     *
     * @throws Failure if it is wrong; it is not to be timed then
     */
    public void require(String engine, float[] result) {
        if (result.length != values.length) {
            throw new Failure(
                    "%s: %s gives %d elements, not %d"
                            .formatted(task.name(), engine, result.length, values.length));
        }
        // Rounding errors of a sum grow with its length at most.
        boolean isSum = task.isProduct() || task.op() == Task.Op.SUM;
        double terms = task.isProduct() ? task.columns() : task.elements();
        double scale = isSum ? terms * 4 * Math.ulp(1f) : 1e-5;
        for (int i = 0; i < values.length; i++) {
            if (!(Math.abs(result[i] - values[i]) <= scale + 2e-6 * Math.abs(values[i]))) {
                throw new Failure(
                        "%s: %s gives %s at %d, not %s, and is not timed"
                                .formatted(task.name(), engine, result[i], i, values[i]));
            }
        }
    }

    private static double[] values(Task task) {
        NdArray[] pair = {
            array(task, task.left(), task.rows(), task.columns()),
            task.isProduct()
                    ? array(task, task.right(), task.columns(), task.outer())
                    : array(task, task.right(), task.rows(), task.columns())
        };
        // Products with a transposed operand are square.
        switch (task.op()) {
            case MATMUL_NT -> pair[1] = transposed(pair[1]);
            case MATMUL_TN -> pair[0] = transposed(pair[0]);
            default -> {}
        }
        NdArray[] operands = new NdArray[task.op().roles().size()];
        int numbers = 0;
        for (int k = 0; k < operands.length; k++) {
            boolean isMask = task.op().roles().get(k) == OperandSpec.Role.MASK;
            operands[k] = isMask ? mask(task) : pair[numbers++ % pair.length];
        }
        return task.op().form().oracle().apply(operands).values();
    }

    private static NdArray array(Task task, float[] numbers, int rows, int columns) {
        double[] values = new double[numbers.length];
        Arrays.setAll(values, i -> numbers[i]);
        Shape shape = Shape.of(rows, columns);
        return new NdArray(task.batch() == 1 ? shape : shape.insert(0, task.batch()), values);
    }

    private static NdArray mask(Task task) {
        boolean[] mask = Task.mask(task.left(), task.right());
        double[] values = new double[mask.length];
        Arrays.setAll(values, i -> mask[i] ? 1 : 0);
        return new NdArray(Shape.of(task.rows(), task.columns()), values);
    }

    private static NdArray transposed(NdArray square) {
        int n = Math.toIntExact(square.shape().dim(0));
        double[] values = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                values[j * n + i] = square.values()[i * n + j];
            }
        }
        return new NdArray(square.shape(), values);
    }
}
