package dev.gatun.expr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Mantissas, exponents and neighbours of numbers, to the bit. */
class FloatingPointPartsTest {
    private static final double[] NUMBERS = {
        1, -1, 0.5, 0.75, 3, 1e300, -1e-300, Double.MIN_VALUE, Double.MIN_NORMAL, Double.MAX_VALUE
    };

    @Test
    void partsMultiplyToTheNumber() {
        for (double x : NUMBERS) {
            double mantissa = UnaryOp.MANTISSA.apply(x);
            double exponent = UnaryOp.EXPONENT.apply(x);
            assertThat(Math.abs(mantissa)).isGreaterThanOrEqualTo(0.5).isLessThan(1);
            double half = mantissa * Math.scalb(1.0, (int) exponent / 2);
            assertThat(half * Math.scalb(1.0, (int) exponent - (int) exponent / 2)).isEqualTo(x);
        }
        assertThat(UnaryOp.EXPONENT.apply(8)).isEqualTo(4);
        assertThat(UnaryOp.MANTISSA.apply(8)).isEqualTo(0.5);
    }

    @Test
    void numbersWithoutAnExponentRemain() {
        double[] others = {0, -0.0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN};
        for (double x : others) {
            assertThat(UnaryOp.MANTISSA.apply(x)).isEqualTo(Double.valueOf(x));
            assertThat(UnaryOp.EXPONENT.apply(x)).isZero();
        }
    }

    @Test
    void neighboursAreThoseOfTheType() {
        double[] from = {0, -0.0, 1, -1, 1e-45, 3.4028234663852886e38, Double.NaN, 2};
        double[] to = {1, -1, 2, 0, -1, Double.POSITIVE_INFINITY, 1, Double.NaN};
        try (Scope _ = Scope.open("neighbours")) {
            Tensor x = Tensor.of(from);
            Tensor y = Tensor.of(to);
            double[] doubles = x.nextAfter(y).toDoubleArray();
            float[] floats = x.to(DType.F32).nextAfter(y.to(DType.F32)).toFloatArray();
            Tensor mixed = x.to(DType.BF16).nextAfter(Tensor.of(2L));
            assertThat(mixed.dtype()).isEqualTo(DType.F32);
            for (int i = 0; i < from.length; i++) {
                assertThat(doubles[i]).isEqualTo(Double.valueOf(Math.nextAfter(from[i], to[i])));
                assertThat(floats[i])
                        .isEqualTo(Float.valueOf(Math.nextAfter((float) from[i], to[i])));
            }
            Tensor one = Tensor.of(1f, 1f);
            assertThat(one.nextAfter(one).equal(one)).isTrue();
        }
    }
}
