package dev.gatun.kernel.loop;

import static dev.gatun.kernel.loop.RowValue.max;
import static dev.gatun.kernel.loop.RowValue.min;
import static dev.gatun.kernel.loop.RowValue.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gatun.kernel.CanaryOperand;
import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowProgramTest {
    private static final long SEED = 20261126;

    private static final RowProgram STANDARDIZE =
            RowProgram.of(
                    "standardize",
                    p -> {
                        RowVariable x = p.row("x");
                        RowVariable weight = p.row("weight", 1);
                        RowVariable mean = p.number("mean");
                        RowVariable y = p.row("y");
                        mean.set(sum(x).div(p.n()));
                        RowValue centered = x.sub(mean);
                        RowValue variance = sum(centered.square()).div(p.n());
                        RowValue scale = variance.add(p.scalar("eps")).sqrt().named("scale");
                        y.set(centered.div(scale).mul(weight));
                    });

    @Test
    void printsALineAPass() {
        assertThat(STANDARDIZE)
                .hasToString(
                        """
                        standardize(x, weight, mean, y)
                          each row: sum4 = sum(x)
                          numbers: mean = sum4 / n
                          each row: sum5 = sum((x - mean) * (x - mean))
                          numbers: scale = sqrt(sum5 / n + eps)
                          each row: y = (x - mean) / scale * weight\
                        """);
    }

    @Test
    void sharesPassesWhereNoValueChanges() {
        RowProgram program =
                RowProgram.of(
                        "passes",
                        p -> {
                            RowVariable x = p.row("x");
                            RowVariable y = p.row("y");
                            RowVariable largest = p.number("largest");
                            RowVariable mean = p.number("mean");
                            mean.set(sum(x).div(p.n()));
                            // Goes with the sum: the mean between has nothing to do with it.
                            largest.set(max(x));
                            // Stored and summed at once; without e^x there would be other sums.
                            y.set(x.sub(largest).exp());
                            RowValue total = sum(y);
                            RowValue plain = sum(x.sub(largest));
                            y.set(y.div(total).add(plain));
                        });
        assertThat(program)
                .hasToString(
                        """
                        passes(x, y, largest, mean)
                          each row: sum4 = sum(x); largest = max(x)
                          numbers: mean = sum4 / n
                          each row: y = exp(x - largest); sum6 = sum(exp(x - largest))
                          each row: sum7 = sum(x - largest)
                          each row: y = y / sum6 + sum7\
                        """);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "F64", "BF16", "F16"})
    void agreesWithPlainLoops(DType dtype) {
        Random random = new Random(SEED);
        for (Shape shape : List.of(Shape.of(5), Shape.of(40, 65), Shape.of(3, 2, 7))) {
            for (Layout layout : CanaryOperand.inputLayouts(shape)) {
                int n = (int) shape.dim(-1);
                Operand x = CanaryOperand.random(dtype, layout, random);
                Operand weight =
                        random.nextBoolean()
                                ? null
                                : CanaryOperand.random(dtype, any(Shape.of(n), random), random);
                Operand mean = CanaryOperand.empty(dtype, any(shape.remove(-1), random));
                Operand y = CanaryOperand.empty(dtype, any(shape, random));
                double[] eps = {0.5};
                STANDARDIZE.run(dtype.computeType(), eps, x, weight, mean, y);

                double[] values = CanaryOperand.values(x);
                double[] factors = weight == null ? ones(n) : CanaryOperand.values(weight);
                double[] means = new double[values.length / n];
                for (int r = 0; r < means.length; r++) {
                    double[] row = Arrays.copyOfRange(values, r * n, (r + 1) * n);
                    means[r] = Arrays.stream(row).sum() / n;
                    double squares = 0;
                    for (double value : row) {
                        squares += (value - means[r]) * (value - means[r]);
                    }
                    for (int i = 0; i < n; i++) {
                        values[r * n + i] =
                                (row[i] - means[r]) / Math.sqrt(squares / n + 0.5) * factors[i];
                    }
                }
                CanaryOperand.checkScaled("mean of " + layout, mean, n, means);
                CanaryOperand.checkScaled("y of " + layout, y, n, values);
            }
        }
    }

    private static double[] ones(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static Layout any(Shape shape, Random random) {
        List<Layout> layouts = CanaryOperand.layouts(shape);
        return layouts.get(random.nextInt(layouts.size()));
    }

    /** As an optimizer writes: what is read first and then set keeps its other uses apart. */
    @Test
    void updatesInPlaceThroughCopiesToo() {
        RowProgram step =
                RowProgram.of(
                        "step",
                        p -> {
                            RowVariable weight = p.row("weight");
                            RowVariable gradient = p.row("gradient");
                            RowVariable steps = p.number("steps");
                            weight.set(weight.sub(gradient.mul(p.scalar("rate"))));
                            steps.set(steps.add(steps));
                        });
        Layout backwards = Layout.contiguous(Shape.of(2, 3)).flip(1);
        for (DType dtype : List.of(DType.F32, DType.F16)) {
            Operand weight = CanaryOperand.of(dtype, backwards, 1, 2, 3, 4, 5, 6);
            Operand gradient = CanaryOperand.of(dtype, backwards, 2, 0, 4, 2, 0, -2);
            Operand steps = CanaryOperand.of(dtype, Layout.contiguous(Shape.of(2)).flip(0), 3, 5);
            double[] rate = {0.5};
            step.run(DType.F32, rate, weight, gradient, steps);
            CanaryOperand.check("weight", weight, 0, 2, 1, 3, 5, 7);
            CanaryOperand.check("steps", steps, 6, 10);
        }
    }

    @Test
    void readsAndChangesTheElementAtAnIndex() {
        RowProgram program =
                RowProgram.of(
                        "take",
                        p -> {
                            RowVariable x = p.row("x");
                            RowVariable place = p.index("place");
                            RowVariable y = p.row("y");
                            RowVariable own = p.number("own");
                            RowVariable isKept = p.number("isKept");
                            RowValue ignored = p.scalar("ignored");
                            y.set(x.sub(min(x)));
                            own.set(p.pick("picked", x, place, ignored).mul(2));
                            isKept.set(p.kept("kept", place, ignored));
                            p.subtractAt(y, place, own, ignored);
                        });
        assertThat(program)
                .asString()
                .contains("\n  pick: picked of x, place", "\n  subtract: y of place, y, own");
        for (DType dtype : List.of(DType.F32, DType.F64, DType.BF16)) {
            for (int ignored : new int[] {-100, 1}) {
                Layout matrix = Layout.contiguous(Shape.of(3, 3));
                Layout three = Layout.contiguous(Shape.of(3));
                Operand x = CanaryOperand.of(dtype, matrix, 1, 2, 3, 7, 5, 9, 4, 4, 6);
                Operand place = CanaryOperand.of(DType.I64, three, 2, 0, ignored);
                Operand y = CanaryOperand.empty(dtype, matrix);
                Operand own = CanaryOperand.empty(dtype, three);
                Operand isKept = CanaryOperand.empty(dtype, three);
                double[] scalars = {ignored};
                program.run(dtype.computeType(), scalars, x, place, y, own, isKept);
                CanaryOperand.check("y", y, 0, 1, -4, -12, 0, 4, 0, 0, 2);
                CanaryOperand.check("own", own, 6, 14, 8);
                CanaryOperand.check("isKept", isKept, 1, 1, 0);
            }
        }
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> RowProgram.of("norm", p -> p.number("mean").set(p.row("x").square())))
                .withMessage(
                        "norm: x is the elements of a row, and cannot be read for mean, one number"
                                + " a row");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RowProgram.of("pick", p -> p.row("y").set(p.index("class"))))
                .withMessage("pick: class is the index of a row, and cannot be read for y");
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        RowProgram.of(
                                "late",
                                p -> {
                                    p.local("a");
                                    p.row("x");
                                }))
                .withMessage("late: operand x is declared behind other variables");
    }
}
