package dev.gatun.kernel.row;

import static dev.gatun.shape.DType.F32;
import static dev.gatun.shape.DType.F64;
import static dev.gatun.shape.DType.I64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatun.kernel.CanaryOperand;
import dev.gatun.kernel.loop.Tier;
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

class CrossEntropyTest {
    /** How the losses of the rows are reduced. */
    enum Reduce {
        NONE,
        SUM,
        MEAN
    }

    private static final long SEED = 20261122;
    private static final long IGNORED = -100;

    private static final List<Shape> SHAPES =
            List.of(Shape.of(7), Shape.of(5, 1), Shape.of(40, 65), Shape.of(3, 2, 13));

    /** A class that another thread has changed since it was checked leads nowhere. */
    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void classesBeyondAreTheFirst(DType dtype) {
        assumeTrue(Tier.inUse() == Tier.EMITTED, "rows are machine code");
        double[] beyond = {0, 5, -1, 1e18, -1e18, 0};
        Random random = new Random(SEED);
        Shape shape = Shape.of(6, 5);
        Operand scores = CanaryOperand.random(dtype, Layout.contiguous(shape), random);
        Operand[][] results = new Operand[2][4];
        for (int each = 0; each < 2; each++) {
            Operand classes = CanaryOperand.empty(I64, Layout.contiguous(Shape.of(6)));
            for (int r = 0; r < 6; r++) {
                CanaryOperand.set(classes, r, each == 0 ? 0 : beyond[r]);
            }
            for (int k = 0; k < 4; k++) {
                Shape of = k == 3 ? shape : Shape.of(6);
                results[each][k] = CanaryOperand.empty(dtype, Layout.contiguous(of));
            }
            Operand[] to = results[each];
            CrossEntropy.forward(scores, classes, IGNORED, 0, 1, to[0], to[1], to[2]);
            Operand ones = CanaryOperand.empty(dtype, Layout.contiguous(Shape.of(6)));
            for (int r = 0; r < 6; r++) {
                CanaryOperand.set(ones, r, 1);
            }
            CrossEntropy.backward(scores, classes, IGNORED, 0, 1, to[1], to[2], ones, to[3]);
            for (Operand result : to) {
                CanaryOperand.checkCanaries(result);
            }
        }
        for (int k = 0; k < 4; k++) {
            assertThat(CanaryOperand.values(results[1][k]))
                    .isEqualTo(CanaryOperand.values(results[0][k]));
        }
    }

    /** Scores, targets and what the composed form, logSoftmax times targets, says of them. */
    private static final class Case {
        final DType dtype;
        final Shape shape;
        final int n;
        final int rows;
        final Random random;
        final Operand scores;
        final Operand classes;
        final Operand probabilities;
        final Operand dloss;
        final double[] log;

        Case(DType dtype, Layout layout, Random random) {
            this.dtype = dtype;
            this.random = random;
            shape = layout.shape();
            n = (int) shape.dim(-1);
            rows = (int) shape.numel() / n;
            scores = CanaryOperand.random(dtype, layout, random);
            probabilities = CanaryOperand.random(dtype, any(shape), random);
            Shape head = shape.remove(shape.rank() - 1);
            classes = CanaryOperand.empty(I64, any(head));
            for (int r = 0; r < rows; r++) {
                CanaryOperand.set(classes, r, r % 3 == 1 ? (double) IGNORED : random.nextInt(n));
            }
            dloss = CanaryOperand.random(dtype, any(head), random);
            log = CanaryOperand.values(scores);
            for (int r = 0; r < rows; r++) {
                double sum = 0;
                for (int i = r * n; i < (r + 1) * n; i++) {
                    sum += Math.exp(log[i]);
                }
                for (int i = r * n; i < (r + 1) * n; i++) {
                    log[i] -= Math.log(sum);
                }
            }
        }

        Layout any(Shape of) {
            List<Layout> layouts = CanaryOperand.layouts(of);
            return layouts.get(random.nextInt(layouts.size()));
        }

        Operand number() {
            return CanaryOperand.empty(dtype, any(shape.remove(shape.rank() - 1)));
        }

        /** What each class should have: smoothed, and nothing at all in rows that are ignored. */
        double[] targets(boolean isSoft, double smoothing) {
            double[] targets = isSoft ? CanaryOperand.values(probabilities) : new double[rows * n];
            double[] wanted = CanaryOperand.values(classes);
            for (int i = 0; i < targets.length; i++) {
                double one = isSoft ? targets[i] : i % n == (int) wanted[i / n] ? 1 : 0;
                boolean counts = isSoft || wanted[i / n] != IGNORED;
                targets[i] = counts ? (1 - smoothing) * one + smoothing / n : 0;
            }
            return targets;
        }

        void check(boolean isSoft, double smoothing, Reduce reduce) {
            double[] q = targets(isSoft, smoothing);
            boolean isReduced = reduce != Reduce.NONE;
            Operand dy =
                    isReduced
                            ? CanaryOperand.of(dtype, Layout.contiguous(Shape.scalar()), 0.75)
                            : dloss;
            double[] g = CanaryOperand.values(dy);
            double[] wanted = CanaryOperand.values(classes);
            double counted =
                    isSoft ? rows : Arrays.stream(wanted).filter(c -> c != IGNORED).count();
            double share = reduce == Reduce.MEAN ? 1 / counted : 1;
            double[] losses = new double[isReduced ? 1 : rows];
            double[] mass = new double[rows];
            for (int i = 0; i < q.length; i++) {
                losses[isReduced ? 0 : i / n] -= q[i] * log[i] * share;
                mass[i / n] += q[i];
            }
            double[] gradients = new double[q.length];
            for (int i = 0; i < q.length; i++) {
                double own = g[isReduced ? 0 : i / n] * share;
                gradients[i] = own * (Math.exp(log[i]) * mass[i / n] - q[i]);
            }
            Operand loss =
                    isReduced
                            ? CanaryOperand.empty(dtype, Layout.contiguous(Shape.scalar(), 3))
                            : number();
            // What is kept for the gradient is kept in the type that is computed in.
            Operand most = CanaryOperand.empty(dtype.computeType(), number().layout());
            Operand sum = CanaryOperand.empty(dtype.computeType(), number().layout());
            Operand dscores = CanaryOperand.empty(dtype, any(shape));
            Operand target = isSoft ? probabilities : classes;
            CrossEntropy.forward(scores, target, IGNORED, smoothing, share, loss, most, sum);
            CrossEntropy.backward(
                    scores, target, IGNORED, smoothing, share, most, sum, dy, dscores);
            String what = (isSoft ? "soft " : "") + smoothing + " of " + scores.layout();
            int terms = (isSoft ? n : 4) + (isReduced ? rows : 0);
            CanaryOperand.checkScaled("loss " + what, loss, terms, losses);
            CanaryOperand.checkScaled("gradient " + what, dscores, isSoft ? n : 4, gradients);
            CanaryOperand.checkCanaries(most);
            CanaryOperand.checkCanaries(sum);
        }
    }

    @ParameterizedTest
    @EnumSource(Reduce.class)
    void agreesWithItsComposition(Reduce reduce) {
        Random random = new Random(SEED);
        for (Shape shape : SHAPES) {
            for (Layout layout : CanaryOperand.inputLayouts(shape)) {
                for (DType dtype : List.of(F32, F64)) {
                    for (double smoothing : new double[] {0, 0.1, 1}) {
                        Case example = new Case(dtype, layout, random);
                        example.check(false, smoothing, reduce);
                        example.check(true, smoothing, reduce);
                    }
                }
            }
        }
    }

    @Test
    void convertsStorageTypes() {
        Random random = new Random(SEED);
        for (DType dtype : List.of(DType.BF16, DType.F16)) {
            Case example = new Case(dtype, Layout.contiguous(Shape.of(5, 13)), random);
            example.check(false, 0.1, Reduce.NONE);
            example.check(true, 0.1, Reduce.NONE);
        }
    }

    @Test
    void survivesLargeScores() {
        Layout layout = Layout.contiguous(Shape.of(2, 3));
        Operand scores = CanaryOperand.of(F32, layout, 1e4, 1e4, -1e4, -1e4, -2e4, -1e4);
        Operand classes = CanaryOperand.of(I64, Layout.contiguous(Shape.of(2)), 1, 1);
        Operand loss = CanaryOperand.empty(F32, Layout.contiguous(Shape.of(2)));
        Operand most = CanaryOperand.empty(F32, loss.layout());
        Operand sum = CanaryOperand.empty(F32, loss.layout());
        CrossEntropy.forward(scores, classes, IGNORED, 0, 1, loss, most, sum);
        CanaryOperand.check("loss", loss, Math.log(2), 1e4 + Math.log(2));
        Operand dscores = CanaryOperand.empty(F32, layout);
        CrossEntropy.backward(
                scores,
                classes,
                IGNORED,
                0,
                1,
                most,
                sum,
                CanaryOperand.of(F32, loss.layout(), 1, 2),
                dscores);
        CanaryOperand.check("gradient", dscores, 0.5, -0.5, 0, 1, -2, 1);
    }

    @Test
    void hasNoMeanOfNoRows() {
        Operand scores =
                CanaryOperand.random(F64, Layout.contiguous(Shape.of(2, 3)), new Random(SEED));
        Operand classes = CanaryOperand.of(I64, Layout.contiguous(Shape.of(2)), IGNORED, IGNORED);
        Operand loss = CanaryOperand.empty(F64, Layout.contiguous(Shape.scalar()));
        Operand most = CanaryOperand.empty(F64, classes.layout());
        Operand sum = CanaryOperand.empty(F64, classes.layout());
        CrossEntropy.forward(scores, classes, IGNORED, 0, 1.0 / 0, loss, most, sum);
        CanaryOperand.check("mean of none", loss, Double.NaN);
        CrossEntropy.forward(scores, classes, IGNORED, 0, 1, loss, most, sum);
        CanaryOperand.check("sum of none", loss, 0);
    }
}
