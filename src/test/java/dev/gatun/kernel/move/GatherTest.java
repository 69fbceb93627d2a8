package dev.gatun.kernel.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.RandomOperand;
import dev.gatun.kernel.fill.Triangles;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Gather, scatter and triangles against loops over indices. */
class GatherTest {
    /** Of the output. The last rows are long enough to be copied whole, and longer than a run. */
    private static final List<Shape> SHAPES =
            List.of(
                    Shape.of(0),
                    Shape.of(1),
                    Shape.of(2061),
                    Shape.of(7, 13),
                    Shape.of(0, 3),
                    Shape.of(3, 5, 9),
                    Shape.of(2, 1, 4, 3),
                    Shape.of(3, 1031));

    private static final DType[] DTYPES = {DType.U8, DType.BF16, DType.F32, DType.F64};

    private final SplittableRandom random = new SplittableRandom(20261122);

    private RandomOperand indices(Layout layout, long bound) {
        double[] values = random.doubles(layout.numel()).map(u -> Math.floor(u * bound)).toArray();
        return RandomOperand.of(layout, DType.I64, random, values);
    }

    private static long[] along(long[] index, int axis, double at) {
        long[] moved = index.clone();
        moved[axis] = (long) at;
        return moved;
    }

    @Test
    void gathersFromEveryLayout() {
        int turn = 0;
        for (Shape shape : SHAPES) {
            for (int axis = 0; axis < shape.rank(); axis++) {
                List<Layout> sources = RandomOperand.inputs(shape.with(axis, 11));
                List<Layout> layouts = RandomOperand.layouts(shape);
                List<Layout> inputs = RandomOperand.inputs(shape);
                for (Layout from : sources) {
                    turn++;
                    Layout to = layouts.get(turn % layouts.size());
                    RandomOperand index = indices(clean(inputs.get(turn % inputs.size()), to), 11);
                    assertGathers(axis, from, index, to, DTYPES[turn % 4]);
                }
            }
        }
    }

    /** Values can be set one by one only where no two indices share an element. */
    private static Layout clean(Layout layout, Layout other) {
        return layout.overlapsItself() ? other : layout;
    }

    private void assertGathers(int axis, Layout from, RandomOperand index, Layout to, DType dtype) {
        RandomOperand source = RandomOperand.ofBytes(from, dtype, random);
        RandomOperand output = RandomOperand.ofBytes(to, dtype, random);
        Gather.gather(axis, source.operand, index.operand, output.operand);
        for (long[] at : RandomOperand.indices(to.shape())) {
            assertThat(output.bits(at)).isEqualTo(source.bits(along(at, axis, index.value(at))));
        }
        output.assertRestUntouched();
        source.assertUntouched();
    }

    @Test
    void gathersLessThanThereIs() {
        RandomOperand index = indices(Layout.contiguous(Shape.of(2, 3)), 7);
        Layout from = Layout.contiguous(Shape.of(4, 7));
        assertGathers(1, from, index, Layout.contiguous(Shape.of(2, 3)), DType.F32);
    }

    @Test
    void selectsSlicesOfEveryLayout() {
        int turn = 0;
        for (Shape shape : SHAPES) {
            for (int axis = 0; axis < shape.rank(); axis++) {
                long many = shape.dim(axis);
                for (Layout from : RandomOperand.inputs(shape.with(axis, 11))) {
                    for (Layout to : RandomOperand.layouts(shape)) {
                        turn++;
                        List<Layout> layouts = RandomOperand.layouts(Shape.of(many));
                        RandomOperand index = indices(layouts.get(turn % layouts.size()), 11);
                        assertSelects(axis, from, index, to, DTYPES[(turn + turn / 12) % 4]);
                    }
                }
            }
        }
    }

    private void assertSelects(int axis, Layout from, RandomOperand index, Layout to, DType dtype) {
        RandomOperand source = RandomOperand.ofBytes(from, dtype, random);
        RandomOperand output = RandomOperand.ofBytes(to, dtype, random);
        Gather.indexSelect(axis, source.operand, index.operand, output.operand);
        for (long[] at : RandomOperand.indices(to.shape())) {
            long[] origin = along(at, axis, index.value(at[axis]));
            if (output.bits(at) != source.bits(origin)) {
                assertThat(output.bits(at))
                        .as("%s of %s to %s", Arrays.toString(at), from, to)
                        .isEqualTo(source.bits(origin));
            }
        }
        output.assertRestUntouched();
        source.assertUntouched();
    }

    @Test
    void addsToEveryLayoutInOrder() {
        int turn = 0;
        DType[] dtypes = {DType.F32, DType.F64, DType.I64, DType.I32};
        for (Shape shape : SHAPES) {
            for (int axis = 0; axis < shape.rank(); axis++) {
                for (Layout to : RandomOperand.layouts(shape.with(axis, 5))) {
                    turn++;
                    List<Layout> inputs = RandomOperand.layouts(shape);
                    Layout from = inputs.get(turn % inputs.size());
                    DType dtype = dtypes[(turn + turn / 12) % 4];
                    assertAdds(axis, indices(Layout.contiguous(shape), 5), from, to, dtype);
                    Layout slices = Layout.contiguous(Shape.of(shape.dim(axis)));
                    assertAddsSlices(axis, indices(slices, 5), from, to, dtype);
                }
            }
        }
    }

    private RandomOperand numbers(Layout layout, DType dtype) {
        double[] values = random.doubles(layout.numel(), -1000, 1000).toArray();
        return RandomOperand.of(layout, dtype, random, values);
    }

    private void assertAdds(int axis, RandomOperand index, Layout from, Layout to, DType dtype) {
        RandomOperand source = numbers(from, dtype);
        RandomOperand output = numbers(to, dtype);
        double[] expected = output.values();
        Layout dense = Layout.contiguous(to.shape());
        for (long[] at : RandomOperand.indices(from.shape())) {
            int place = (int) dense.elementAt(along(at, axis, index.value(at)));
            expected[place] = add(expected[place], source.value(at), dtype);
        }
        Scatter.add(axis, index.operand, source.operand, output.operand);
        assertThat(output.values()).isEqualTo(expected);
        output.assertRestUntouched();
        source.assertUntouched();
    }

    private void assertAddsSlices(
            int axis, RandomOperand index, Layout from, Layout to, DType dtype) {
        RandomOperand source = numbers(from, dtype);
        RandomOperand output = numbers(to, dtype);
        double[] expected = output.values();
        Layout dense = Layout.contiguous(to.shape());
        for (long[] at : RandomOperand.indices(from.shape())) {
            int place = (int) dense.elementAt(along(at, axis, index.value(at[axis])));
            expected[place] = add(expected[place], source.value(at), dtype);
        }
        Scatter.indexAdd(axis, index.operand, source.operand, output.operand);
        assertThat(output.values()).isEqualTo(expected);
        output.assertRestUntouched();
        source.assertUntouched();
    }

    private static double add(double a, double b, DType dtype) {
        return dtype == DType.F32 ? (float) a + (float) b : a + b;
    }

    @Test
    void findsTheFirstBadIndex() {
        for (Layout layout : RandomOperand.layouts(Shape.of(3, 1031))) {
            RandomOperand index = indices(layout, 11);
            assertThat(Gather.checkIndices(index.operand, 11)).isNull();
            index.setBits(11, 2, 1030);
            assertThat(Gather.checkIndices(index.operand, 11))
                    .isEqualTo(new Gather.BadIndex(11, 3092));
            index.setBits(-1, 1, 1029);
            assertThat(Gather.checkIndices(index.operand, 11))
                    .isEqualTo(new Gather.BadIndex(-1, 2060));
        }
        assertThat(Gather.checkIndices(indices(Layout.contiguous(Shape.of(0)), 1).operand, 0))
                .isNull();
    }

    @Test
    void trianglesOfEveryLayout() {
        int turn = 0;
        for (Shape shape :
                new Shape[] {
                    Shape.of(7, 13),
                    Shape.of(13, 7),
                    Shape.of(0, 3),
                    Shape.of(2, 3, 5, 5),
                    Shape.of(1, 1)
                }) {
            for (Layout to : RandomOperand.layouts(shape)) {
                for (long diagonal :
                        new long[] {0, 1, -1, 4, -6, 100, Long.MIN_VALUE, Long.MAX_VALUE}) {
                    Layout from =
                            RandomOperand.inputs(shape)
                                    .get(turn % RandomOperand.inputs(shape).size());
                    assertTriangles(from, to, diagonal, DTYPES[turn++ % 4]);
                }
            }
        }
    }

    private void assertTriangles(Layout from, Layout to, long diagonal, DType dtype) {
        int rank = to.rank();
        RandomOperand input = RandomOperand.ofBytes(from, dtype, random);
        RandomOperand lower = RandomOperand.ofBytes(to, dtype, random);
        RandomOperand upper = RandomOperand.ofBytes(to, dtype, random);
        Triangles.tril(input.operand, lower.operand, diagonal);
        Triangles.triu(input.operand, upper.operand, diagonal);
        for (long[] at : RandomOperand.indices(to.shape())) {
            long distance = at[rank - 1] - at[rank - 2];
            assertThat(lower.bits(at)).isEqualTo(distance <= diagonal ? input.bits(at) : 0);
            assertThat(upper.bits(at)).isEqualTo(distance >= diagonal ? input.bits(at) : 0);
        }
        lower.assertRestUntouched();
        upper.assertRestUntouched();
    }
}
