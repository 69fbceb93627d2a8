package dev.gatun.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShapeTest {
    @Test
    void countsItsElements() {
        assertThat(Shape.scalar().numel()).isEqualTo(1);
        assertThat(Shape.of(207).numel()).isEqualTo(207);
        assertThat(Shape.of(2, 3, 7).numel()).isEqualTo(42);
        assertThat(Shape.of(2, 0, 7).numel()).isZero();
        assertThat(Shape.of(2, 0, 7).isEmpty()).isTrue();
        assertThat(Shape.of(1L << 40, 1L << 22).numel()).isEqualTo(1L << 62);
    }

    @Test
    void refusesWhatALongCannotCount() {
        assertThatThrownBy(() -> Shape.of(1L << 40, 1L << 23))
                .isInstanceOf(ShapeException.class)
                .hasMessage("shape: more elements than a long can count: [1099511627776, 8388608]");
        // A zero elsewhere would not help: the strides would overflow.
        assertThatThrownBy(() -> Shape.of(0, Long.MAX_VALUE, 2)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Shape.of(2, Long.MAX_VALUE, 0)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Shape.of(2, -3))
                .isInstanceOf(ShapeException.class)
                .hasMessage("shape: size -3 of axis 1 is negative");
    }

    @Test
    void takesAxesFromEitherEnd() {
        Shape shape = Shape.of(2, 3, 5);
        assertThat(shape.dim(0)).isEqualTo(2);
        assertThat(shape.dim(-1)).isEqualTo(5);
        assertThat(shape.axis(-3)).isZero();
        assertThatThrownBy(() -> shape.dim(3))
                .hasMessage("dim: axis 3 is out of range: [2, 3, 5] (-3 to 2)");
        assertThatThrownBy(() -> shape.dim(-4)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Shape.scalar().axis(0))
                .hasMessage("axis: axis 0 is out of range: [] (it has no axes)");
    }

    @Test
    void isAValue() {
        long[] dims = {2, 3};
        Shape shape = Shape.of(dims);
        dims[0] = 7;
        shape.dims()[1] = 7;
        assertThat(shape).isEqualTo(Shape.of(2, 3)).hasSameHashCodeAs(Shape.of(2, 3));
        assertThat(shape).isNotEqualTo(Shape.of(3, 2)).isNotEqualTo(Shape.of(2, 3, 1));
        assertThat(shape).hasToString("[2, 3]");
        assertThat(Shape.of()).isSameAs(Shape.scalar()).hasToString("[]");
    }

    @Test
    void insertsRemovesAndReplacesAxes() {
        Shape shape = Shape.of(2, 3);
        assertThat(shape.insert(0, 7)).isEqualTo(Shape.of(7, 2, 3));
        assertThat(shape.insert(2, 7)).isEqualTo(Shape.of(2, 3, 7));
        assertThat(shape.insert(-1, 7)).isEqualTo(Shape.of(2, 3, 7));
        assertThat(shape.insert(-3, 7)).isEqualTo(Shape.of(7, 2, 3));
        assertThatThrownBy(() -> shape.insert(3, 7))
                .hasMessage("insert: new axis 3 is out of range: [2, 3] (-3 to 2)");
        assertThat(shape.remove(-2)).isEqualTo(Shape.of(3));
        assertThat(shape.remove(1, 0)).isEqualTo(Shape.scalar());
        assertThat(shape.remove()).isEqualTo(shape);
        assertThatThrownBy(() -> shape.remove(1, -1))
                .hasMessage("remove: axis -1 is named twice: [2, 3]");
        assertThat(shape.with(-1, 5)).isEqualTo(Shape.of(2, 5));
        assertThat(shape.with(1, 3)).isSameAs(shape);
        assertThatThrownBy(() -> shape.with(0, -1)).isInstanceOf(ShapeException.class);
    }

    @Test
    void permutes() {
        assertThat(Shape.of(2, 3, 5).permute(2, 0, -2)).isEqualTo(Shape.of(5, 2, 3));
        assertThat(Shape.scalar().permute()).isEqualTo(Shape.scalar());
        assertThatThrownBy(() -> Shape.of(2, 3).permute(0))
                .hasMessage(
                        "permute: every axis must be named once: [2, 3] (1 axes given, 2 needed)");
        assertThatThrownBy(() -> Shape.of(2, 3).permute(0, -2))
                .hasMessage("permute: axis -2 is named twice: [2, 3]");
    }

    @Test
    void saysEachPartOfWhatIsWrong() {
        assertThatThrownBy(() -> ShapeRules.matmul("matmul", Shape.of(2, 3), Shape.of(4, 5)))
                .isInstanceOfSatisfying(
                        ShapeException.class,
                        refused -> {
                            assertThat(refused.op()).isEqualTo("matmul");
                            assertThat(refused.shapes())
                                    .containsExactly(Shape.of(2, 3), Shape.of(4, 5));
                            assertThat(refused.difference()).isEqualTo("3 != 4");
                            assertThat(refused.hint()).isEqualTo("transpose one operand?");
                        });
    }
}
