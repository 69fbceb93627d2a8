package dev.gatun.kernel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Operands of every layout, stored and reduced, against loops over single elements. */
class KernelCallTest {
    private static final double CANARY = -77.25;
    private static final Expr BODY = Expr.binary((x, y) -> x.mul(2).sub(y));

    /**
     * How an operand of the iteration stands in memory.
     *
     * @param order of its axes in memory, the slowest first
     * @param gap between neighbours of the fastest axis, negative to run backwards
     * @param broadcast the axes along which all elements are one
     */
    record Arrangement(String name, List<Integer> order, int gap, Set<Integer> broadcast) {
        Operand operand(Scope scope, DType type, long[] dims) {
            long[] strides = new long[dims.length];
            long stride = Math.abs(gap);
            for (int d = dims.length - 1; d >= 0; d--) {
                int axis = order.get(d);
                strides[axis] = broadcast.contains(axis) ? 0 : stride;
                stride *= broadcast.contains(axis) ? 1 : Math.max(dims[axis], 1);
            }
            long offset = 5;
            for (int axis = 0; gap < 0 && axis < dims.length; axis++) {
                offset += Math.max(dims[axis] - 1, 0) * strides[axis];
                strides[axis] = -strides[axis];
            }
            Storage storage = Storage.reserve(scope, (stride + 10) * type.bytes());
            for (long i = 0; i < stride + 10; i++) {
                ElementAccess.set(type, storage.view(), i, CANARY);
            }
            return new Operand(storage, Layout.of(Shape.of(dims), strides, offset), type);
        }
    }

    private static Stream<Arrangement> layouts() {
        return Stream.of(
                new Arrangement("dense", List.of(0, 1, 2), 1, Set.of()),
                new Arrangement("transposed", List.of(0, 2, 1), 1, Set.of()),
                new Arrangement("reversed order", List.of(2, 1, 0), 1, Set.of()),
                new Arrangement("every third", List.of(0, 1, 2), 3, Set.of()),
                new Arrangement("far apart", List.of(1, 0, 2), 11, Set.of()),
                new Arrangement("backwards", List.of(0, 1, 2), -1, Set.of()),
                new Arrangement("one row", List.of(0, 1, 2), 1, Set.of(0, 1)),
                new Arrangement("one column", List.of(0, 1, 2), 1, Set.of(2)),
                new Arrangement("middle", List.of(0, 1, 2), 1, Set.of(0, 2)),
                new Arrangement("scalar", List.of(0, 1, 2), 1, Set.of(0, 1, 2)));
    }

    static Stream<Arguments> pairs() {
        return layouts()
                .flatMap(first ->
                        layouts()
                                .flatMap(second ->
                                        Stream.of(Tier.values())
                                                .map(tier -> Arguments.of(first, second, tier))));
    }

    private static final long[][] SHAPES = {
        {2, 3, 5}, {1, 70, 33}, {3, 1, 17}, {4, 9, 1}, {1, 1, 1}, {2, 0, 3}, {2, 3, 0}, {2, 5, 130}
    };

    @ParameterizedTest(name = "{0} - {1} {2}")
    @MethodSource("pairs")
    void stores(Arrangement x, Arrangement y, Tier tier) {
        Kernel kernel = Kernel.in(tier, 2, Output.store(BODY));
        Stream<Arrangement> outs = layouts().limit(6);
        outs.forEach(out -> {
            for (long[] shape : SHAPES) {
                DType type = shape[2] % 2 == 0 ? DType.F64 : DType.F32;
                try (Scope scope = Scope.open()) {
                    Operand[] operands = {
                        x.operand(scope, type, shape),
                        y.operand(scope, type, shape),
                        out.operand(scope, type, shape)
                    };
                    double[][] values = fill(type, shape, operands[0], operands[1]);
                    kernel.run(type, Shape.of(shape), operands);
                    checkStored(type, shape, values, operands[2]);
                }
            }
        });
    }

    /** Gives the operands values, and reads them back element after element of the iteration. */
    private static double[][] fill(DType type, long[] shape, Operand x, Operand y) {
        Random random = new Random(3);
        forEach(
                shape,
                at -> {
                    ElementAccess.set(type, x.memory(), position(x, at), random.nextInt(100));
                    ElementAccess.set(type, y.memory(), position(y, at), random.nextInt(100));
                });
        int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        double[][] values = new double[2][count];
        int[] i = {0};
        forEach(
                shape,
                at -> {
                    values[0][i[0]] = ElementAccess.get(type, x.memory(), position(x, at));
                    values[1][i[0]++] = ElementAccess.get(type, y.memory(), position(y, at));
                });
        return values;
    }

    private static void checkStored(DType type, long[] shape, double[][] values, Operand out) {
        int[] i = {0};
        forEach(
                shape,
                at -> {
                    long position = position(out, at);
                    assertThat(ElementAccess.get(type, out.memory(), position))
                            .as("at %s of %s", Arrays.toString(at), Arrays.toString(shape))
                            .isEqualTo(2 * values[0][i[0]] - values[1][i[0]++]);
                    ElementAccess.set(type, out.memory(), position, CANARY);
                });
        long elements = out.storage().byteSize() / type.bytes();
        for (long e = 0; e < elements; e++) {
            assertThat(ElementAccess.get(type, out.memory(), e)).as("canary").isEqualTo(CANARY);
        }
    }

    @ParameterizedTest(name = "{0} - {1} {2}")
    @MethodSource("pairs")
    void reducesTheLastAxisAndEverything(Arrangement x, Arrangement y, Tier tier) {
        Output[] outputs = {Output.sum(BODY), Output.max(BODY), Output.min(Expr.arg(0))};
        Kernel kernel = Kernel.in(tier, 2, outputs);
        for (long[] shape : SHAPES) {
            DType type = shape[2] % 2 == 0 ? DType.F64 : DType.F32;
            try (Scope scope = Scope.open()) {
                Operand[] operands = new Operand[5];
                operands[0] = x.operand(scope, type, shape);
                operands[1] = y.operand(scope, type, shape);
                for (int k = 2; k < 5; k++) {
                    long bytes = shape[0] * shape[1] * type.bytes();
                    operands[k] =
                            new Operand(
                                    Storage.reserve(scope, bytes),
                                    Layout.of(Shape.of(shape), new long[] {shape[1], 1, 0}, 0),
                                    type);
                }
                double[][] values = fill(type, shape, operands[0], operands[1]);
                kernel.run(type, Shape.of(shape), operands);
                int n = (int) shape[2];
                for (int row = 0; row < shape[0] * shape[1]; row++) {
                    double[] expected = reduce(values, row * n, (row + 1) * n);
                    for (int k = 0; k < 3; k++) {
                        assertThat(ElementAccess.get(type, operands[k + 2].memory(), row))
                                .as("output %d of row %d of %s", k, row, Arrays.toString(shape))
                                .isEqualTo(expected[k]);
                    }
                }
            }
        }
    }

    private static double[] reduce(double[][] values, int from, int to) {
        double[] result = {0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY};
        for (int i = from; i < to; i++) {
            double value = 2 * values[0][i] - values[1][i];
            result[0] += value;
            result[1] = Math.max(result[1], value);
            result[2] = Math.min(result[2], values[0][i]);
        }
        return result;
    }

    /** Something done at each place of an iteration. */
    private interface Place {
        void at(long[] index);
    }

    private static void forEach(long[] shape, Place place) {
        long[] index = new long[3];
        for (index[0] = 0; index[0] < shape[0]; index[0]++) {
            for (index[1] = 0; index[1] < shape[1]; index[1]++) {
                for (index[2] = 0; index[2] < shape[2]; index[2]++) {
                    place.at(index);
                }
            }
        }
    }

    private static long position(Operand operand, long[] at) {
        return operand.layout().elementAt(at);
    }
}
