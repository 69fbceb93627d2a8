package dev.gatun.kernel.row;

import static dev.gatun.shape.DType.F32;
import static dev.gatun.shape.DType.I64;

import dev.gatun.kernel.CanaryOperand;
import dev.gatun.kernel.attention.BlockedAttention;
import dev.gatun.kernel.loop.Tier;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.reduce.ReductionTest;
import dev.gatun.kernel.window.ConvGeometry;
import dev.gatun.kernel.window.Convolution;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.Random;

/**
 * A program of its own: reductions and row kernels on one, two and five threads, in the tier that
 * is forced. The argument says whether those of functions are among them: e^x and powers of vectors
 * are computed otherwise before C2 has compiled a loop than after.
 */
final class SameBitsProbe {
    private static final long SEED = 20261122;
    private static final Shape ROWS = Shape.of(513, 768);

    private final boolean hasFunctions;
    private final Random random = new Random(SEED);

    private SameBitsProbe(boolean hasFunctions) {
        this.hasFunctions = hasFunctions;
    }

    public static void main(String[] arguments) {
        SameBitsProbe probe = new SameBitsProbe(arguments[0].equals("functions"));
        ReductionTest.rows()
                .filter(row -> probe.hasFunctions || !isOfFunctions(row.name()))
                .forEach(probe::reduction);
        probe.layerNorm();
        if (probe.hasFunctions) {
            probe.softmax();
            probe.crossEntropy();
            probe.convolution(new ConvGeometry(10, 16, 40, 72, 8, 3, 3, 1, 1, 1, 1, 1, 1, 1));
            probe.convolution(new ConvGeometry(10, 16, 30, 40, 16, 3, 3, 1, 1, 1, 1, 1, 1, 1));
            probe.attention(false, false);
            probe.attention(true, false);
            probe.attention(false, true);
        }
        System.out.println("the same bits in tier " + System.getProperty(Tier.PROPERTY));
    }

    private static boolean isOfFunctions(String name) {
        return name.equals("logSumExp") || name.equals("norm 3.5") || name.equals("norm -2.0");
    }

    private void reduction(ReductionTest.Row row) {
        for (Shape shape : new Shape[] {Shape.of(512, 1025), Shape.of(3, 200_001)}) {
            Layout layout = Layout.contiguous(shape);
            Operand x = CanaryOperand.random(F32, layout, () -> row.domain().draw(F32, random));
            for (int axis = 0; axis < shape.rank(); axis++) {
                int reduced = axis;
                Operand out = empty(shape.remove(axis));
                CanaryOperand.sameBitsOnAnyThreads(
                        row + " of " + shape + " along " + axis,
                        out,
                        () -> row.call().run(x, out, reduced));
            }
            Operand one = empty(Shape.scalar());
            CanaryOperand.sameBitsOnAnyThreads(
                    row + " of " + shape, one, () -> row.call().run(x, one));
        }
    }

    private void layerNorm() {
        Operand x = rows();
        Operand dy = rows();
        Operand weight = CanaryOperand.random(F32, Layout.contiguous(Shape.of(768)), random);
        Operand y = empty(ROWS);
        Operand mean = empty(Shape.of(513));
        Operand rstd = empty(Shape.of(513));
        CanaryOperand.sameBitsOnAnyThreads(
                "layer norm", y, () -> LayerNorm.forward(x, weight, weight, 1e-5, y, mean, rstd));
        CanaryOperand.sameBitsOnAnyThreads(
                "its gradient",
                y,
                () -> LayerNorm.backward(x, dy, weight, mean, rstd, y, null, null));
        Operand dweight = empty(Shape.of(768));
        CanaryOperand.sameBitsOnAnyThreads(
                "that of its weight",
                dweight,
                () -> LayerNorm.backward(x, dy, null, mean, rstd, null, dweight, null));
    }

    private void softmax() {
        Operand x = rows();
        Operand y = empty(ROWS);
        CanaryOperand.sameBitsOnAnyThreads("softmax", y, () -> Softmax.softmax(x, y));
        CanaryOperand.sameBitsOnAnyThreads("logSoftmax", y, () -> Softmax.logSoftmax(x, y));
    }

    private void crossEntropy() {
        Operand scores = rows();
        Operand classes =
                CanaryOperand.random(
                        I64, Layout.contiguous(Shape.of(513)), () -> random.nextInt(-1, 768));
        Operand loss = empty(Shape.scalar());
        Operand largest = empty(Shape.of(513));
        Operand sum = empty(Shape.of(513));
        CanaryOperand.sameBitsOnAnyThreads(
                "cross-entropy",
                loss,
                () ->
                        CrossEntropy.forward(
                                scores, classes, -1, 0.1, 1 / 512.0, loss, largest, sum));
    }

    private void convolution(ConvGeometry g) {
        Shape images = Shape.of(g.batch(), g.channels(), g.height(), g.width());
        Shape filters = Shape.of(g.filters(), g.channels(), g.kernelHeight(), g.kernelWidth());
        Shape results = Shape.of(g.batch(), g.filters(), g.outHeight(), g.outWidth());
        Operand x = CanaryOperand.random(F32, Layout.contiguous(images), random);
        Operand w = CanaryOperand.random(F32, Layout.contiguous(filters), random);
        Operand dy = CanaryOperand.random(F32, Layout.contiguous(results), random);
        Operand y = empty(results);
        CanaryOperand.sameBitsOnAnyThreads(
                "convolution", y, () -> Convolution.forward(g, x, w, null, y));
        Operand dx = empty(images);
        CanaryOperand.sameBitsOnAnyThreads(
                "its images' gradient", dx, () -> Convolution.imageGradient(g, dy, w, dx));
        Operand dw = empty(filters);
        CanaryOperand.sameBitsOnAnyThreads(
                "its filters' gradient", dw, () -> Convolution.filterGradient(g, x, dy, dw));
    }

    /** Six heads of several blocks of queries; of a mask a third is hidden. */
    private void attention(boolean isCausal, boolean isMasked) {
        Shape shape = Shape.of(6, 300, 24);
        Operand[] in = new Operand[4];
        for (int i = 0; i < in.length; i++) {
            in[i] = CanaryOperand.random(F32, Layout.contiguous(shape), random);
        }
        Shape scores = Shape.of(6, 300, 300);
        Operand mask =
                CanaryOperand.random(
                        F32,
                        Layout.contiguous(scores),
                        () -> random.nextInt(3) == 0 ? Double.NEGATIVE_INFINITY : 0.5);
        BlockedAttention.Inputs inputs =
                new BlockedAttention.Inputs(
                        in[0], in[1], in[2], isMasked ? mask : null, isCausal, 0.2);
        Operand y = empty(shape);
        String what = "attention" + (isCausal ? ", causal" : "") + (isMasked ? ", masked" : "");
        CanaryOperand.sameBitsOnAnyThreads(what, y, () -> BlockedAttention.forward(inputs, y));
        for (int k = 0; k < (isMasked ? 4 : 3); k++) {
            int which = k;
            Operand to = empty(k == 3 ? scores : shape);
            CanaryOperand.sameBitsOnAnyThreads(
                    what + ": gradient " + k,
                    to,
                    () ->
                            BlockedAttention.backward(
                                    inputs,
                                    in[3],
                                    which == 0 ? to : null,
                                    which == 1 ? to : null,
                                    which == 2 ? to : null,
                                    which == 3 ? to : null));
        }
    }

    private Operand rows() {
        return CanaryOperand.random(F32, Layout.contiguous(ROWS), random);
    }

    private static Operand empty(Shape shape) {
        return CanaryOperand.empty(F32, Layout.contiguous(shape));
    }
}
