package dev.gatun.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShapeRulesTest {
    /** NumPy's rule as its documentation tells it: pad with ones in front, then axis by axis. */
    private static Optional<Shape> naiveBroadcast(Shape... shapes) {
        int rank = Arrays.stream(shapes).mapToInt(Shape::rank).max().orElse(0);
        long[] dims = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            List<Long> sizes = new ArrayList<>();
            for (Shape shape : shapes) {
                int own = axis - (rank - shape.rank());
                sizes.add(own < 0 ? 1 : shape.dim(own));
            }
            List<Long> stretched = sizes.stream().filter(size -> size != 1).distinct().toList();
            if (stretched.size() > 1) {
                return Optional.empty();
            }
            dims[axis] = stretched.isEmpty() ? 1 : stretched.getFirst();
        }
        return Optional.of(Shape.of(dims));
    }

    @Test
    void broadcastsAsTheNaiveRuleDoes() {
        Random random = new Random(1);
        int refused = 0;
        for (int trial = 0; trial < 20_000; trial++) {
            Shape[] shapes = new Shape[2 + random.nextInt(2)];
            Arrays.setAll(shapes, i -> sparse(random, LayoutOracle.randomShape(random, 4)));
            Optional<Shape> expected = naiveBroadcast(shapes);
            if (expected.isPresent()) {
                assertThat(ShapeRules.broadcast("add", shapes)).isEqualTo(expected.get());
                for (Shape shape : shapes) {
                    assertThat(ShapeRules.expand("expand", shape, expected.get()))
                            .isEqualTo(expected.get());
                }
            } else {
                refused++;
                assertThatThrownBy(() -> ShapeRules.broadcast("add", shapes))
                        .isInstanceOf(ShapeException.class)
                        .hasMessageStartingWith("add: shapes do not broadcast: ");
            }
        }
        assertThat(refused).isBetween(2_000, 18_000);
    }

    /** Sets sizes to 1 so that shapes fit each other often. */
    private static Shape sparse(Random random, Shape shape) {
        for (int axis = 0; axis < shape.rank(); axis++) {
            shape = random.nextInt(3) > 0 ? shape.with(axis, 1) : shape;
        }
        return shape;
    }

    @Test
    void broadcastMakesNoShapeItHasAlready() {
        Shape matrix = Shape.of(2, 3);
        Shape row = Shape.of(3);
        assertThat(ShapeRules.broadcast("add", matrix, matrix)).isSameAs(matrix);
        assertThat(ShapeRules.broadcast("add", matrix, Shape.of(2, 3))).isSameAs(matrix);
        assertThat(ShapeRules.broadcast("add", matrix, row)).isSameAs(matrix);
        assertThat(ShapeRules.broadcast("add", row, matrix)).isSameAs(matrix);
        assertThat(ShapeRules.broadcast("add", Shape.of(2, 1), matrix)).isSameAs(matrix);
        assertThat(ShapeRules.broadcast("add", matrix, Shape.scalar())).isSameAs(matrix);
        assertThat(ShapeRules.broadcast("add")).isEqualTo(Shape.scalar());
    }

    @Test
    void broadcastSaysWhereSizesDiffer() {
        assertThatThrownBy(() -> ShapeRules.broadcast("add", Shape.of(2, 3), Shape.of(4)))
                .hasMessage(
                        "add: shapes do not broadcast: [2, 3] x [4] (axis -1: 3 != 4);"
                                + " sizes must be equal or 1, aligned at the last axis");
        assertThatThrownBy(() -> ShapeRules.broadcast("sub", Shape.of(2, 3), Shape.of(2)))
                .hasMessage(
                        "sub: shapes do not broadcast: [2, 3] x [2] (axis -1: 3 != 2);"
                                + " unsqueeze the second to [2, 1]?");
        assertThatThrownBy(() -> ShapeRules.broadcast("mul", Shape.of(0), Shape.of(2, 3)))
                .hasMessageContaining("(axis -1: 0 != 3)");
    }

    @Test
    void expandsOnlyOnesAndOnlyOutwards() {
        assertThatThrownBy(() -> ShapeRules.expand("expand", Shape.of(2, 3), Shape.of(3)))
                .hasMessage("expand: cannot expand to fewer axes: [2, 3] x [3] (rank 2 > 1)");
        assertThatThrownBy(() -> ShapeRules.expand("expand", Shape.of(3), Shape.of(2, 1)))
                .hasMessage(
                        "expand: cannot expand: [3] x [2, 1] (axis -1: 3 != 1);"
                                + " only axes of size 1 expand");
    }

    @Test
    void multipliesAsNumPyDoes() {
        assertThat(matmul(new long[] {3}, new long[] {3})).isEqualTo(Shape.scalar());
        assertThat(matmul(new long[] {2, 3}, new long[] {3})).isEqualTo(Shape.of(2));
        assertThat(matmul(new long[] {3}, new long[] {3, 5})).isEqualTo(Shape.of(5));
        assertThat(matmul(new long[] {2, 3}, new long[] {3, 5})).isEqualTo(Shape.of(2, 5));
        assertThat(matmul(new long[] {7, 2, 3}, new long[] {3})).isEqualTo(Shape.of(7, 2));
        assertThat(matmul(new long[] {3}, new long[] {7, 3, 5})).isEqualTo(Shape.of(7, 5));
        assertThat(matmul(new long[] {7, 1, 2, 3}, new long[] {4, 3, 5}))
                .isEqualTo(Shape.of(7, 4, 2, 5));
        assertThat(matmul(new long[] {1, 2, 3}, new long[] {7, 4, 3, 5}))
                .isEqualTo(Shape.of(7, 4, 2, 5));
        assertThat(matmul(new long[] {0, 2, 3}, new long[] {3, 5})).isEqualTo(Shape.of(0, 2, 5));
        assertThat(matmul(new long[] {2, 0}, new long[] {0, 5})).isEqualTo(Shape.of(2, 5));
    }

    @Test
    void refusesProductsThatDoNotFit() {
        assertThatThrownBy(() -> matmul(new long[] {2, 3}, new long[] {4, 5}))
                .hasMessage(
                        "matmul: inner dimensions differ: [2, 3] x [4, 5] (3 != 4);"
                                + " transpose one operand?");
        assertThatThrownBy(() -> matmul(new long[] {3}, new long[] {4}))
                .hasMessage("matmul: inner dimensions differ: [3] x [4] (3 != 4)");
        assertThatThrownBy(() -> matmul(new long[] {}, new long[] {4}))
                .hasMessage("matmul: a scalar has no rows or columns: [] x [4]; use mul");
        assertThatThrownBy(() -> matmul(new long[] {6, 2, 3}, new long[] {7, 3, 5}))
                .hasMessage(
                        "matmul: batches do not broadcast: [6, 2, 3] x [7, 3, 5]"
                                + " (axis -3: 6 != 7)");
    }

    private static Shape matmul(long[] a, long[] b) {
        return ShapeRules.matmul("matmul", Shape.of(a), Shape.of(b));
    }

    @Test
    void reducesAxes() {
        Shape shape = Shape.of(2, 3, 5);
        assertThat(ShapeRules.reduce("sum", shape, false)).isEqualTo(Shape.scalar());
        assertThat(ShapeRules.reduce("sum", shape, true)).isEqualTo(Shape.of(1, 1, 1));
        assertThat(ShapeRules.reduce("sum", shape, false, -1, 0)).isEqualTo(Shape.of(3));
        assertThat(ShapeRules.reduce("sum", shape, true, -1, 0)).isEqualTo(Shape.of(1, 3, 1));
        assertThat(ShapeRules.reduce("sum", Shape.scalar(), true)).isEqualTo(Shape.scalar());
        assertThatThrownBy(() -> ShapeRules.reduce("mean", shape, false, 1, -2))
                .hasMessage("mean: axis -2 is named twice: [2, 3, 5]");
        assertThatThrownBy(() -> ShapeRules.reduce("max", shape, false, 3))
                .hasMessage("max: axis 3 is out of range: [2, 3, 5] (-3 to 2)");
    }

    @Test
    void joinsAlongAnAxis() {
        assertThat(ShapeRules.concat("cat", -1, Shape.of(2, 3), Shape.of(2, 0), Shape.of(2, 4)))
                .isEqualTo(Shape.of(2, 7));
        assertThat(ShapeRules.concat("cat", 0, Shape.of(2, 3))).isEqualTo(Shape.of(2, 3));
        assertThatThrownBy(() -> ShapeRules.concat("cat", 1, Shape.of(2, 3), Shape.of(4, 3)))
                .hasMessage("cat: sizes differ outside axis 1: [2, 3] x [4, 3] (axis 0: 2 != 4)");
        assertThatThrownBy(() -> ShapeRules.concat("cat", 0, Shape.of(2, 3), Shape.of(2)))
                .hasMessage("cat: ranks differ: [2, 3] x [2] (rank 2 != 1)");
        assertThatThrownBy(() -> ShapeRules.concat("cat", 0)).hasMessage("cat: nothing to join");
        assertThatThrownBy(() -> ShapeRules.concat("cat", 0, Shape.scalar(), Shape.scalar()))
                .hasMessage("cat: axis 0 is out of range: [] (it has no axes)");
        Shape huge = Shape.of(Long.MAX_VALUE);
        assertThatThrownBy(() -> ShapeRules.concat("cat", 0, huge, huge))
                .hasMessageStartingWith("cat: more elements than a long can count");
    }

    @Test
    void reshapes() {
        Shape shape = Shape.of(2, 6);
        assertThat(ShapeRules.reshape("reshape", shape, 3, -1)).isEqualTo(Shape.of(3, 4));
        assertThat(ShapeRules.reshape("reshape", shape, -1)).isEqualTo(Shape.of(12));
        assertThat(ShapeRules.reshape("reshape", shape, 12, -1)).isEqualTo(Shape.of(12, 1));
        assertThat(ShapeRules.reshape("reshape", shape, -1, 6)).isSameAs(shape);
        assertThat(ShapeRules.reshape("reshape", Shape.of(1, 1))).isEqualTo(Shape.scalar());
        assertThat(ShapeRules.reshape("reshape", Shape.of(0, 3), 7, -1)).isEqualTo(Shape.of(7, 0));
        assertThatThrownBy(() -> ShapeRules.reshape("reshape", shape, 5, 2))
                .hasMessage("reshape: element counts differ for [5, 2]: [2, 6] (12 != 10)");
        assertThatThrownBy(() -> ShapeRules.reshape("reshape", shape, 5, -1))
                .hasMessage("reshape: no size for -1 fits for [5, -1]: [2, 6] (12 elements by 5)");
        assertThatThrownBy(() -> ShapeRules.reshape("reshape", shape, -1, -1))
                .hasMessage("reshape: only one size can be -1 for [-1, -1]: [2, 6]");
        assertThatThrownBy(() -> ShapeRules.reshape("reshape", Shape.of(0), 0, -1))
                .hasMessageStartingWith("reshape: no size for -1 fits");
        assertThatThrownBy(() -> ShapeRules.reshape("reshape", shape, 12, -2))
                .isInstanceOf(ShapeException.class);
    }
}
