package dev.gatun.tensor;

import static dev.gatun.shape.DType.BF16;
import static dev.gatun.shape.DType.BOOL;
import static dev.gatun.shape.DType.F16;
import static dev.gatun.shape.DType.F32;
import static dev.gatun.shape.DType.F64;
import static dev.gatun.shape.DType.I32;
import static dev.gatun.shape.DType.I64;
import static dev.gatun.shape.DType.U8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which type results have, and how storage types are computed with. */
class TypesTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("types");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    static Stream<Arguments> sums() {
        return Stream.of(
                Arguments.of(F32, F32, F32),
                Arguments.of(F32, F64, F64),
                Arguments.of(F64, I64, F64),
                Arguments.of(F32, I64, F32),
                Arguments.of(F32, U8, F32),
                Arguments.of(BF16, BF16, F32),
                Arguments.of(BF16, F16, F32),
                Arguments.of(F16, I32, F32),
                Arguments.of(I64, I64, I64),
                Arguments.of(I64, I32, I64),
                Arguments.of(I32, I32, I32),
                Arguments.of(U8, I32, I32),
                Arguments.of(U8, U8, U8));
    }

    @ParameterizedTest
    @MethodSource("sums")
    void sumsArePromoted(DType a, DType b, DType sum) {
        Tensor x = Tensor.arange(7).to(a);
        Tensor y = Tensor.arange(7).to(b);
        for (Tensor result : new Tensor[] {x.add(y), y.add(x), x.maximum(y).add(x.mul(1))}) {
            assertThat(result.dtype()).isEqualTo(sum);
            assertThat(result.toDoubleArray()).containsExactly(0, 2, 4, 6, 8, 10, 12);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BOOL")
    void functionsAndQuotientsHaveFractions(DType dtype) {
        Tensor x = Tensor.of(1f, 4f, 9f).to(dtype);
        DType expected = dtype == F64 ? F64 : F32;
        assertThat(x.sqrt().toDoubleArray()).containsExactly(1, 2, 3);
        assertThat(x.sqrt().dtype()).isEqualTo(expected);
        assertThat(x.div(2).toDoubleArray()).containsExactly(0.5, 2, 4.5);
        assertThat(x.div(x).dtype()).isEqualTo(expected);
        assertThat(x.gt(4).dtype()).isEqualTo(BOOL);
        assertThat(x.gt(4).toDoubleArray()).containsExactly(0, 0, 1);
    }

    @Test
    void integersWithWholeNumbersStayIntegers() {
        Tensor x = Tensor.of(1, 2, 3);
        assertThat(x.add(1).dtype()).isEqualTo(I64);
        assertThat(x.mul(-2).toLongArray()).containsExactly(-2, -4, -6);
        assertThat(x.mul(0.5).dtype()).isEqualTo(F32);
        assertThat(x.mul(0.5).toDoubleArray()).containsExactly(0.5, 1, 1.5);
        assertThat(x.clamp(2, 10).toLongArray()).containsExactly(2, 2, 3);
        assertThat(x.pow(2).dtype()).isEqualTo(I64);
        assertThat(x.pow(2.0).dtype()).isEqualTo(F32);
        assertThat(x.pow(x).toLongArray()).containsExactly(1, 4, 27);
        assertThat(x.add(2.0).dtype()).isEqualTo(I64);
        assertThat(x.square().dtype()).isEqualTo(I64);
    }

    /** What {@code torch.result_type} says of a tensor with axes and one without. */
    static Stream<Arguments> numbers() {
        return Stream.of(
                Arguments.of(F32, F64, F32),
                Arguments.of(F64, F32, F64),
                Arguments.of(F32, I64, F32),
                Arguments.of(F64, I64, F64),
                Arguments.of(I64, F64, F64),
                Arguments.of(I64, F32, F32),
                Arguments.of(I32, F64, F64),
                Arguments.of(U8, F32, F32),
                Arguments.of(I32, I64, I32),
                Arguments.of(U8, I64, U8),
                Arguments.of(I64, U8, I64),
                Arguments.of(BF16, F64, F32),
                Arguments.of(F16, BF16, F32),
                Arguments.of(I64, F16, F32));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void aTensorWithoutAxesRaisesNoTypeOfItsKind(DType dtype, DType ofNumber, DType result) {
        Tensor x = Tensor.arange(4).to(dtype);
        Tensor two = Tensor.scalar(2L).to(ofNumber);
        for (Tensor sum : new Tensor[] {x.add(two), two.add(x), x.maximum(two).add(two)}) {
            assertThat(sum.dtype()).isEqualTo(result);
        }
        assertThat(x.add(two).toDoubleArray()).containsExactly(2, 3, 4, 5);
        assertThat(Tensor.where(Tensor.of(1.0, 0, 1, 0), x, two).dtype()).isEqualTo(result);
        assertThat(x.ge(two).dtype()).isEqualTo(BOOL);
        assertThat(x.ge(two).toDoubleArray()).containsExactly(0, 0, 1, 1);
        assertThat(two.add(two).dtype()).isEqualTo(two.add(two.copy()).dtype());
        assertThat(two.add(Tensor.scalar(1.0)).dtype()).isEqualTo(F64);
        if (dtype.isFloating() || !ofNumber.isFloating()) {
            Tensor target = x.copy();
            assertThat(target.mul_(two).dtype()).isEqualTo(dtype);
            assertThat(target.toDoubleArray()).containsExactly(0, 2, 4, 6);
        }
    }

    @Test
    void aSingleNumberIsComputedWithInTheTypeOfTheOthers() {
        Tensor x = Tensor.of(0.1f, 0.7f);
        assertThat(x.mul(Tensor.scalar(0.3)).toFloatArray())
                .containsExactly(x.mul(0.3).toFloatArray());
        assertThat(x.le(Tensor.scalar(0.1)).toDoubleArray()).containsExactly(1, 0);
        Tensor number = Tensor.scalar(3.0).requiresGrad_(true);
        Tensor leaf = Tensor.of(1f, 2f).requiresGrad_(true);
        leaf.mul(number).sum().backward();
        assertThat(Objects.requireNonNull(number.grad()).toString()).isEqualTo("3.0 [] float64");
        assertThat(Objects.requireNonNull(leaf.grad()).toString()).isEqualTo("[3. 3.] [2] float32");
    }

    @Test
    void productsTakeOneType() {
        Tensor singles = Tensor.ones(2, 2);
        Tensor doubles = singles.to(F64);
        assertThatThrownBy(() -> singles.matmul(doubles))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "matmul: types differ: tensor [2, 2] float32 and tensor [2, 2] float64;"
                                + " convert one with to(F64)");
        assertThatThrownBy(() -> singles.matmul(singles.to(I64)))
                .hasMessageContaining("convert one with to(F32)");
        assertThatThrownBy(() -> singles.to(BF16).matmul(singles))
                .hasMessageStartingWith("matmul: types differ");
        assertThatThrownBy(() -> Tensor.ones(2).dot(Tensor.of(1.0, 2.0)))
                .hasMessageStartingWith("dot: types differ");
        assertThatThrownBy(() -> doubles.addmm(singles, singles))
                .hasMessageStartingWith("addmm: types differ");
        assertThatThrownBy(() -> singles.addmm(singles, doubles))
                .hasMessageStartingWith("addmm: types differ");
        assertThat(Tensor.of(1f, 2f).outer(Tensor.of(1.0, 2.0)).dtype()).isEqualTo(F64);
        Tensor a = Tensor.of(1f, 2f).requiresGrad_(true);
        a.outer(Tensor.of(3L, 4L)).sum().backward();
        assertThat(Objects.requireNonNull(a.grad()).toString()).isEqualTo("[7. 7.] [2] float32");
    }

    @Test
    void theMaskHasNoSayInTheType() {
        Tensor mask = Tensor.of(1.0, 0.0);
        Tensor singles = Tensor.where(mask, Tensor.of(1f, 2f), Tensor.of(3f, 4f));
        assertThat(singles.dtype()).isEqualTo(F32);
        Tensor longs = Tensor.where(mask, Tensor.of(1, 2), Tensor.of(3, 4));
        assertThat(longs.toLongArray()).containsExactly(1, 4);
        assertThat(Tensor.where(mask, 7, Tensor.of(3, 4)).toLongArray()).containsExactly(7, 4);
        assertThat(Tensor.where(mask, Tensor.of(1, 2), 0.5).dtype()).isEqualTo(F32);
        assertThat(Tensor.where(mask, 1.0, 0).dtype()).isEqualTo(F64);
        assertThat(Tensor.where(mask.to(I64), 1.0, -1).dtype()).isEqualTo(F32);
        assertThat(Tensor.where(mask, 1, 0).dtype()).isEqualTo(I64);
        assertThat(Tensor.of(1, 2).maskedFill(mask, -1).toLongArray()).containsExactly(-1, 2);
        assertThat(Tensor.of(1, 2).maskedFill(mask, -1).dtype()).isEqualTo(I64);
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void everyTypeIsConvertedToEveryOther(DType from) {
        Tensor x = Tensor.of(0f, 1f, 100f).to(from);
        for (DType to : DType.values()) {
            assertThat(x.to(to).dtype()).isEqualTo(to);
            double last = from == BOOL || to == BOOL ? 1 : 100;
            assertThat(x.to(to).toDoubleArray()).containsExactly(0, 1, last);
        }
        assertThat(x.to(from)).isSameAs(x);
    }

    @Test
    void writesInPlaceKeepTheType() {
        Tensor single = Tensor.of(1f, 2f);
        single.add_(Tensor.of(0.5, 0.25));
        assertThat(single.dtype()).isEqualTo(F32);
        assertThat(single.toDoubleArray()).containsExactly(1.5, 2.25);
        Tensor half = Tensor.of(1f, 2f).to(F16);
        assertThat(half.mul_(Tensor.of(3f, 3f)).toDoubleArray()).containsExactly(3, 6);
        assertThat(Tensor.of(1, 2).copy_(Tensor.of(7.9f, -7.9f)).toLongArray())
                .containsExactly(7, -7);
    }

    @Test
    void aFormulaOfOnesOwnGivesNumbers() {
        Formula half = Formula.of(dev.gatun.expr.Expr.unary(x -> x.mul(0.5)));
        assertThat(half.apply(Tensor.of(1, 2)).dtype()).isEqualTo(F32);
        assertThat(half.apply(Tensor.of(1.0)).dtype()).isEqualTo(F64);
        assertThat(half.apply(Tensor.of(3f).to(BF16)).item()).isEqualTo(1.5);
    }
}
