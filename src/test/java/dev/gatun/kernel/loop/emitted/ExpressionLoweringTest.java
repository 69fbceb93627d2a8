package dev.gatun.kernel.loop.emitted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.shape.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExpressionLoweringTest {
    private static final float[] NUMBERS = {
        0,
        -0f,
        1,
        -1,
        2.5f,
        -2.5f,
        Float.MIN_VALUE,
        Float.MAX_VALUE,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY
    };

    private final ValueTable table = new ValueTable(DType.F32, InstructionSet.AVX2);
    private final int x = table.leaf(Primitive.ELEMENT, 0);
    private final int y = table.leaf(Primitive.ELEMENT, 1);
    private final int z = table.leaf(Primitive.ELEMENT, 2);

    private int lower(Expr value) {
        return ExpressionLowering.lower(Program.of(value), table, x, y, z)[0];
    }

    private float value(int of, float... operands) {
        PrimitiveInterpreter interpreter = new PrimitiveInterpreter(table);
        long[] bits = new long[3];
        for (int k = 0; k < operands.length; k++) {
            bits[k] = Float.floatToRawIntBits(operands[k]);
        }
        interpreter.run(bits);
        return Float.intBitsToFloat((int) interpreter.bits(of));
    }

    @ParameterizedTest
    @EnumSource(
            names = {"ADD", "SUB", "MUL", "DIV", "MIN", "MAX", "LT", "LE", "GT", "GE", "EQ", "NE"})
    void operationsAreThoseOfIeee(BinaryOp op) {
        int both =
                ExpressionLowering.number(
                        table, lower(new Expr.Binary(op, Expr.arg(0), Expr.arg(1))));
        for (float a : NUMBERS) {
            int constant =
                    ExpressionLowering.number(
                            table, lower(new Expr.Binary(op, Expr.constant(a), Expr.arg(1))));
            for (float b : NUMBERS) {
                Float exact = (float) op.apply(a, b); // an object: NaN equals NaN, and 0 is not -0
                assertThat(value(both, a, b)).as("%s %s %s", a, op, b).isEqualTo(exact);
                assertThat(value(constant, a, b)).as("%s %s %s", a, op, b).isEqualTo(exact);
            }
        }
    }

    @Test
    void aProductOfOneSumIsNotRoundedByItself() {
        int fused = lower(Expr.arg(0).mul(Expr.arg(1)).add(Expr.arg(2)));
        assertThat(table.primitive(fused)).isEqualTo(Primitive.FMA);
        int less = lower(Expr.arg(2).sub(Expr.arg(0).mul(Expr.arg(1))));
        assertThat(table.primitive(less)).isEqualTo(Primitive.FNMA);
        int difference = lower(Expr.arg(0).mul(Expr.arg(1)).sub(Expr.arg(2)));
        assertThat(table.primitive(difference)).isEqualTo(Primitive.FMS);
    }

    @Test
    void aProductOfTwoSumsIsRounded() {
        Expr product = Expr.arg(0).mul(Expr.arg(1));
        int sum = lower(product.add(Expr.arg(2)).mul(product.sub(Expr.arg(2))));
        assertThat(table.primitive(table.operand(sum, 0))).isEqualTo(Primitive.ADD);
    }

    @Test
    void aComparisonIsAMaskAndANumber() {
        Expr less = Expr.arg(0).lt(Expr.arg(1));
        assertThat(table.isMask(lower(less))).isTrue();
        int sum = lower(Expr.select(less, Expr.arg(0), Expr.arg(1)).add(less));
        assertThat(value(sum, 2, 3)).isEqualTo(3);
        assertThat(value(sum, 3, 2)).isEqualTo(2);
    }

    @Test
    void aNumberIsAConditionWhereItIsNotZero() {
        int chosen = lower(Expr.select(Expr.arg(0), 5, 7));
        assertThat(value(chosen, Float.NaN)).isEqualTo(5);
        assertThat(value(chosen, -0f)).isEqualTo(7);
    }

    @Test
    void anglesBeyondTheReductionAreLeftToAnotherLoop() {
        lower(Expr.arg(0).sin());
        PrimitiveInterpreter interpreter = new PrimitiveInterpreter(table);
        interpreter.run(Float.floatToRawIntBits(0x1p20f), 0, 0);
        assertThat(interpreter.isBeyondLimits()).isFalse();
        interpreter.run(Float.floatToRawIntBits(-0x1.1p20f), 0, 0);
        assertThat(interpreter.isBeyondLimits()).isTrue();
    }

    @Test
    void specialFunctionsAreLeftToJava() {
        assertThat(ExpressionLowering.canLower(Program.of(Expr.arg(0).exp().add(1)))).isTrue();
        assertThat(ExpressionLowering.canLower(Program.of(Expr.arg(0).lgamma().add(1)))).isFalse();
    }
}
