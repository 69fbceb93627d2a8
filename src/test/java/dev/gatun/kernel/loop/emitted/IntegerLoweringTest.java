package dev.gatun.kernel.loop.emitted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import dev.gatun.expr.UnaryOp;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.shape.DType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IntegerLoweringTest {
    private static final long[] NUMBERS = {
        0, 1, -1, 2, 3, -7, 31, 63, 64, 65, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE
    };

    private final ValueTable[] tables = {
        new ValueTable(DType.I64, InstructionSet.AVX2),
        new ValueTable(DType.I64, InstructionSet.AVX512)
    };

    private static long value(ValueTable table, Expr of, long a, long b) {
        int x = table.leaf(Primitive.ELEMENT, 0);
        int y = table.leaf(Primitive.ELEMENT, 1);
        int lowered = IntegerLowering.lower(Program.of(of), table, x, y)[0];
        PrimitiveInterpreter interpreter = new PrimitiveInterpreter(table);
        interpreter.run(a, b);
        return interpreter.bits(lowered);
    }

    private static boolean has(Expr value) {
        return IntegerLowering.canLower(Program.of(value));
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "ADD",
                "SUB",
                "MUL",
                "MIN",
                "MAX",
                "BIT_AND",
                "BIT_OR",
                "BIT_XOR",
                "SHIFT_LEFT",
                "SHIFT_RIGHT",
                "LT",
                "LE",
                "GT",
                "GE",
                "EQ",
                "NE"
            })
    void operationsAreThoseOfLongs(BinaryOp op) {
        Expr value = new Expr.Binary(op, Expr.arg(0), Expr.arg(1));
        assertThat(has(value)).isTrue();
        for (ValueTable table : tables) {
            for (long a : NUMBERS) {
                for (long b : NUMBERS) {
                    assertThat(value(table, value, a, b))
                            .as("%d %s %d", a, op, b)
                            .isEqualTo(exact(op, a, b));
                }
            }
        }
    }

    private static long exact(BinaryOp op, long a, long b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case BIT_AND -> a & b;
            case BIT_OR -> a | b;
            case BIT_XOR -> a ^ b;
            case SHIFT_LEFT -> BinaryOp.shiftLeft(a, b);
            case SHIFT_RIGHT -> BinaryOp.shiftRight(a, b);
            case LT -> a < b ? 1 : 0;
            case LE -> a <= b ? 1 : 0;
            case GT -> a > b ? 1 : 0;
            case GE -> a >= b ? 1 : 0;
            case EQ -> a == b ? 1 : 0;
            case NE -> a != b ? 1 : 0;
            default -> throw new AssertionError(op);
        };
    }

    @ParameterizedTest
    @EnumSource(names = {"NEG", "ABS", "SIGN", "FLOOR", "CEIL", "ROUND"})
    void functionsAreThoseOfLongs(UnaryOp op) {
        for (ValueTable table : tables) {
            for (long x : NUMBERS) {
                long exact =
                        switch (op) {
                            case NEG -> -x;
                            case ABS -> Math.abs(x);
                            case SIGN -> Long.signum(x);
                            default -> x;
                        };
                assertThat(value(table, new Expr.Unary(op, Expr.arg(0)), x, 0)).isEqualTo(exact);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POW", "FMOD", "FLOOR_DIVIDE", "GCD"})
    void whatHasNoInstructionIsLeftToJava(BinaryOp op) {
        assertThat(has(new Expr.Binary(op, Expr.arg(0), Expr.arg(1)))).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aSelectionAsksWhetherANumberIsZero(InstructionSet instructions) {
        ValueTable table = new ValueTable(DType.I64, instructions);
        Expr chosen = Expr.select(Expr.arg(0), Expr.arg(1), Expr.arg(1).neg());
        assertThat(value(table, chosen, 1L << 40, 9)).isEqualTo(9);
        assertThat(value(table, chosen, 0, 9)).isEqualTo(-9);
    }
}
