package dev.gatun.bench.measure;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperandsTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 13, 32, 64, 207})
    void operandsStandApartInTheBlock(int size) {
        long count = (long) size * size;
        long bytes = count * Float.BYTES;
        BlockOffsets places = BlockOffsets.of(count, count, count);
        assertThat(places.left()).isZero();
        assertThat(places.right()).isGreaterThanOrEqualTo(bytes);
        assertThat(places.result()).isGreaterThanOrEqualTo(places.right() + bytes);
        assertThat(places.bytes()).isGreaterThanOrEqualTo(places.result() + bytes);
        assertThat(places.right() % 64).isZero();
        assertThat(places.result() % 64).isZero();
        assertThat(places.right() % BlockOffsets.PAGE)
                .isNotEqualTo(places.result() % BlockOffsets.PAGE);
    }

    @Test
    void aSizeAlwaysHasTheSameEntries() {
        try (MatrixOperands first = new MatrixOperands(13);
                MatrixOperands second = new MatrixOperands(13)) {
            assertThat(first.left).isEqualTo(second.left).isNotEqualTo(first.right);
            assertThat(first.leftMemory.toArray(JAVA_FLOAT)).isEqualTo(first.left);
            assertThat(first.rightMemory.toArray(JAVA_FLOAT)).isEqualTo(first.right);
            assertThat(first.leftMemory.address() % BlockOffsets.PAGE).isZero();
            for (float entry : first.left) {
                assertThat(entry).isGreaterThanOrEqualTo(-1).isLessThan(1);
            }
        }
    }

    @Test
    void forgottenResultsAreNotNumbers() {
        try (MatrixOperands operands = new MatrixOperands(7)) {
            operands.forgetResults();
            assertThat(operands.result).containsOnly(Float.NaN);
            assertThat(operands.resultMemory.toArray(JAVA_FLOAT)).containsOnly(Float.NaN);
        }
    }
}
