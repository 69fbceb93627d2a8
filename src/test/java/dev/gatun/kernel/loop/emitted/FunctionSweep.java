package dev.gatun.kernel.loop.emitted;

import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import dev.gatun.expr.UnaryOp;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.shape.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * The errors of a function's primitive steps: of floats against double precision (whose own error
 * is below 2^-26 of a float's ulp), of doubles against {@link BigReference}.
 *
 * <p>As a program it sweeps every {@code stride}-th pattern: {@code FunctionSweep F32 61 exp tanh}.
 */
final class FunctionSweep {
    private final UnaryOp op;
    private final DType lane;
    private final int value;
    private final ValueTable table;
    private final PrimitiveInterpreter interpreter;

    /** The largest error in ulp, */
    double worst;

    /** where it is, */
    double worstAt;

    /** and results that are wrong in kind: finite, infinite, zero or NaN, or of the wrong sign. */
    final List<String> wrong = new ArrayList<>();

    FunctionSweep(UnaryOp op, DType lane, InstructionSet instructions) {
        this.op = op;
        this.lane = lane;
        table = new ValueTable(lane, instructions);
        int x = table.leaf(Primitive.ELEMENT, 0);
        Program program = Program.of(new Expr.Unary(op, Expr.arg(0)));
        value = ExpressionLowering.lower(program, table, x)[0];
        interpreter = new PrimitiveInterpreter(table);
    }

    UnaryOp op() {
        return op;
    }

    InstructionSet instructions() {
        return table.instructions();
    }

    /** The number of steps but leaves. */
    int steps() {
        boolean[] isUsed = new boolean[table.size()];
        isUsed[value] = true;
        int count = 0;
        for (int v = table.size() - 1; v >= 0; v--) {
            if (isUsed[v] && !table.primitive(v).isLeaf()) {
                count++;
                for (int k = 0; k < table.primitive(v).operands(); k++) {
                    isUsed[table.operand(v, k)] = true;
                }
            }
        }
        return count;
    }

    void add(float x) {
        interpreter.run(Float.floatToRawIntBits(x));
        if (!interpreter.isBeyondLimits()) {
            judge(x, Float.intBitsToFloat((int) interpreter.bits(value)));
        }
    }

    /** Judges a result. */
    void judge(float x, float y) {
        judge(x, y, op.apply(x));
    }

    /** Judges a result of an expression, whose value is given. */
    void judge(float x, float y, double exact) {
        float nearest = (float) exact;
        if (Float.isNaN(nearest) || Float.isNaN(y)) {
            check(Float.isNaN(nearest) && Float.isNaN(y), x, y, nearest);
        } else if (Float.isInfinite(nearest) || Float.isInfinite(y)) {
            boolean isNear = Math.abs(y) == Float.MAX_VALUE || Math.abs(nearest) == Float.MAX_VALUE;
            check(y == nearest || (isNear && y * nearest > 0), x, y, nearest);
        } else {
            boolean isSame = Math.copySign(1, y) == Math.copySign(1, nearest);
            check(isSame || (y != 0 && nearest != 0), x, y, nearest);
            update(x, Math.abs(y - exact) / Math.ulp(nearest));
        }
    }

    /** The result at a number. */
    double at(double x) {
        if (lane == DType.F32) {
            interpreter.run(Float.floatToRawIntBits((float) x));
            return Float.intBitsToFloat((int) interpreter.bits(value));
        }
        interpreter.run(Double.doubleToRawLongBits(x));
        return Double.longBitsToDouble(interpreter.bits(value));
    }

    private void add(double x) {
        interpreter.run(Double.doubleToRawLongBits(x));
        if (interpreter.isBeyondLimits()) {
            return;
        }
        double y = Double.longBitsToDouble(interpreter.bits(value));
        double near = op.apply(x);
        if (Double.isNaN(near) || Double.isInfinite(near)) {
            check(Double.compare(y, near) == 0, x, y, near);
            return;
        }
        boolean isSame = Math.copySign(1, y) == Math.copySign(1, near);
        check(Double.isFinite(y) && (isSame || (y != 0 && near != 0)), x, y, near);
        if (Double.isInfinite(x) || near == 0) {
            update(x, Math.abs(y - near) / Math.ulp(near));
        } else if (Double.isFinite(y)) {
            update(x, BigReference.ulps(y, BigReference.of(op, x)));
        }
    }

    private void update(double x, double error) {
        if (error > worst) {
            worst = error;
            worstAt = x;
        }
    }

    private void check(boolean isRight, double x, double y, double exact) {
        if (!isRight && wrong.size() < 5) {
            wrong.add(op + "(" + x + ") = " + y + ", not " + exact);
        }
    }

    /**
     * Of floats every {@code stride}-th bit pattern; of doubles random numbers of as many
     * exponents; and the special numbers.
     */
    FunctionSweep all(int stride) {
        for (float x : SPECIAL) {
            addTo(x);
            addTo(-x);
        }
        for (long bits = 0; bits < 1L << 32; bits += stride) {
            if (lane == DType.F32) {
                add(Float.intBitsToFloat((int) bits));
            } else {
                add(Double.longBitsToDouble(bits << 32 | (bits * 0x9e3779b1L & 0xffffffffL)));
            }
        }
        return this;
    }

    /** Random numbers of a range, in which a sweep of all exponents has few. */
    FunctionSweep within(double from, double to, int count) {
        Random random = new Random(op.name().hashCode());
        for (int k = 0; k < count; k++) {
            addTo(random.nextDouble(from, to));
        }
        return this;
    }

    private void addTo(double x) {
        if (lane == DType.F32) {
            add((float) x);
        } else {
            add(x);
        }
    }

    static final float[] SPECIAL = {
        0,
        1,
        0.5f,
        2,
        2.5f,
        3,
        0.75f,
        1.5f,
        10,
        100,
        1000,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Float.MAX_VALUE,
        88.5f,
        88.72283f,
        88.72284f,
        89.5f,
        178,
        87.3365f,
        103.9f,
        103.9723f,
        103.98f,
        175,
        Math.nextUp(1f),
        Math.nextDown(1f),
        8388607.5f,
        0x1p24f,
        0x1p31f,
        9.02f,
        14.2f,
        10.06f
    };

    /** Prints the errors of functions. */
    public static void main(String[] args) {
        DType lane = DType.valueOf(args[0]);
        int stride = Integer.parseInt(args[1]);
        for (UnaryOp op : UnaryOp.values()) {
            boolean isAsked = args.length == 2;
            for (int k = 2; k < args.length; k++) {
                isAsked |= op.symbol().equals(args[k]);
            }
            for (InstructionSet instructions : InstructionSet.values()) {
                if (isAsked && Functions.has(op)) {
                    print(new FunctionSweep(op, lane, instructions), stride);
                }
            }
        }
    }

    private static void print(FunctionSweep sweep, int stride) {
        sweep.all(stride).within(-12, 12, (int) ((1L << 32) / stride));
        System.out.printf(
                Locale.ROOT,
                "%-10s %-6s %3d steps, %.3f ulp at %s %s%n",
                sweep.op.symbol(),
                sweep.table.instructions(),
                sweep.steps(),
                sweep.worst,
                sweep.worstAt,
                sweep.wrong);
    }
}
