package dev.gatun.kernel.loop.emitted;

import dev.gatun.expr.ElementwiseFunction;
import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import dev.gatun.shape.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One to three random expressions of functions up to twelve deep, over random operands and scalars,
 * and numbers for them: ordinary ones, special ones, and any bits.
 */
final class RandomExpression {
    static final int DEPTH = 12;

    /** The elements of an operand. */
    static final int ELEMENTS = 77;

    private static final int MOST_FUNCTIONS = 24;

    private static final double[] SPECIAL = {
        0.0,
        -0.0,
        1,
        -1,
        2,
        -2,
        0.5,
        -0.5,
        3,
        10,
        100,
        -100,
        88.72283,
        -87.33654,
        -103.9,
        -745.1,
        709.7,
        1e-20,
        1e20,
        -1e20,
        0x1p20,
        0x1p23,
        0x1p24,
        0x1p31,
        0x1p-126,
        0x1p-127,
        -0x1p-149,
        1e-42,
        0x1p-1022,
        0x1p-1074,
        3e38,
        -3e38,
        1.7e308,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };

    /** Those that are taken more often than others. */
    private static final ElementwiseFunction[] ARITHMETIC = {
        ElementwiseFunction.ADD,
        ElementwiseFunction.SUB,
        ElementwiseFunction.MUL,
        ElementwiseFunction.DIV,
        ElementwiseFunction.MAXIMUM,
        ElementwiseFunction.MINIMUM,
        ElementwiseFunction.WHERE,
        ElementwiseFunction.LT,
        ElementwiseFunction.GE
    };

    private static final List<ElementwiseFunction> FUNCTIONS = emitted();

    private record Node(Expr value, int depth) {}

    private final SplittableRandom random;
    private final List<Node> nodes = new ArrayList<>();

    final DType lane;
    final List<Expr> values = new ArrayList<>();
    final Program program;

    /** Operand, then element; those with one element for all have it repeated. */
    final double[][] operands;

    final boolean[] isSplat;
    final double[] scalars;

    RandomExpression(long seed) {
        random = new SplittableRandom(seed);
        lane = random.nextInt(3) == 0 ? DType.F64 : DType.F32;
        operands =
                new double[random.nextInt(10) == 0 ? 1 + random.nextInt(30) : 1 + random.nextInt(4)]
                        [];
        isSplat = new boolean[operands.length];
        scalars = new double[random.nextInt(3)];
        for (int k = 0; k < operands.length; k++) {
            nodes.add(new Node(Expr.arg(k), 0));
            isSplat[k] = random.nextInt(6) == 0;
            operands[k] = operand(isSplat[k]);
        }
        for (int k = 0; k < scalars.length; k++) {
            nodes.add(new Node(Expr.scalar(k), 0));
            scalars[k] = number();
        }
        int functions = 1 + random.nextInt(MOST_FUNCTIONS);
        for (int k = 0; k < functions; k++) {
            nodes.add(applied());
        }
        values.add(nodes.getLast().value);
        while (values.size() < 3 && random.nextInt(3) == 0) {
            values.add(nodes.get(random.nextInt(nodes.size())).value);
        }
        program = Program.of(values);
    }

    /** The functions whose expressions have primitive steps, and no integers. */
    static List<ElementwiseFunction> emitted() {
        List<ElementwiseFunction> emitted = new ArrayList<>();
        for (ElementwiseFunction function : ElementwiseFunction.values()) {
            if (function.result() != ElementwiseFunction.Result.INTEGER
                    && ExpressionLowering.canLower(Program.of(function.withNumbers(0)))) {
                emitted.add(function);
            }
        }
        return emitted;
    }

    private Node applied() {
        ElementwiseFunction function =
                random.nextInt(5) < 2
                        ? ARITHMETIC[random.nextInt(ARITHMETIC.length)]
                        : FUNCTIONS.get(random.nextInt(FUNCTIONS.size()));
        Node[] of = new Node[function.arity()];
        int depth = 0;
        for (int k = 0; k < of.length; k++) {
            of[k] = pick();
            depth = Math.max(depth, of[k].depth);
        }
        Expr x = of[0].value;
        Expr value =
                switch (of.length) {
                    case 1 -> x.apply(function);
                    case 2 -> x.apply(function, of[1].value);
                    case 3 -> x.apply(function, of[1].value, of[2].value);
                    default -> x.apply(function, of[1].value, of[2].value, number());
                };
        return new Node(value, depth + 1);
    }

    /** A number, or a value made before, late ones more often. */
    private Node pick() {
        if (random.nextInt(8) == 0) {
            return new Node(Expr.constant(number()), 0);
        }
        for (; ; ) {
            int range = random.nextInt(3) == 0 ? nodes.size() : Math.min(4, nodes.size());
            Node node = nodes.get(nodes.size() - 1 - random.nextInt(range));
            if (node.depth < DEPTH) {
                return node;
            }
        }
    }

    private double[] operand(boolean isConstant) {
        double[] numbers = new double[ELEMENTS];
        for (int k = 0; k < numbers.length; k++) {
            double number = k > 0 && isConstant ? numbers[0] : number();
            numbers[k] = lane == DType.F32 ? (float) number : number;
        }
        return numbers;
    }

    private double number() {
        return switch (random.nextInt(12)) {
            case 0, 1 -> SPECIAL[random.nextInt(SPECIAL.length)];
            case 2 ->
                    lane == DType.F32
                            ? Float.intBitsToFloat(random.nextInt())
                            : Double.longBitsToDouble(random.nextLong());
            case 3 -> random.nextInt(-20, 20) / 2.0;
            case 4, 5 -> random.nextDouble(-1, 1);
            default -> random.nextDouble(-4, 4) * Math.scalb(1.0, random.nextInt(-6, 7));
        };
    }

    @Override
    public String toString() {
        return lane + " " + values;
    }
}
