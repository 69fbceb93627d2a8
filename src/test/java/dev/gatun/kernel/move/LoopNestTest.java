package dev.gatun.kernel.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.LayoutOracle;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopNestTest {
    /** Which elements of the operands meet, in row-major order of the shape. */
    private static List<List<Long>> naive(Shape shape, Layout... operands) {
        List<List<Long>> meetings = new ArrayList<>();
        for (long[] index : LayoutOracle.indices(shape)) {
            List<Long> meeting = new ArrayList<>();
            for (Layout operand : operands) {
                meeting.add(LayoutOracle.broadcastElement(operand, index));
            }
            meetings.add(meeting);
        }
        return meetings;
    }

    private static List<List<Long>> visits(LoopNest nest, LoopNest.Cursor cursor) {
        List<List<Long>> meetings = new ArrayList<>();
        while (cursor.next()) {
            for (long i = 0; i < nest.innerSize(); i++) {
                List<Long> meeting = new ArrayList<>();
                for (int k = 0; k < nest.operands(); k++) {
                    meeting.add(cursor.offset(k) + i * nest.innerStride(k));
                }
                meetings.add(meeting);
            }
        }
        return meetings;
    }

    private static List<List<Long>> sorted(List<List<Long>> meetings) {
        List<List<Long>> sorted = new ArrayList<>(meetings);
        Comparator<List<Long>> byElements = Comparator.comparing(List::getFirst);
        for (int k = 1; !sorted.isEmpty() && k < sorted.getFirst().size(); k++) {
            int operand = k;
            byElements = byElements.thenComparing(meeting -> meeting.get(operand));
        }
        sorted.sort(byElements);
        return sorted;
    }

    /** An operand that broadcasts to the shape, of any layout. */
    private static Layout randomOperand(Random random, Shape shape) {
        Shape own = shape;
        while (own.rank() > 0 && random.nextInt(4) == 0) {
            own = own.remove(0);
        }
        for (int axis = 0; axis < own.rank(); axis++) {
            if (random.nextInt(4) == 0) {
                own = own.with(axis, 1);
            }
        }
        Layout layout = Layout.contiguous(own, random.nextInt(3));
        if (own.rank() > 1 && random.nextBoolean()) {
            // The same shape, held in another order of axes.
            int axis = random.nextInt(own.rank());
            int other = random.nextInt(own.rank());
            Shape held = Layout.contiguous(own).transpose(axis, other).shape();
            layout = Layout.contiguous(held).transpose(axis, other);
        }
        for (int axis = 0; axis < own.rank(); axis++) {
            layout = random.nextInt(5) == 0 ? layout.flip(axis) : layout;
        }
        return layout;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void sameElementsMeet(long seed) {
        Random random = new Random(seed);
        for (int trial = 0; trial < 500; trial++) {
            Shape shape = LayoutOracle.randomShape(random, 4);
            Layout[] operands = new Layout[1 + random.nextInt(3)];
            operands[0] =
                    random.nextBoolean()
                            ? Layout.contiguous(shape)
                            : randomOperand(random, shape).expand(shape);
            for (int k = 1; k < operands.length; k++) {
                operands[k] = randomOperand(random, shape);
            }
            LoopNest nest = LoopNest.of(shape, operands);
            List<List<Long>> expected = naive(shape, operands);
            List<List<Long>> visited = visits(nest, nest.cursor());
            assertThat(sorted(visited)).as(nest.toString()).isEqualTo(sorted(expected));
            if (operands[0].isContiguous()) {
                // The output is then written front to back.
                assertThat(visited).isSortedAccordingTo(Comparator.comparing(List::getFirst));
            }
            for (int d = 0; d < nest.depth(); d++) {
                int loop = d;
                assertThat(nest.dim(d)).matches(dim -> dim != 1 || nest.depth() == 1);
                assertThat(mergeable(nest, loop)).as(nest.toString()).isFalse();
            }
            checkShares(random, nest, visited);
        }
    }

    private static boolean mergeable(LoopNest nest, int outer) {
        boolean mergeable = outer + 1 < nest.depth();
        for (int k = 0; mergeable && k < nest.operands(); k++) {
            mergeable = nest.stride(k, outer) == nest.stride(k, outer + 1) * nest.dim(outer + 1);
        }
        return mergeable;
    }

    /** Shares of the entries, and parts of a loop, visit together what the whole visits. */
    private static void checkShares(Random random, LoopNest nest, List<List<Long>> visited) {
        long entries = nest.outerSize();
        long cut = random.nextInt((int) entries + 1);
        List<List<Long>> shared = visits(nest, nest.cursor(0, cut));
        shared.addAll(visits(nest, nest.cursor(cut, entries)));
        assertThat(shared).isEqualTo(visited);
        int d = random.nextInt(nest.depth());
        long half = nest.dim(d) / 2;
        LoopNest head = nest.narrow(d, 0, half);
        LoopNest tail = nest.narrow(d, half, nest.dim(d) - half);
        List<List<Long>> parts = visits(head, head.cursor());
        parts.addAll(visits(tail, tail.cursor()));
        assertThat(sorted(parts)).isEqualTo(sorted(visited));
    }

    private static LoopNest nest(Layout... operands) {
        Shape[] shapes = new Shape[operands.length];
        Arrays.setAll(shapes, k -> operands[k].shape());
        return LoopNest.of(ShapeRules.broadcast("loop", shapes), operands);
    }

    @Test
    void contiguousOperandsAreOneLoop() {
        Layout layout = Layout.contiguous(Shape.of(2, 3, 7));
        LoopNest nest = nest(layout, Layout.contiguous(Shape.of(2, 3, 7), 5), layout);
        assertThat(nest).hasToString("[42]: 0 + [1], 5 + [1], 0 + [1]");
    }

    @Test
    void operandsPermutedAlikeAreOneLoop() {
        Layout layout = Layout.contiguous(Shape.of(2, 3, 7)).permute(2, 0, 1);
        assertThat(nest(layout, layout)).hasToString("[42]: 0 + [1], 0 + [1]");
        Layout backwards = layout.flip(0, 1, 2);
        assertThat(nest(backwards, backwards)).hasToString("[42]: 0 + [1], 0 + [1]");
    }

    @Test
    void broadcastsAreTwoLoops() {
        Layout matrix = Layout.contiguous(Shape.of(2, 3, 7));
        assertThat(nest(matrix, matrix, Layout.contiguous(Shape.of(7))))
                .hasToString("[6, 7]: 0 + [7, 1], 0 + [7, 1], 0 + [0, 1]");
        assertThat(nest(matrix, matrix, Layout.contiguous(Shape.of(2, 1, 1))))
                .hasToString("[2, 21]: 0 + [21, 1], 0 + [21, 1], 0 + [1, 0]");
        assertThat(nest(matrix, matrix, Layout.contiguous(Shape.scalar())))
                .hasToString("[42]: 0 + [1], 0 + [1], 0 + [0]");
        LoopNest outer =
                nest(
                        Layout.contiguous(Shape.of(3, 5)),
                        Layout.contiguous(Shape.of(3, 1)),
                        Layout.contiguous(Shape.of(5)));
        assertThat(outer).hasToString("[3, 5]: 0 + [5, 1], 0 + [1, 0], 0 + [0, 1]");
    }

    @Test
    void theOutputChoosesTheInnermostLoop() {
        Layout output = Layout.contiguous(Shape.of(3, 5));
        Layout transposed = Layout.contiguous(Shape.of(5, 3)).transpose(0, 1);
        assertThat(nest(output, transposed)).hasToString("[3, 5]: 0 + [5, 1], 0 + [1, 3]");
        assertThat(nest(transposed, output)).hasToString("[5, 3]: 0 + [3, 1], 0 + [1, 5]");
        assertThat(nest(output, output.flip(1))).hasToString("[3, 5]: 0 + [5, 1], 4 + [5, -1]");
        assertThat(nest(output.flip(1), output)).hasToString("[3, 5]: 0 + [5, 1], 4 + [5, -1]");
        // Where it stands still, as in a reduction, the input chooses.
        Layout sums = Layout.contiguous(Shape.of(5)).expand(Shape.of(3, 5));
        assertThat(nest(sums, output)).hasToString("[3, 5]: 0 + [0, 1], 0 + [5, 1]");
        Layout total = Layout.contiguous(Shape.scalar()).expand(Shape.of(3, 5));
        assertThat(nest(total, transposed)).hasToString("[15]: 0 + [0], 0 + [1]");
    }

    @Test
    void oneElementAndNone() {
        Layout one = Layout.contiguous(Shape.of(1, 1), 3);
        assertThat(nest(one, Layout.contiguous(Shape.scalar())))
                .hasToString("[1]: 3 + [1], 0 + [1]");
        LoopNest none = nest(Layout.contiguous(Shape.of(3, 0)), Layout.contiguous(Shape.of(3, 1)));
        assertThat(none.innerSize()).isZero();
        assertThat(none.cursor().next()).isFalse();
        assertThat(nest(Layout.contiguous(Shape.scalar()))).hasToString("[1]: 0 + [1]");
    }

    @Test
    void inBytesTheLastAxisStaysByItself() {
        Shape shape = Shape.of(2, 3, 4);
        Layout matrix = Layout.contiguous(shape, 1);
        Layout sums = Layout.contiguous(Shape.of(2, 3, 1)).expand(shape);
        assertThat(inBytes(shape, true, matrix, sums))
                .hasToString("[6, 4]: 4 + [16, 4], 0 + [8, 0]");
        assertThat(inBytes(shape, false, matrix, matrix)).hasToString("[24]: 4 + [4], 8 + [8]");
        Layout one = Layout.contiguous(Shape.of(3, 1));
        assertThat(inBytes(Shape.of(3, 1), true, one, one))
                .hasToString("[3, 1]: 0 + [4, 4], 0 + [8, 8]");
        Layout scalar = Layout.contiguous(Shape.scalar());
        assertThat(inBytes(Shape.scalar(), false, scalar, scalar))
                .hasToString("[1]: 0 + [4], 0 + [8]");
    }

    @Test
    void inBytesTheLeadingOperandGivesTheOrder() {
        Shape shape = Shape.of(5, 3);
        Layout transposed = Layout.contiguous(Shape.of(3, 5)).transpose(0, 1);
        assertThat(inBytes(shape, false, transposed, Layout.contiguous(shape)))
                .hasToString("[5, 3]: 0 + [4, 20], 0 + [24, 8]");
        assertThat(inBytes(shape, false, transposed, Layout.contiguous(shape).flip(0)))
                .hasToString("[5, 3]: 16 + [-4, 20], 0 + [24, 8]");
    }

    /** A float and a double, the second leading. */
    private static LoopNest inBytes(Shape shape, boolean isLastPinned, Layout x, Layout y) {
        try (Scope scope = Scope.open()) {
            Storage storage = Storage.reserve(scope, 8);
            Operand[] operands = {
                new Operand(storage, x, DType.F32), new Operand(storage, y, DType.F64)
            };
            return LoopNest.inBytes(shape, operands, 1, isLastPinned);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void rowsAreVisitedAsByTheCursor(long seed) {
        Random random = new Random(seed);
        for (int trial = 0; trial < 200; trial++) {
            Shape shape = LayoutOracle.randomShape(random, 4);
            if (!shape.isEmpty()) {
                LoopNest nest =
                        LoopNest.of(shape, randomOperand(random, shape).expand(shape)).withRows();
                LoopNest turned = nest.withRowAxis(random.nextInt(nest.depth() - 1));
                List<Long> visited = new ArrayList<>();
                int row = turned.depth() - 2;
                turned.forEachRows(at -> {
                    for (long j = 0; j < turned.dim(row); j++) {
                        for (long i = 0; i < turned.innerSize(); i++) {
                            visited.add(
                                    at[0] + j * turned.stride(0, row) + i * turned.innerStride(0));
                        }
                    }
                });
                assertThat(visited)
                        .containsExactlyInAnyOrderElementsOf(
                                visits(nest, nest.cursor()).stream().map(List::getFirst).toList());
            }
        }
    }

    @Test
    void manyOperands() {
        Layout[] operands = new Layout[12];
        Arrays.fill(operands, Layout.contiguous(Shape.of(13)));
        LoopNest nest = nest(operands);
        assertThat(nest.operands()).isEqualTo(12);
        assertThat(visits(nest, nest.cursor())).hasSize(13);
    }
}
