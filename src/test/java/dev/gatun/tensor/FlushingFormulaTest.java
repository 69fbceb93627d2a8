package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.Gatun;
import dev.gatun.expr.Expr;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A formula for which denormal numbers are zero, beside the same one for which they are not. */
class FlushingFormulaTest {
    private static final Formula HALF = Formula.of(Expr.arg(0).mul(0.5));
    private static final Formula FLUSHING = HALF.flushingDenormals();

    private static boolean isHeeded() {
        return Gatun.info().code().kind().equals("emit");
    }

    /** Single calls, calls in pieces, and those that are written past the caches. */
    @ParameterizedTest
    @ValueSource(longs = {1, 77, 40_000, 5_000_000})
    void denormalsAreZeroInItAlone(long n) {
        try (Scope _ = Scope.open("denormals")) {
            Tensor least = Tensor.full(Float.MIN_NORMAL, n);
            Tensor denormal = Tensor.full(0x1p-130f, n);
            for (int round = 0; round < 2; round++) {
                assertThat(HALF.apply(least).eq(0x1p-127).all().item()).isEqualTo(1);
                assertThat(FLUSHING.apply(least).eq(isHeeded() ? 0 : 0x1p-127).all().item())
                        .isEqualTo(1);
                assertThat(HALF.apply(denormal).eq(0x1p-131).all().item()).isEqualTo(1);
                assertThat(FLUSHING.apply(denormal).eq(isHeeded() ? 0 : 0x1p-131).all().item())
                        .isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"F32", "F64"})
    void layoutsAndTypesAreAllFlushed(String name) {
        DType type = DType.valueOf(name);
        double least = type == DType.F32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
        try (Scope _ = Scope.open("layouts")) {
            Tensor row = Tensor.full(least, 5).to(type);
            if (type == DType.F64) {
                row = Tensor.of(least, least, least, least, least);
            }
            Tensor turned = row.unsqueeze(0).expand(3, 5).t();
            double expected = isHeeded() ? 0 : least / 2;
            assertThat(FLUSHING.apply(turned).toDoubleArray()).containsOnly(expected).hasSize(15);
            Formula both = Formula.of(Expr.arg(0).mul(Expr.arg(1))).flushingDenormals();
            Tensor halves = Tensor.full(0.5, 3).to(type).unsqueeze(1);
            assertThat(both.apply(halves, row).toDoubleArray()).containsOnly(expected).hasSize(15);
            // The mode of the thread is as it was.
            assertThat(Math.abs(0x1p-130f / 2) + row.get(0) / 2).isPositive();
            assertThat((float) row.get(0) * 0.5f).isEqualTo(type == DType.F32 ? 0x1p-127f : 0f);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void seriesAreFlushed(boolean isLarge) {
        try (Scope _ = Scope.open("series")) {
            Tensor a = Tensor.full(Float.MIN_NORMAL, isLarge ? 100_000 : 7);
            Tensor b = Tensor.full(Float.MIN_NORMAL, 3);
            FLUSHING.intoEach(
                    List.of(List.of(a), List.of(b)),
                    new double[0],
                    List.of(List.of(a), List.of(b)));
            double expected = isHeeded() ? 0 : 0x1p-127;
            assertThat(a.eq(expected).all().item()).isEqualTo(1);
            assertThat(b.toDoubleArray()).containsOnly(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"half", "other"})
    void isTheSameFormulaOtherwise(String name) {
        Formula named = FLUSHING.named(name);
        assertThat(FLUSHING.flushingDenormals()).isSameAs(FLUSHING);
        assertThat(HALF.flushingDenormals()).isSameAs(FLUSHING);
        assertThat(named.name()).isEqualTo(name);
        try (Scope _ = Scope.open("gradient")) {
            Tensor x = Tensor.of(Float.MIN_NORMAL, 3f).requiresGrad_(true);
            Tensor y = named.apply(x);
            assertThat(y.toFloatArray()).containsExactly(isHeeded() ? 0 : 0x1p-127f, 1.5f);
            y.sum().backward();
            assertThat(Objects.requireNonNull(x.grad()).toFloatArray()).containsExactly(0.5f, 0.5f);
        }
    }
}
