package dev.gatun.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Views against arrays that are copied out anew for each view, index by index. */
class LayoutTest {
    /** An array that owns its elements, in row-major order. */
    private record Dense(Shape shape, List<Long> values) {
        static Dense of(Layout layout) {
            return new Dense(layout.shape(), LayoutOracle.elements(layout));
        }

        /** The array of another shape whose element at an index is ours at the index it maps to. */
        Dense gather(Shape to, Function<long[], long[]> source) {
            List<Long> gathered = new ArrayList<>();
            for (long[] index : LayoutOracle.indices(to)) {
                int flat = 0;
                long[] from = source.apply(index);
                for (int axis = 0; axis < from.length; axis++) {
                    flat = flat * (int) shape.dim(axis) + (int) from[axis];
                }
                gathered.add(values.get(flat));
            }
            return new Dense(to, gathered);
        }
    }

    /** A layout, and the array that copying at each step has made of it. */
    private record Pair(Layout layout, Dense dense) {
        Pair then(Layout view, Function<long[], long[]> source) {
            return new Pair(view, dense.gather(view.shape(), source));
        }

        Pair transpose(int axis, int other) {
            return then(
                    layout.transpose(axis, other - layout.rank()),
                    index -> {
                        long[] exchanged = index.clone();
                        exchanged[axis] = index[other];
                        exchanged[other] = index[axis];
                        return exchanged;
                    });
        }

        Pair slice(int axis, Slice slice) {
            long first = slice.first(layout.shape().dim(axis));
            return then(
                    layout.slice(axis, slice),
                    index -> replaced(index, axis, first + index[axis] * slice.step()));
        }

        Pair narrow(int axis, long start, long length) {
            return then(
                    layout.narrow(axis, start, length),
                    index -> replaced(index, axis, start + index[axis]));
        }

        Pair select(int axis, long i) {
            return then(layout.select(axis, i), index -> inserted(index, axis, i));
        }

        Pair flip(int axis) {
            long last = layout.shape().dim(axis) - 1;
            return then(layout.flip(axis), index -> replaced(index, axis, last - index[axis]));
        }

        Pair unsqueeze(int axis) {
            return then(layout.unsqueeze(axis), index -> removed(index, axis));
        }

        Pair expand(int axis) {
            return then(
                    layout.expand(layout.shape().with(axis, 3)), index -> replaced(index, axis, 0));
        }
    }

    private static long[] replaced(long[] index, int axis, long value) {
        long[] changed = index.clone();
        changed[axis] = value;
        return changed;
    }

    private static long[] inserted(long[] index, int axis, long value) {
        List<Long> longer = new ArrayList<>(LongStream.of(index).boxed().toList());
        longer.add(axis, value);
        return longer.stream().mapToLong(Long::longValue).toArray();
    }

    private static long[] removed(long[] index, int axis) {
        List<Long> shorter = new ArrayList<>(LongStream.of(index).boxed().toList());
        shorter.remove(axis);
        return shorter.stream().mapToLong(Long::longValue).toArray();
    }

    private static Pair randomView(Random random, Pair pair) {
        int rank = pair.layout().rank();
        if (rank == 0 || random.nextInt(6) == 0) {
            return pair.unsqueeze(random.nextInt(rank + 1));
        }
        int axis = random.nextInt(rank);
        int size = (int) pair.layout().shape().dim(axis);
        int start = random.nextInt(size + 1);
        return switch (random.nextInt(6)) {
            case 0 -> pair.transpose(axis, random.nextInt(rank));
            case 1 -> pair.slice(axis, randomSlice(random));
            case 2 -> size == 0 ? pair : pair.select(axis, random.nextInt(size));
            case 3 -> pair.flip(axis);
            case 4 -> size == 1 ? pair.expand(axis) : pair;
            default -> pair.narrow(axis, start, random.nextInt(size - start + 1));
        };
    }

    private static Slice randomSlice(Random random) {
        int[] steps = {-3, -2, -1, 1, 2, 3};
        return Slice.of(random.nextInt(-8, 9), random.nextInt(-8, 9), steps[random.nextInt(6)]);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void viewsHoldWhatCopiesHold(long seed) {
        Random random = new Random(seed);
        for (int trial = 0; trial < 400; trial++) {
            Layout start =
                    Layout.contiguous(LayoutOracle.randomShape(random, 4), random.nextInt(5));
            Pair pair = new Pair(start, Dense.of(start));
            for (int step = 0; step < 6; step++) {
                pair = randomView(random, pair);
                check(pair.layout(), pair.dense());
            }
        }
    }

    private static void check(Layout layout, Dense dense) {
        List<Long> elements = LayoutOracle.elements(layout);
        assertThat(layout.shape()).isEqualTo(dense.shape());
        assertThat(elements).as(layout.toString()).isEqualTo(dense.values());
        boolean consecutive = true;
        for (int i = 1; i < elements.size(); i++) {
            consecutive &= elements.get(i) == elements.get(i - 1) + 1;
        }
        assertThat(layout.isContiguous()).as(layout.toString()).isEqualTo(consecutive);
        if (elements.isEmpty()) {
            assertThat(layout.maxElement()).isEqualTo(layout.offset() - 1);
        } else {
            assertThat(layout.minElement()).isEqualTo(elements.stream().min(Long::compare).get());
            assertThat(layout.maxElement()).isEqualTo(elements.stream().max(Long::compare).get());
        }
    }

    @Test
    void reshapesExactlyWhereStridesAllow() {
        Random random = new Random(4);
        int views = 0;
        int copies = 0;
        for (int trial = 0; trial < 4_000; trial++) {
            Layout layout =
                    LayoutOracle.randomViews(
                            random, Layout.contiguous(LayoutOracle.randomShape(random, 4)), 3);
            Shape to = randomFactors(random, layout.numel());
            Layout view = layout.reshape(to);
            List<Long> elements = LayoutOracle.elements(layout);
            if (view != null) {
                views++;
                assertThat(view.shape()).isEqualTo(to);
                assertThat(LayoutOracle.elements(view))
                        .as("%s to %s", layout, to)
                        .isEqualTo(elements);
            } else {
                copies++;
                assertThat(strided(to, elements)).as("%s to %s", layout, to).isFalse();
            }
        }
        assertThat(views).isGreaterThan(500);
        assertThat(copies).isGreaterThan(500);
    }

    /**
     * Whether any strides give these elements: those of the unit indices are the only candidates.
     */
    private static boolean strided(Shape shape, List<Long> elements) {
        long[] strides = new long[shape.rank()];
        int block = elements.size();
        for (int axis = 0; axis < strides.length; axis++) {
            block /= (int) shape.dim(axis);
            strides[axis] = shape.dim(axis) > 1 ? elements.get(block) - elements.get(0) : 0;
        }
        List<Long> made = new ArrayList<>();
        for (long[] index : LayoutOracle.indices(shape)) {
            long element = elements.get(0);
            for (int axis = 0; axis < index.length; axis++) {
                element += index[axis] * strides[axis];
            }
            made.add(element);
        }
        return made.equals(elements);
    }

    private static Shape randomFactors(Random random, long numel) {
        List<Long> dims = new ArrayList<>();
        long rest = numel;
        for (long factor : new long[] {2, 3, 5, 7, 2, 3, 5, 7}) {
            if (rest > 0 && rest % factor == 0 && random.nextBoolean()) {
                dims.add(random.nextInt(dims.size() + 1), factor);
                rest /= factor;
            }
        }
        dims.add(random.nextInt(dims.size() + 1), rest);
        if (random.nextBoolean()) {
            dims.add(random.nextInt(dims.size() + 1), 1L);
        }
        return Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
    }

    @Test
    void takesDiagonals() {
        for (long shift = -6; shift <= 6; shift++) {
            Layout layout = Layout.contiguous(Shape.of(3, 2, 5)).flip(2);
            long[] strides = layout.strides();
            List<Long> expected = new ArrayList<>();
            for (long i = 0; i < 2; i++) {
                for (long row = 0; row < 3; row++) {
                    long column = row + shift;
                    if (column >= 0 && column < 5) {
                        expected.add(
                                layout.offset()
                                        + row * strides[0]
                                        + i * strides[1]
                                        + column * strides[2]);
                    }
                }
            }
            Layout diagonal = layout.diagonal(shift, 0, -1);
            assertThat(diagonal.shape()).isEqualTo(Shape.of(2, expected.size() / 2));
            assertThat(LayoutOracle.elements(diagonal)).isEqualTo(expected);
        }
        Layout square = Layout.contiguous(Shape.of(2, 2));
        assertThat(square.diagonal(Long.MIN_VALUE, 0, 1).numel()).isZero();
        assertThat(square.diagonal(Long.MAX_VALUE, 0, 1).numel()).isZero();
        assertThatThrownBy(() -> square.diagonal(0, 1, -1))
                .hasMessage("diagonal: axis -1 is named twice: [2, 2]");
    }

    @Test
    void contiguousIsMadeOnceAShape() {
        Shape shape = Shape.of(2, 3);
        Layout layout = Layout.contiguous(shape);
        assertThat(Layout.contiguous(shape)).isSameAs(layout);
        assertThat(layout.expand(Shape.of(2, 3))).isSameAs(layout);
        assertThat(layout.slice(Slice.ALL, Slice.from(0))).isSameAs(layout);
        assertThat(layout.reshape(Shape.of(2, 3))).isSameAs(layout);
        assertThat(layout.elementAt(-1, 1)).isEqualTo(4);
        assertThat(layout).isEqualTo(Layout.of(shape, new long[] {3, 1}, 0));
        assertThat(layout).isNotEqualTo(Layout.contiguous(shape, 1));
        assertThat(Layout.contiguous(Shape.of(0, 3))).hasToString("[0, 3] strides [3, 1] offset 0");
    }

    @Test
    void squeezesOnes() {
        Layout layout = Layout.contiguous(Shape.of(1, 2, 1, 3, 1));
        assertThat(layout.squeeze()).isEqualTo(Layout.contiguous(Shape.of(2, 3)));
        assertThat(layout.squeeze(-1).shape()).isEqualTo(Shape.of(1, 2, 1, 3));
        assertThatThrownBy(() -> layout.squeeze(1))
                .hasMessage("squeeze: axis 1 is not of size 1: [1, 2, 1, 3, 1] (2 != 1)");
        for (int axis = -3; axis <= 2; axis++) {
            Layout longer = Layout.contiguous(Shape.of(2, 3)).unsqueeze(axis);
            assertThat(longer).isEqualTo(Layout.contiguous(longer.shape()));
        }
    }

    @Test
    void refusesWhatLeavesTheStorage() {
        assertThatThrownBy(() -> Layout.of(Shape.of(2, 3), new long[] {3}, 0))
                .hasMessage("layout: one stride an axis: [2, 3] (1 strides, rank 2)");
        assertThatThrownBy(() -> Layout.of(Shape.of(3), new long[] {-1}, 1))
                .hasMessage("layout: reaches before its storage: [3] (least element -1)");
        assertThatThrownBy(() -> Layout.of(Shape.of(3), new long[] {1}, -1))
                .hasMessage("layout: offset -1 is negative");
        assertThatThrownBy(() -> Layout.of(Shape.of(3), new long[] {Long.MAX_VALUE / 2}, 2))
                .hasMessageStartingWith("layout: reaches too far: [3]");
        assertThatThrownBy(() -> Layout.contiguous(Shape.of(2), Long.MAX_VALUE))
                .isInstanceOf(ShapeException.class);
        assertThat(Layout.of(Shape.of(3, 0), new long[] {Long.MAX_VALUE, 1}, 0).maxElement())
                .isEqualTo(-1);
    }

    @Test
    void refusesIndicesThatDoNotExist() {
        Layout layout = Layout.contiguous(Shape.of(2, 3));
        assertThatThrownBy(() -> layout.select(1, 3))
                .hasMessage("select: index 3 is out of range for axis 1: [2, 3] (-3 to 2)");
        assertThatThrownBy(() -> Layout.contiguous(Shape.of(0)).select(0, 0))
                .hasMessage("select: index 0 is out of range for axis 0: [0] (it is empty)");
        assertThatThrownBy(() -> layout.narrow(1, 2, 2))
                .hasMessage("narrow: start 2 and length 2 leave axis 1: [2, 3] (size 3)");
        assertThatThrownBy(() -> layout.narrow(1, 1, -1)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> layout.narrow(1, 1, Long.MAX_VALUE))
                .isInstanceOf(ShapeException.class);
        assertThat(layout.narrow(-1, -2, 2).offset()).isEqualTo(1);
        assertThatThrownBy(() -> layout.slice(Slice.ALL, Slice.ALL, Slice.ALL))
                .hasMessage("slice: more slices than axes: [2, 3] (3 slices, rank 2)");
        assertThatThrownBy(() -> layout.elementAt(1))
                .hasMessage("elementAt: one index an axis: [2, 3] (1 indices, rank 2)");
        assertThatThrownBy(() -> layout.reshape(Shape.of(7)))
                .hasMessage("reshape: element counts differ for [7]: [2, 3] (6 != 7)");
    }

    @Test
    void farSlicesDoNotOverflow() {
        Layout layout = Layout.contiguous(Shape.of(4, 5)).slice(0, Slice.every(Long.MAX_VALUE));
        assertThat(layout.shape()).isEqualTo(Shape.of(1, 5));
        assertThat(layout.isContiguous()).isTrue();
        Layout last = Layout.contiguous(Shape.of(4, 5)).slice(0, Slice.every(Long.MIN_VALUE));
        assertThat(LayoutOracle.elements(last)).isEqualTo(Arrays.asList(15L, 16L, 17L, 18L, 19L));
    }
}
