package dev.gatun.kernel.loop.emitted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.shape.DType;
import org.junit.jupiter.api.Test;

class ValueTableTest {
    private final ValueTable table = new ValueTable(DType.F32, InstructionSet.AVX512);
    private final int x = table.leaf(Primitive.ELEMENT, 0);
    private final int row = table.leaf(Primitive.ROW_ELEMENT, 1);
    private final int scalar = table.leaf(Primitive.SCALAR, 0);

    @Test
    void equalStepsAreOneValue() {
        int sum = table.step(Primitive.ADD, x, row);
        assertThat(table.step(Primitive.ADD, row, x)).isEqualTo(sum);
        assertThat(table.step(Primitive.SUB, row, x))
                .isNotEqualTo(table.step(Primitive.SUB, x, row));
        assertThat(table.constant(0)).isNotEqualTo(table.constant(-0.0));
        assertThat(table.bits(0xffffffffL)).isEqualTo(table.bits(-1));
    }

    @Test
    void valuesAreComputedAsOftenAsTheirOperands() {
        int perCall = table.step(Primitive.MUL, scalar, table.constant(2));
        int perRow = table.step(Primitive.MUL, perCall, row);
        int perElement = table.step(Primitive.FMA, perCall, perRow, x);
        assertThat(table.level(perCall)).isEqualTo(ValueTable.CALL);
        assertThat(table.level(perRow)).isEqualTo(ValueTable.ROW);
        assertThat(table.level(perElement)).isEqualTo(ValueTable.PER_ELEMENT);
    }

    @Test
    void stepsOnConstantsAreConstants() {
        int third = table.step(Primitive.DIV, table.constant(1), table.constant(3));
        assertThat(third).isEqualTo(table.constant(1 / 3.0));
        assertThat(table.step(Primitive.SCALE, third, table.constant(-149)))
                .isEqualTo(table.constant(0));
        int sign = table.bits(0x80000000L);
        assertThat(table.step(Primitive.ANDNOT, sign, table.constant(-2)))
                .isEqualTo(table.constant(2));
    }

    @Test
    void manyValuesKeepTheirNumbers() {
        int[] sums = new int[1000];
        int sum = x;
        for (int k = 0; k < sums.length; k++) {
            sum = table.step(Primitive.ADD, sum, table.constant(k));
            sums[k] = sum;
        }
        sum = x;
        for (int k = 0; k < sums.length; k++) {
            sum = table.step(Primitive.ADD, sum, table.constant(k));
            assertThat(sum).isEqualTo(sums[k]);
            assertThat(table.operand(sum, 0)).isLessThan(sum);
        }
    }

    @Test
    void masksAreAParticularKindOfValue() {
        int mask = table.step(Primitive.COMPARE, Primitive.LESS, x, row, ValueTable.NONE);
        assertThat(table.isMask(mask)).isTrue();
        assertThat(table.step(Primitive.SELECT, mask, x, x)).isEqualTo(x);
        int not = table.step(Primitive.MASK_NOT, mask);
        assertThat(table.step(Primitive.MASK_NOT, not)).isEqualTo(mask);
        table.limit(mask);
        table.limit(mask);
        assertThat(table.limits()).containsExactly(mask);
    }
}
