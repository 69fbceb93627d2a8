package dev.gatun.bench.ops;

import dev.gatun.bench.console.Failure;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/** What a task must give, computed in double precision. */
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
        float[] a = task.left();
        float[] b = task.right();
        return switch (task.op()) {
            case ADD -> each(a, b, Double::sum);
            case EXP -> each(a, b, (x, _) -> Math.exp(x));
            case TANH -> each(a, b, (x, _) -> Math.tanh(x));
            case GELU -> each(a, b, (x, _) -> x * normalBelow(x));
            case SIGMOID -> each(a, b, (x, _) -> 1 / (1 + Math.exp(-x)));
            case FIVE -> each(a, b, (x, y) -> Math.tanh(x * y + x) * 0.5 + y);
            case SUM -> new double[] {sum(a, 0, a.length)};
            case SOFTMAX -> softmax(a, task.columns());
            case LAYER_NORM -> layerNorm(a, task.columns());
            case MATMUL, MATMUL_SLICED -> product(task, a, b);
            // Products with a transposed operand are square.
            case MATMUL_NT -> product(task, a, transposed(b, task.columns()));
            case MATMUL_TN -> product(task, transposed(a, task.columns()), b);
        };
    }

    private static double[] each(float[] a, float[] b, DoubleBinaryOperator formula) {
        double[] result = new double[a.length];
        Arrays.setAll(result, i -> formula.applyAsDouble(a[i], b[i]));
        return result;
    }

    /** The normal distribution function by its series, which is short for |x| < 2. */
    private static double normalBelow(double x) {
        double term = x;
        double sum = x;
        for (int k = 1; k < 60; k++) {
            term *= x * x / (2 * k + 1);
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    private static double sum(float[] a, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += a[i];
        }
        return sum;
    }

    private static double[] softmax(float[] a, int columns) {
        double[] result = each(a, a, (x, _) -> Math.exp(x));
        for (int start = 0; start < a.length; start += columns) {
            double sum = 0;
            for (int i = start; i < start + columns; i++) {
                sum += result[i];
            }
            for (int i = start; i < start + columns; i++) {
                result[i] /= sum;
            }
        }
        return result;
    }

    private static double[] layerNorm(float[] a, int columns) {
        double[] result = new double[a.length];
        for (int start = 0; start < a.length; start += columns) {
            double mean = sum(a, start, start + columns) / columns;
            double square = 0;
            for (int i = start; i < start + columns; i++) {
                square += (a[i] - mean) * (a[i] - mean);
            }
            double scale = 1 / Math.sqrt(square / columns + Engine.EPSILON);
            for (int i = start; i < start + columns; i++) {
                result[i] = (a[i] - mean) * scale;
            }
        }
        return result;
    }

    private static float[] transposed(float[] square, int n) {
        float[] result = new float[square.length];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                result[j * n + i] = square[i * n + j];
            }
        }
        return result;
    }

    private static double[] product(Task task, float[] a, float[] b) {
        int rows = task.rows();
        int inner = task.columns();
        int columns = task.outer();
        double[] c = new double[task.batch() * rows * columns];
        for (int row = 0; row < task.batch() * rows; row++) {
            int item = row / rows;
            for (int k = 0; k < inner; k++) {
                double x = a[row * inner + k];
                int from = (item * inner + k) * columns;
                for (int j = 0; j < columns; j++) {
                    c[row * columns + j] += x * b[from + j];
                }
            }
        }
        return c;
    }
}
