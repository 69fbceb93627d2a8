package dev.gatun.kernel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.RandomOperand;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.Convert;
import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Operands of every type beside the one that is computed in, in every layout. */
class ConvertedOperandTest {
    private static final Expr BODY = Expr.binary((x, y) -> x.mul(2).add(y));
    private static final List<Shape> SHAPES =
            List.of(
                    Shape.scalar(),
                    Shape.of(0),
                    Shape.of(207),
                    Shape.of(5_003),
                    Shape.of(3, 0),
                    Shape.of(13, 7),
                    Shape.of(3, 2_061),
                    Shape.of(7, 13, 33));

    private final SplittableRandom random = new SplittableRandom(17);

    static Stream<Arguments> types() {
        return Stream.of(DType.F32, DType.F64)
                .flatMap(compute ->
                        Stream.of(DType.values()).map(type -> Arguments.of(compute, type)));
    }

    /** Small integers, which every type holds, so that what comes out is exact. */
    private RandomOperand numbers(Layout layout, DType dtype) {
        double[] values = random.doubles(layout.shape().numel(), 0, 20).map(Math::floor).toArray();
        return RandomOperand.of(layout, dtype, random, values);
    }

    @ParameterizedTest(name = "{1} in {0}")
    @MethodSource("types")
    void inputsAndOutputs(DType compute, DType type) {
        int turn = 0;
        for (Tier tier : Tier.values()) {
            Kernel kernel = Kernel.in(tier, 2, Output.store(BODY));
            for (Shape shape : SHAPES) {
                List<Layout> inputs = RandomOperand.inputs(shape);
                List<Layout> outputs = RandomOperand.layouts(shape);
                for (int i = 0; i < Math.max(inputs.size(), outputs.size()); i++, turn++) {
                    RandomOperand x = numbers(inputs.get(i % inputs.size()), type);
                    RandomOperand y = numbers(inputs.get(turn % inputs.size()), compute);
                    Layout to = outputs.get((i + turn) % outputs.size());
                    assertStores(kernel, compute, x, y, RandomOperand.ofBytes(to, type, random));
                    assertStores(kernel, compute, x, y, RandomOperand.ofBytes(to, compute, random));
                }
            }
        }
    }

    private static double stored(double value, DType type) {
        return type == DType.BOOL && value != 0 ? 1 : value;
    }

    private static void assertStores(
            Kernel kernel, DType compute, RandomOperand x, RandomOperand y, RandomOperand out) {
        double[] a = x.values();
        double[] b = y.values();
        double[] expected = new double[a.length];
        Arrays.setAll(expected, i -> stored(2 * a[i] + b[i], out.operand.dtype()));
        Operand[] operands = {x.operand, y.operand, out.operand};
        kernel.run(compute, out.operand.layout().shape(), operands);
        assertThat(out.values())
                .as("%s, %s into %s", x.operand, y.operand, out.operand)
                .containsExactly(expected);
        out.assertRestUntouched();
    }

    @ParameterizedTest(name = "{1} in {0}")
    @MethodSource("types")
    void reductions(DType compute, DType type) {
        Output[] outputs = {Output.sum(Expr.arg(0)), Output.max(Expr.arg(0))};
        for (Tier tier : Tier.values()) {
            Kernel kernel = Kernel.in(tier, 1, outputs);
            for (Shape shape : List.of(Shape.of(3, 2), Shape.of(4, 12), Shape.of(1, 13))) {
                for (Layout from : RandomOperand.inputs(shape)) {
                    RandomOperand x = numbers(from, type);
                    Shape rows = Shape.of(shape.dim(0));
                    RandomOperand sums =
                            RandomOperand.ofBytes(Layout.contiguous(rows, 1), type, random);
                    RandomOperand most =
                            RandomOperand.ofBytes(Layout.contiguous(rows, 2), compute, random);
                    kernel.run(
                            compute,
                            shape,
                            new Operand[] {x.operand, perRow(sums, shape), perRow(most, shape)});
                    for (long row = 0; row < shape.dim(0); row++) {
                        double sum = 0;
                        double largest = Double.NEGATIVE_INFINITY;
                        for (long i = 0; i < shape.dim(1); i++) {
                            sum += x.value(row, i);
                            largest = Math.max(largest, x.value(row, i));
                        }
                        assertThat(sums.value(row)).isEqualTo(stored(sum, type));
                        assertThat(most.value(row)).isEqualTo(largest);
                    }
                    sums.assertRestUntouched();
                    most.assertRestUntouched();
                }
            }
        }
    }

    /** One element a row, for an output that reduces. */
    private static Operand perRow(RandomOperand rows, Shape shape) {
        Operand operand = rows.operand;
        return new Operand(
                operand.storage(), operand.layout().unsqueeze(1).expand(shape), operand.dtype());
    }

    @ParameterizedTest(name = "{1} in {0}")
    @MethodSource("types")
    void storesAreRoundedOnce(DType compute, DType type) {
        Kernel kernel = Kernel.in(Tier.INTERPRETED, 1, Output.store(Expr.arg(0).mul(1.1)));
        Layout layout = Layout.contiguous(Shape.of(1_000));
        double[] values = random.doubles(1_000, -1e3, 1e3).toArray();
        RandomOperand x = RandomOperand.of(layout, compute, random, values);
        RandomOperand product = RandomOperand.ofBytes(layout, compute, random);
        RandomOperand stored = RandomOperand.ofBytes(layout, type, random);
        RandomOperand converted = RandomOperand.ofBytes(layout, type, random);
        Shape shape = layout.shape();
        kernel.run(compute, shape, new Operand[] {x.operand, product.operand});
        kernel.run(compute, shape, new Operand[] {x.operand, stored.operand});
        Convert.convert(product.operand, converted.operand);
        assertThat(stored.values()).containsExactly(converted.values());
    }
}
