package dev.gatun.kernel.loop.emitted;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.shape.DType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** As {@link FunctionSweep}, of the functions of two numbers: {@code PairSweep F32 100000 pow}. */
final class PairSweep {
    private final BinaryOp op;
    private final DType lane;
    private final int value;
    private final ValueTable table;
    private final PrimitiveInterpreter interpreter;
    private final Random random;

    /** The largest error in ulp, */
    double worst;

    /** where it is, */
    String worstAt = "";

    /** and results that are wrong in kind. */
    final List<String> wrong = new ArrayList<>();

    PairSweep(BinaryOp op, DType lane, InstructionSet instructions) {
        this.op = op;
        this.lane = lane;
        table = new ValueTable(lane, instructions);
        int a = table.leaf(Primitive.ELEMENT, 0);
        int b = table.leaf(Primitive.ELEMENT, 1);
        Program program = Program.of(new Expr.Binary(op, Expr.arg(0), Expr.arg(1)));
        value = ExpressionLowering.lower(program, table, a, b)[0];
        interpreter = new PrimitiveInterpreter(table);
        random = new Random(op.name().hashCode());
    }

    /** All pairs of special numbers, then random ones of all exponents, and of those around 1. */
    PairSweep run(int count) {
        float[] special = FunctionSweep.SPECIAL;
        for (float a : special) {
            for (float b : special) {
                add(a, b);
                add(-a, b);
                add(a, -b);
                add(-a, -b);
            }
        }
        for (int k = 0; k < count; k++) {
            add(
                    Double.longBitsToDouble(random.nextLong()),
                    Double.longBitsToDouble(random.nextLong()));
            add(Float.intBitsToFloat(random.nextInt()), Float.intBitsToFloat(random.nextInt()));
            add(random.nextDouble(-12, 12), random.nextDouble(-12, 12));
            add(random.nextDouble(0, 2), random.nextDouble(-200, 200));
            add(Math.exp(random.nextDouble(-80, 80)), random.nextDouble(-2, 2));
        }
        return this;
    }

    private void add(double x, double y) {
        boolean isFloat = lane == DType.F32;
        double a = isFloat ? (float) x : x;
        double b = isFloat ? (float) y : y;
        interpreter.run(bits(a), bits(b));
        if (interpreter.isBeyondLimits()) {
            return;
        }
        long bits = interpreter.bits(value);
        double result = isFloat ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
        double exact = op.apply(a, b);
        double nearest = isFloat ? (float) exact : exact;
        double most = isFloat ? Float.MAX_VALUE : Double.MAX_VALUE;
        String at = op + "(" + a + ", " + b + ")";
        if (!Double.isFinite(nearest) || !Double.isFinite(result)) {
            boolean isNear = Math.abs(nearest) == most || Math.abs(result) == most;
            if (Double.compare(result, nearest) != 0 && !(isNear && result * nearest > 0)) {
                wrong(at, result, nearest);
            }
            return;
        }
        boolean isSame = Math.copySign(1, result) == Math.copySign(1, nearest);
        if (!isSame && (result == 0 || nearest == 0)) {
            wrong(at, result, nearest);
        }
        double error =
                isFloat
                        ? Math.abs(result - exact) / Math.ulp((float) nearest)
                        : isExact(a, b)
                                ? BigReference.ulps(result, reference(a, b))
                                : Math.abs(result - exact) / Math.ulp(exact);
        if (error > worst) {
            worst = error;
            worstAt = at;
        }
    }

    /** Whether the reference in many digits is asked. */
    private boolean isExact(double a, double b) {
        return switch (op) {
            case POW -> a > 0 && Double.isFinite(a) && Double.isFinite(b) && Math.pow(a, b) != 0;
            case HYPOT -> Double.isFinite(a) && Double.isFinite(b) && a != 0;
            case ATAN2 -> a > 0 && b > 0 && a < 1e300 && b < 1e300 && a / b > 1e-300;
            default -> false; // exact in double
        };
    }

    private BigDecimal reference(double a, double b) {
        return switch (op) {
            case POW -> BigReference.pow(a, b);
            case HYPOT -> BigReference.hypot(a, b);
            default -> BigReference.quotientAngle(a, b);
        };
    }

    private long bits(double x) {
        return lane == DType.F32
                ? Float.floatToRawIntBits((float) x)
                : Double.doubleToRawLongBits(x);
    }

    private void wrong(String at, double result, double exact) {
        if (wrong.size() < 5) {
            wrong.add(at + " = " + result + ", not " + exact);
        }
    }

    /** Prints the errors of functions. */
    public static void main(String[] args) {
        for (int k = 2; k < args.length; k++) {
            for (InstructionSet instructions : InstructionSet.values()) {
                BinaryOp op = BinaryOp.valueOf(args[k]);
                PairSweep sweep = new PairSweep(op, DType.valueOf(args[0]), instructions);
                sweep.run(Integer.parseInt(args[1]));
                System.out.printf(
                        Locale.ROOT,
                        "%-12s %-6s %3d values, %.3f ulp at %s %s%n",
                        op,
                        instructions,
                        sweep.table.size(),
                        sweep.worst,
                        sweep.worstAt,
                        sweep.wrong);
            }
        }
    }
}
