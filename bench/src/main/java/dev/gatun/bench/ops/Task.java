package dev.gatun.bench.ops;

import dev.gatun.bench.console.Failure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;

/**
 * One operation at one size: what every engine is asked for, and what must come out.
 *
 * @param op what is computed
 * @param rows of the first operand; of both where the operation goes element by element
 * @param columns of the first operand
 * @param batch how many such matrices; 1 for all but batched products
 */
public record Task(Op op, int rows, int columns, int batch) {
    private static final long SEED = 20261122;

    /** What an operation is about, and so how its name spells a size. */
    public enum Op {
        /** a + b. */
        ADD,
        /** e to the a. */
        EXP,
        /** The hyperbolic tangent. */
        TANH,
        /** a times the normal distribution's share below a, by the error function. */
        GELU,
        /** 1 / (1 + e to the -a). */
        SIGMOID,
        /** tanh(a b + a) / 2 + b: five operations in other libraries, one expression here. */
        FIVE,
        /** The sum of all. */
        SUM,
        /** e to the a, each row divided by its sum. */
        SOFTMAX,
        /** Each row less its mean, over its standard deviation. */
        LAYER_NORM,
        /** a b. */
        MATMUL,
        /** a times b transposed. */
        MATMUL_NT,
        /** a transposed times b. */
        MATMUL_TN
    }

    /** What the bars and the tables are about. */
    public static final List<Task> ALL = all();

    private static List<Task> all() {
        List<Task> tasks = new ArrayList<>();
        tasks.add(new Task(Op.ADD, 1, 64, 1));
        for (int elements : new int[] {4096, 1 << 20}) {
            for (Op op : List.of(Op.ADD, Op.EXP, Op.TANH, Op.GELU, Op.SIGMOID, Op.FIVE)) {
                tasks.add(new Task(op, 1, elements, 1));
            }
        }
        tasks.add(new Task(Op.SUM, 1, 1 << 20, 1));
        tasks.add(new Task(Op.SOFTMAX, 64, 64, 1));
        tasks.add(new Task(Op.SOFTMAX, 512, 768, 1));
        tasks.add(new Task(Op.LAYER_NORM, 512, 768, 1));
        tasks.add(new Task(Op.MATMUL, 4, 4, 1));
        for (int size : new int[] {64, 256, 1024, 2048}) {
            tasks.add(new Task(Op.MATMUL, size, size, 1));
        }
        tasks.add(new Task(Op.MATMUL_NT, 256, 256, 1));
        tasks.add(new Task(Op.MATMUL_TN, 256, 256, 1));
        tasks.add(new Task(Op.MATMUL, 64, 32, 96));
        return List.copyOf(tasks);
    }

    /**
     * The task of this name.
     *
     * @throws Failure if there is none
     */
    public static Task named(String name) {
        return ALL.stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Failure("there is no task \"" + name + "\""));
    }

    /** As tables print it, such as {@code softmax 64x64}. */
    public String name() {
        String word =
                switch (op) {
                    case LAYER_NORM -> "layerNorm";
                    case MATMUL_NT -> "matmul a b'";
                    case MATMUL_TN -> "matmul a' b";
                    case FIVE -> "five ops";
                    default -> op.name().toLowerCase(Locale.ROOT);
                };
        String size = rows == 1 ? String.valueOf(columns) : rows + "x" + columns;
        return word + " " + (batch == 1 ? size : batch + "x" + size);
    }

    /** Elements of the first operand. */
    public int elements() {
        return batch * rows * columns;
    }

    /** Whether there is a second operand that is not of the first one's shape. */
    boolean isProduct() {
        return op == Op.MATMUL || op == Op.MATMUL_NT || op == Op.MATMUL_TN;
    }

    /** Columns of the second operand of a product; batches are of 64x32 by 32x64. */
    int outer() {
        return batch == 1 ? columns : rows;
    }

    /** The first operand: numbers in (-2, 2). */
    float[] left() {
        return numbers(SEED, elements());
    }

    /** The second operand, of the first one's shape or, for a product, columns by outer. */
    float[] right() {
        return numbers(SEED + 1, isProduct() ? batch * columns * outer() : elements());
    }

    private static float[] numbers(long seed, int count) {
        Random random = new Random(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = 4 * random.nextFloat() - 2;
        }
        return numbers;
    }

    /**
     * Holds a result to one computed in double precision.
     *
     * @throws Failure if it is wrong; it is not to be timed then
     */
    public void require(String engine, float[] result) {
        double[] expected = expected();
        if (result.length != expected.length) {
            throw new Failure(
                    "%s: %s gives %d elements, not %d"
                            .formatted(name(), engine, result.length, expected.length));
        }
        // Rounding errors of a sum grow with its length at most.
        double terms = isProduct() ? columns : op == Op.SUM ? elements() : 64;
        double scale = isProduct() || op == Op.SUM ? terms * 4 * Math.ulp(1f) : 1e-5;
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(result[i] - expected[i]) <= scale + 2e-6 * Math.abs(expected[i]))) {
                throw new Failure(
                        "%s: %s gives %s at %d, not %s, and is not timed"
                                .formatted(name(), engine, result[i], i, expected[i]));
            }
        }
    }

    private double[] expected() {
        float[] a = left();
        float[] b = right();
        return switch (op) {
            case ADD -> each(a, b, Double::sum);
            case EXP -> each(a, b, (x, _) -> Math.exp(x));
            case TANH -> each(a, b, (x, _) -> Math.tanh(x));
            case GELU -> each(a, b, (x, _) -> x * normalBelow(x));
            case SIGMOID -> each(a, b, (x, _) -> 1 / (1 + Math.exp(-x)));
            case FIVE -> each(a, b, (x, y) -> Math.tanh(x * y + x) * 0.5 + y);
            case SUM -> new double[] {sum(a, 0, a.length)};
            case SOFTMAX -> softmax(a);
            case LAYER_NORM -> layerNorm(a);
            case MATMUL, MATMUL_NT, MATMUL_TN -> product(a, b);
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

    private double[] softmax(float[] a) {
        double[] result = each(a, a, (x, _) -> Math.exp(x));
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                sum += result[i];
            }
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                result[i] /= sum;
            }
        }
        return result;
    }

    private double[] layerNorm(float[] a) {
        double[] result = new double[a.length];
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
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

    private double[] product(float[] a, float[] b) {
        int n = outer();
        double[] c = new double[batch * rows * n];
        for (int item = 0; item < batch; item++) {
            for (int i = 0; i < rows; i++) {
                int to = (item * rows + i) * n;
                for (int k = 0; k < columns; k++) {
                    // Products with a transposed operand are square.
                    double x =
                            op == Op.MATMUL_TN
                                    ? a[k * rows + i]
                                    : a[(item * rows + i) * columns + k];
                    for (int j = 0; j < n; j++) {
                        int at =
                                op == Op.MATMUL_NT ? j * columns + k : (item * columns + k) * n + j;
                        c[to + j] += x * b[at];
                    }
                }
            }
        }
        return c;
    }
}
