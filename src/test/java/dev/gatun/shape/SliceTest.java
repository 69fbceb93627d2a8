package dev.gatun.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SliceTest {
    private static final long OPEN = 99;

    /**
     * Every slice with ends in -9..9 or open and steps in -4..4, of 0 to 6 elements, folded into a
     * number; Python's own slicing of {@code list(range(n))} gives the same.
     */
    @Test
    void takesWhatPythonTakes() {
        long hash = 7;
        for (long n = 0; n <= 6; n++) {
            for (long start : ends()) {
                for (long stop : ends()) {
                    for (long step : new long[] {-4, -3, -2, -1, 1, 2, 3, 4}) {
                        Slice slice = slice(start, stop, step);
                        long count = slice.count(n);
                        hash = fold(hash, count);
                        for (long i = 0; i < count; i++) {
                            hash = fold(hash, slice.first(n) + i * step);
                        }
                    }
                }
            }
        }
        assertThat(hash).isEqualTo(354875563);
    }

    private static long[] ends() {
        long[] ends = new long[20];
        ends[0] = OPEN;
        for (int i = 1; i < ends.length; i++) {
            ends[i] = i - 10L;
        }
        return ends;
    }

    private static Slice slice(long start, long stop, long step) {
        if (start == OPEN) {
            return stop == OPEN ? Slice.every(step) : Slice.to(stop, step);
        }
        return stop == OPEN ? Slice.from(start, step) : Slice.of(start, stop, step);
    }

    private static long fold(long hash, long value) {
        return (hash * 31 + value) % Integer.MAX_VALUE;
    }

    @ParameterizedTest
    @CsvSource({
        // start, stop, step, size, count
        "0, 9223372036854775807, 9223372036854775807, 5, 1",
        "-9223372036854775808, 9223372036854775807, 1, 5, 5",
        "9223372036854775807, -9223372036854775808, -1, 5, 5",
        "4, -9223372036854775808, -9223372036854775808, 5, 1",
        "9223372036854775807, -9223372036854775808, -1, 0, 0",
        "0, 9223372036854775807, 2, 9223372036854775807, 4611686018427387904",
    })
    void farEndsDoNotOverflow(long start, long stop, long step, long size, long count) {
        assertThat(Slice.of(start, stop, step).count(size)).isEqualTo(count);
    }

    @Test
    void readsAsNumPyWritesIt() {
        assertThat(Slice.ALL).hasToString(":");
        assertThat(Slice.of(1, -1)).hasToString("1:-1");
        assertThat(Slice.from(2)).hasToString("2:");
        assertThat(Slice.to(5)).hasToString(":5");
        assertThat(Slice.every(-1)).hasToString("::-1");
        assertThat(Slice.of(1, 7, 3)).hasToString("1:7:3");
        assertThat(Slice.from(-1, -2)).hasToString("-1::-2");
        assertThat(Slice.to(3, -2)).hasToString(":3:-2");
    }

    @Test
    void refusesToStandStill() {
        assertThatThrownBy(() -> Slice.every(0))
                .isInstanceOf(ShapeException.class)
                .hasMessage("slice: step is 0");
    }
}
