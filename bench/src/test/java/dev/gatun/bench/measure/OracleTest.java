package dev.gatun.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OracleTest {
    private static final float[] LEFT = {1, 2, 3, 4, 5, 6};
    private static final float[] RIGHT = {7, 8, 9, 10, 11, 12};
    private static final float[] PRODUCT = {58, 64, 139, 154};

    private final ProductOracle oracle = ProductOracle.of(2, 3, 2, LEFT, RIGHT);

    @Test
    void acceptsTheProductWorkedByHand() {
        assertThat(oracle.maxError(PRODUCT)).isZero();
        assertThatCode(() -> oracle.require("hand", PRODUCT)).doesNotThrowAnyException();
    }

    @Test
    void boundsTheErrorByLengthsOfRowsAndColumns() {
        // The longest row is (4, 5, 6), the longest column (8, 10, 12).
        double lengths = Math.sqrt(77.0 * 308.0);
        assertThat(oracle.errorBound()).isBetween(3 * 0x1p-24 * lengths, 3.001 * 0x1p-24 * lengths);
    }

    @Test
    void refusesOneWrongEntry() {
        float[] wrong = {58, 64, 139.01f, 154};
        assertThatThrownBy(() -> oracle.require("peer", wrong))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("peer is wrong: off by");
    }

    @Test
    void refusesWhatWasNeverWritten() {
        float[] unwritten = {58, Float.NaN, 139, 154};
        assertThat(oracle.maxError(unwritten)).isNaN();
        assertThatThrownBy(() -> oracle.require("peer", unwritten))
                .isInstanceOf(IllegalStateException.class);
    }
}
