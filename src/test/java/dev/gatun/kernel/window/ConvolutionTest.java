package dev.gatun.kernel.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.CanaryOperand;
import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Convolutions of images that are unfolded in several bands, by several threads. */
class ConvolutionTest {
    private static final long SEED = 20;

    /** Two groups, an image of several bands, windows that leave rows out, and a dilation. */
    private static final ConvGeometry STRIDED =
            new ConvGeometry(3, 32, 90, 121, 6, 3, 2, 2, 3, 1, 2, 2, 1, 2);

    /** The usual one: nothing is left out. */
    private static final ConvGeometry SAME =
            new ConvGeometry(10, 16, 40, 72, 8, 3, 3, 1, 1, 1, 1, 1, 1, 1);

    /** Filters that are shifted: two groups, several bands, rows left out, and dilations. */
    private static final ConvGeometry SHIFTED =
            new ConvGeometry(3, 32, 90, 121, 34, 3, 2, 2, 1, 1, 2, 2, 3, 2);

    /** So many that products are divided into pieces. */
    private static final ConvGeometry DEEP =
            new ConvGeometry(3, 64, 16, 16, 64, 3, 3, 1, 1, 1, 1, 1, 1, 1);

    private static final ConvGeometry[] ALL = {STRIDED, SAME, SHIFTED, DEEP};

    private final Random random = new Random(SEED);

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "F64"})
    void agreesWithPlainLoops(DType dtype) {
        for (ConvGeometry g : ALL) {
            Operand x = operand(dtype, images(g));
            Operand w = operand(dtype, filters(g));
            Operand dy = operand(dtype, results(g));
            double[] y = new double[(int) results(g).numel()];
            double[] dx = new double[(int) images(g).numel()];
            double[] dw = new double[(int) filters(g).numel()];
            plain(g, x, w, dy, y, dx, dw);
            Operand to = CanaryOperand.empty(dtype, Layout.contiguous(results(g), 5));
            Convolution.forward(g, x, w, null, to);
            int terms = (int) (g.terms() * g.kernelHeight());
            CanaryOperand.checkScaled("results of " + g, to, terms, y);
            to = CanaryOperand.empty(dtype, Layout.contiguous(images(g), 5));
            Convolution.imageGradient(g, dy, w, to);
            int meets = (int) (g.filters() * g.kernelHeight() * g.kernelWidth());
            CanaryOperand.checkScaled("gradient of images of " + g, to, meets, dx);
            to = CanaryOperand.empty(dtype, Layout.contiguous(filters(g), 5));
            Convolution.filterGradient(g, x, dy, to);
            int sums = (int) (g.batch() * g.outSize());
            CanaryOperand.checkScaled("gradient of filters of " + g, to, sums, dw);
        }
    }

    @Test
    void bandsAreSmallerThanTheseImages() {
        for (ConvGeometry g : new ConvGeometry[] {STRIDED, SAME, SHIFTED}) {
            assertThat(BandProducts.bands(g)).isGreaterThan(1);
        }
        assertThat(ShiftedProducts.areBetter(STRIDED)).isFalse();
        assertThat(ShiftedProducts.areBetter(SAME)).isFalse();
        assertThat(ShiftedProducts.areBetter(SHIFTED)).isTrue();
        assertThat(ShiftedProducts.areBetter(DEEP)).isTrue();
    }

    @Test
    void aBiasIsAddedToEachResult() {
        for (ConvGeometry g : ALL) {
            Operand x = operand(DType.F64, images(g));
            Operand w = operand(DType.F64, filters(g));
            Operand bias = operand(DType.F64, Shape.of(g.filters()));
            Operand without = CanaryOperand.empty(DType.F64, Layout.contiguous(results(g), 5));
            Convolution.forward(g, x, w, null, without);
            Operand with = CanaryOperand.empty(DType.F64, Layout.contiguous(results(g), 5));
            Convolution.forward(g, x, w, bias, with);
            double[] expected = CanaryOperand.values(without);
            double[] each = CanaryOperand.values(bias);
            for (int i = 0; i < expected.length; i++) {
                expected[i] += each[(int) (i / g.outSize() % g.filters())];
            }
            int terms = (int) (g.terms() * g.kernelHeight());
            CanaryOperand.checkScaled("results with bias of " + g, with, terms, expected);
        }
    }

    /** At the edges of images the zeros between two rows of results are next to it. */
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "F64"})
    void whatIsNotFiniteIsInItsSumsAlone(DType dtype) {
        for (ConvGeometry g : ALL) {
            Operand x = operand(dtype, images(g));
            Operand w = operand(dtype, filters(g));
            Operand dy = operand(dtype, results(g));
            long plane = g.height() * g.width();
            CanaryOperand.set(x, g.width() - 1, Double.NaN);
            CanaryOperand.set(x, g.width() + 1, Double.NaN);
            CanaryOperand.set(x, plane + 2 * g.width(), Double.POSITIVE_INFINITY);
            CanaryOperand.set(x, 3 * plane - 1, Double.NEGATIVE_INFINITY);
            CanaryOperand.set(w, 0, Double.NaN);
            CanaryOperand.set(w, filters(g).numel() - 1, Double.POSITIVE_INFINITY);
            double[] dx = new double[(int) images(g).numel()];
            double[] dw = new double[(int) filters(g).numel()];
            plain(g, x, w, dy, new double[(int) results(g).numel()], dx, dw);
            Operand to = CanaryOperand.empty(dtype, Layout.contiguous(images(g)));
            Convolution.imageGradient(g, dy, w, to);
            int meets = (int) (g.filters() * g.kernelHeight() * g.kernelWidth());
            checkWhereFinite("gradient of images of " + g, to, meets, dx);
            to = CanaryOperand.empty(dtype, Layout.contiguous(filters(g)));
            Convolution.filterGradient(g, x, dy, to);
            int sums = (int) (g.batch() * g.outSize());
            checkWhereFinite("gradient of filters of " + g, to, sums, dw);
        }
    }

    /** What is not finite must be so; NaN and infinities depend on the order of the sum. */
    private static void checkWhereFinite(
            String what, Operand actual, int terms, double[] expected) {
        double[] values = CanaryOperand.values(actual);
        int others = 0;
        for (int i = 0; i < expected.length; i++) {
            if (!Double.isFinite(expected[i])) {
                assertThat(values[i]).as("%s: element %d", what, i).isNotFinite();
                CanaryOperand.set(actual, i, 0);
                expected[i] = 0;
                others++;
            }
        }
        assertThat(others).as(what).isBetween(1, expected.length - 1);
        CanaryOperand.checkScaled(what, actual, terms, expected);
    }

    private Operand operand(DType dtype, Shape shape) {
        return CanaryOperand.random(dtype, Layout.contiguous(shape, 3), random);
    }

    private static Shape images(ConvGeometry g) {
        return Shape.of(g.batch(), g.channels(), g.height(), g.width());
    }

    private static Shape filters(ConvGeometry g) {
        return Shape.of(g.filters(), g.groupChannels(), g.kernelHeight(), g.kernelWidth());
    }

    private static Shape results(ConvGeometry g) {
        return Shape.of(g.batch(), g.filters(), g.outHeight(), g.outWidth());
    }

    /** Each product of an element of an image and one of a kernel, and what it is part of. */
    private static void plain(
            ConvGeometry g,
            Operand images,
            Operand filters,
            Operand upstream,
            double[] y,
            double[] dx,
            double[] dw) {
        double[] x = CanaryOperand.values(images);
        double[] w = CanaryOperand.values(filters);
        double[] dy = CanaryOperand.values(upstream);
        int at = 0;
        for (int n = 0; n < g.batch(); n++) {
            for (int o = 0; o < g.filters(); o++) {
                for (int p = 0; p < g.outHeight(); p++) {
                    for (int q = 0; q < g.outWidth(); q++, at++) {
                        for (int k = 0; k < g.terms() * g.kernelHeight(); k++) {
                            int j = (int) (k % g.kernelWidth());
                            int i = (int) (k / g.kernelWidth() % g.kernelHeight());
                            int c = (int) (k / g.kernelWidth() / g.kernelHeight());
                            int channel = (int) (o / g.groupFilters() * g.groupChannels() + c);
                            long row =
                                    p * g.strideHeight() + i * g.dilationHeight() - g.padHeight();
                            long column =
                                    q * g.strideWidth() + j * g.dilationWidth() - g.padWidth();
                            if (row >= 0 && row < g.height() && column >= 0 && column < g.width()) {
                                long plane = n * g.channels() + channel;
                                int from = (int) ((plane * g.height() + row) * g.width() + column);
                                int by = (int) (o * g.terms() * g.kernelHeight()) + k;
                                y[at] += x[from] * w[by];
                                dx[from] += dy[at] * w[by];
                                dw[by] += dy[at] * x[from];
                            }
                        }
                    }
                }
            }
        }
    }
}
