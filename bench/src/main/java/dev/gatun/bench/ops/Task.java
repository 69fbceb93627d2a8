package dev.gatun.bench.ops;

import dev.gatun.bench.console.Failure;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.rows.OpTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

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

    /** What is computed: a row of the table of operations, and how its operands lie. */
    @SuppressWarnings("ImmutableEnumChecker") // a row is a record that nothing changes
    public enum Op {
        /** a + b. */
        ADD("add", "add"),
        /** e to the a. */
        EXP("exp", "exp"),
        /** The hyperbolic tangent. */
        TANH("tanh", "tanh"),
        /** a times the normal distribution's share below a, by the error function. */
        GELU("gelu", "gelu"),
        /** 1 / (1 + e to the -a). */
        SIGMOID("sigmoid", "sigmoid"),
        /** tanh(a b + a) / 2 + b: five operations in other libraries, one expression here. */
        FIVE("five ops", "map, five functions of two"),
        /** Whether a is less than b. */
        LT("lt", "lt"),
        /** Whether a is a number that some of its elements are. */
        EQ_NUMBER("eq number", "eq, a number"),
        /** a where it is less than b, and b elsewhere; the mask is made before. */
        WHERE("where", "where"),
        /** A number where a is less than b, and a elsewhere; the mask is made before. */
        MASKED_FILL("maskedFill", "maskedFill"),
        /** The sum of all. */
        SUM("sum", "sum"),
        /** e to the a, each row divided by its sum. */
        SOFTMAX("softmax", "softmax"),
        /** Each row less its mean, over its standard deviation. */
        LAYER_NORM("layerNorm", "layerNorm"),
        /** a b. */
        MATMUL("matmul", "matmul"),
        /** a times b transposed. */
        MATMUL_NT("matmul a b'", "matmul"),
        /** a transposed times b. */
        MATMUL_TN("matmul a' b", "matmul"),
        /** a b, where both are the right halves of wider matrices. */
        MATMUL_SLICED("matmul sliced", "matmul");

        private final String label;
        private final OpRow row;

        Op(String label, String row) {
            this.label = label;
            this.row = OpTable.row(row);
        }

        /** The row of the table that says what it computes. */
        OpRow.Form form() {
            return Objects.requireNonNull(row.plain(), row.name());
        }

        /** What the operands are, in their order. */
        List<OperandSpec.Role> roles() {
            return row.operands().stream().map(OperandSpec::role).toList();
        }
    }

    private static final Set<Op> PRODUCTS =
            EnumSet.of(Op.MATMUL, Op.MATMUL_NT, Op.MATMUL_TN, Op.MATMUL_SLICED);

    /** What the bars and the tables are about. */
    public static final List<Task> ALL = all();

    private static List<Task> all() {
        List<Task> tasks = new ArrayList<>();
        tasks.add(new Task(Op.ADD, 1, 64, 1));
        for (int elements : new int[] {4096, 1 << 20}) {
            for (Op op : EnumSet.range(Op.ADD, Op.MASKED_FILL)) {
                tasks.add(new Task(op, 1, elements, 1));
            }
        }
        tasks.add(new Task(Op.SUM, 1, 1 << 20, 1));
        tasks.add(new Task(Op.SOFTMAX, 64, 64, 1));
        tasks.add(new Task(Op.SOFTMAX, 512, 768, 1));
        tasks.add(new Task(Op.LAYER_NORM, 512, 768, 1));
        tasks.add(new Task(Op.MATMUL, 4, 4, 1));
        for (int size : new int[] {64, 128, 256, 512, 1024, 2048}) {
            for (Op op : PRODUCTS) {
                tasks.add(new Task(op, size, size, 1));
            }
        }
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
        String size = rows == 1 ? String.valueOf(columns) : rows + "x" + columns;
        return op.label + " " + (batch == 1 ? size : batch + "x" + size);
    }

    /** Elements of the first operand. */
    public int elements() {
        return batch * rows * columns;
    }

    /** Whether there is a second operand that is not of the first one's shape. */
    boolean isProduct() {
        return PRODUCTS.contains(op);
    }

    /** Columns of the second operand of a product; batches are of 64x32 by 32x64. */
    int outer() {
        return batch == 1 ? columns : rows;
    }

    /** Columns of the matrix that each operand of a square product is stored in. */
    int storedColumns() {
        return op == Op.MATMUL_SLICED ? 2 * columns : columns;
    }

    /**
     * An operand of a square product as stored: itself or, where it is a slice, behind elements
     * that are not numbers, so that a product which reads them shows it.
     */
    float[] stored(float[] operand) {
        int width = storedColumns();
        float[] stored = new float[rows * width];
        Arrays.fill(stored, Float.NaN);
        for (int row = 0; row < rows; row++) {
            int to = (row + 1) * width - columns;
            System.arraycopy(operand, row * columns, stored, to, columns);
        }
        return stored;
    }

    /** The first operand: numbers in (-2, 2); halves where they are compared with one of them. */
    float[] left() {
        float[] numbers = numbers(SEED, elements());
        if (op == Op.EQ_NUMBER) {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = Math.round(2 * numbers[i]) / 2f;
            }
        }
        return numbers;
    }

    /** The second operand, of the first one's shape or, for a product, columns by outer. */
    float[] right() {
        return numbers(SEED + 1, isProduct() ? batch * columns * outer() : elements());
    }

    /** What is chosen by, where an operation does: whether the first operand is the smaller. */
    static boolean[] mask(float[] left, float[] right) {
        boolean[] mask = new boolean[left.length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = left[i] < right[i];
        }
        return mask;
    }

    private static float[] numbers(long seed, int count) {
        Random random = new Random(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = 4 * random.nextFloat() - 2;
        }
        return numbers;
    }
}
