package dev.gatun.optable.rows;

import static dev.gatun.optable.rows.LinearRows.function;
import static dev.gatun.optable.rows.LinearRows.zeros;

import dev.gatun.linalg.Eig;
import dev.gatun.linalg.Eigvals;
import dev.gatun.linalg.Fourier;
import dev.gatun.linalg.Linalg;
import dev.gatun.linalg.LowRank;
import dev.gatun.linalg.RandomizedSvd;
import dev.gatun.linalg.Spectrum;
import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.RandomCall;
import dev.gatun.optable.RandomShapes;
import dev.gatun.optable.oracle.LinearOracle;
import dev.gatun.optable.oracle.SpectrumOracle;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Singular values, eigenvalues, and their vectors, squared where signs are free; Fourier
 * transforms.
 */
final class SpectrumRows {
    /** Of what is added to diagonals whose elements differ by 2, so that no two values are near. */
    private static final OperandSpec SMALL = OperandSpec.of(Domain.of(-0.1, 0.1));

    /** The oracle's vectors are those of the square of a matrix. */
    private static final Tolerance VECTORS = new Tolerance(3000, 3000);

    private static final OperandSpec NUMBER = OperandSpec.of(Domain.of(-2, 2));

    /**
     * Each element of a transform is a sum over all of a row or a plane, of terms of size 2; the
     * error of a fast one is some {@code log n} units of all its elements together (N. Higham,
     * Accuracy and Stability of Numerical Algorithms, theorem 24.2), which is less.
     */
    private static final Tolerance TERMS = Tolerance.sums(2 * RandomShapes.MOST_ELEMENTS);

    private SpectrumRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(singular(), lowRank(), symmetric(), general(), fourier());
    }

    private static List<RowBuilder> singular() {
        return List.of(
                function("svd", draw -> vectors(draw, x -> Linalg.svd(x).u(), true))
                        .operands(SMALL)
                        .tolerance(VECTORS)
                        .known("np.linalg.svd", "torch.linalg.svd")
                        .records("SvdOp")
                        .refuses("svd: takes matrices", () -> Linalg.svd(zeros(2)).s())
                        .refuses(
                                "has an element that is not finite",
                                () -> Linalg.svd(Tensor.full(Double.NaN, 2, 2)).s()),
                function(
                                "svd",
                                draw ->
                                        vectors(
                                                draw,
                                                x -> Linalg.svd(x).vh().transpose(-1, -2),
                                                false))
                        .variant("V")
                        .operands(SMALL)
                        .tolerance(VECTORS),
                function("svd", draw -> values(draw, x -> Linalg.svd(x).s()))
                        .variant("S")
                        .operands(SMALL),
                function("svdFull", draw -> values(draw, x -> Linalg.svdFull(x).s()))
                        .operands(SMALL)
                        .known("np.linalg.svd", "torch.linalg.svd"),
                function("svdvals", draw -> values(draw, Linalg::svdvals))
                        .operands(SMALL)
                        .known("np.linalg.svdvals", "torch.linalg.svdvals"));
    }

    private static Shape rectangles(RandomCall draw) {
        return LinearRows.batch(draw, LinearRows.someSize(draw), LinearRows.someSize(draw));
    }

    private static Call values(RandomCall draw, UnaryOperator<Tensor> run) {
        Shape shape = rectangles(draw);
        return new Call(
                List.of(draw.matrices(0, shape)),
                t -> run.apply(t[0]),
                x ->
                        LinearOracle.rows(
                                Math.min(shape.dim(-1), shape.dim(-2)),
                                a -> new double[][] {SpectrumOracle.singular(a[0]).s()},
                                x));
    }

    private static Call vectors(RandomCall draw, UnaryOperator<Tensor> run, boolean isLeft) {
        Shape shape = rectangles(draw);
        return new Call(
                List.of(draw.matrices(0, shape)),
                t -> run.apply(t[0]).square(),
                x ->
                        LinearOracle.each(
                                shape.dim(isLeft ? -2 : -1),
                                Math.min(shape.dim(-1), shape.dim(-2)),
                                a -> {
                                    SpectrumOracle.Singular of = SpectrumOracle.singular(a[0]);
                                    return LinearRows.squares(isLeft ? of.u() : of.v());
                                },
                                x));
    }

    private static List<RowBuilder> lowRank() {
        return List.of(
                function(
                                "lowRank",
                                draw -> {
                                    Shape shape = rectangles(draw);
                                    long few = Math.min(shape.dim(-1), shape.dim(-2));
                                    int rank = draw.below((int) few + 1);
                                    return new Call(
                                            List.of(draw.matrices(0, shape)),
                                            t -> {
                                                LowRank of = Linalg.lowRank(t[0], rank);
                                                return of.left().matmul(of.right());
                                            },
                                            x ->
                                                    LinearOracle.each(
                                                            shape.dim(-2),
                                                            shape.dim(-1),
                                                            a ->
                                                                    SpectrumOracle.truncated(
                                                                            a[0], rank),
                                                            x));
                                })
                        .operands(SMALL)
                        .tolerance(VECTORS)
                        .known(null, null)
                        .refuses(
                                "lowRank: rank must be from 0 to 2, not 3",
                                () -> Linalg.lowRank(zeros(2, 3), 3).left()),
                function("svdLowRank", SpectrumRows::sampled)
                        .operands(SMALL)
                        .known("sklearn.utils.extmath.randomized_svd", "torch.svd_lowrank")
                        .refuses(
                                "svdLowRank: rank must be from 0 to 2, not 3",
                                () -> Linalg.svdLowRank(zeros(2, 3), 3, seeded()).s()),
                function(
                                "matrixRank",
                                draw -> {
                                    Shape shape = rectangles(draw);
                                    long few = Math.min(shape.dim(-1), shape.dim(-2));
                                    return new Call(
                                            List.of(draw.matrices(0, shape)),
                                            t -> Linalg.matrixRank(t[0]),
                                            x ->
                                                    LinearOracle.numbers(
                                                            _ -> new double[][] {{few}}, x));
                                })
                        .operands(SMALL)
                        .known("np.linalg.matrix_rank", "torch.linalg.matrix_rank")
                        .tolerance(Tolerance.EXACT)
                        .noGradient()
                        .records("MatrixRankOp")
                        .refuses("matrixRank: takes matrices", () -> Linalg.matrixRank(zeros(2))));
    }

    private static RandomizedSvd seeded() {
        return RandomizedSvd.of(new Generator(1));
    }

    /** As many columns are sampled as there are, so that singular values are exact. */
    private static Call sampled(RandomCall draw) {
        Shape shape = rectangles(draw);
        long few = Math.min(shape.dim(-1), shape.dim(-2));
        long rank = Math.max(few - draw.below(4), 1);
        return new Call(
                List.of(draw.matrices(0, shape)),
                t -> Linalg.svdLowRank(t[0], rank, seeded()).s(),
                x ->
                        LinearOracle.rows(
                                rank,
                                a ->
                                        new double[][] {
                                            Arrays.copyOf(
                                                    SpectrumOracle.singular(a[0]).s(), (int) rank)
                                        },
                                x));
    }

    private static Call eigenvalues(RandomCall draw, UnaryOperator<Tensor> run) {
        Shape shape = LinearRows.squares(draw);
        return new Call(
                List.of(draw.matrices(0, shape)),
                t -> run.apply(LinearRows.symmetric(t[0])),
                x ->
                        LinearOracle.rows(
                                shape.dim(-1), a -> new double[][] {eigen(a[0]).values()}, x));
    }

    private static SpectrumOracle.Eigen eigen(double[][] a) {
        return SpectrumOracle.symmetric(LinearOracle.symmetric(a));
    }

    private static List<RowBuilder> symmetric() {
        Function<RandomCall, Call> vectors =
                draw ->
                        LinearRows.square(
                                draw,
                                x -> Linalg.eigh(LinearRows.symmetric(x)).vectors().square(),
                                a -> LinearRows.squares(eigen(a[0]).vectors()));
        return List.of(
                function("eigh", vectors)
                        .operands(SMALL)
                        .tolerance(VECTORS)
                        .known("np.linalg.eigh", "torch.linalg.eigh")
                        .records("EighOp")
                        .refuses(
                                "eigh: takes symmetric matrices",
                                () -> Linalg.eigh(Tensor.ones(2, 2).triu()).values()),
                function("eigh", draw -> eigenvalues(draw, x -> Linalg.eigh(x).values()))
                        .variant("values")
                        .operands(SMALL),
                function("eigvalsh", draw -> eigenvalues(draw, Linalg::eigvalsh))
                        .operands(SMALL)
                        .known("np.linalg.eigvalsh", "torch.linalg.eigvalsh")
                        .refuses(
                                "eigvalsh: takes symmetric matrices",
                                () -> Linalg.eigvalsh(Tensor.ones(2, 2).triu())));
    }

    /**
     * The sum of third powers, which does not depend on the order, and squares of vectors weighted
     * by their eigenvalues.
     */
    private static List<RowBuilder> general() {
        return List.of(
                function("eig", draw -> general(draw, SpectrumRows::weighted))
                        .operands(SMALL)
                        .known("np.linalg.eig", "torch.linalg.eig")
                        .records("EigOp")
                        .refuses(
                                "eig: takes square matrices", () -> Linalg.eig(zeros(2, 3)).real()),
                function("eigvals", SpectrumRows::cubes)
                        .operands(SMALL)
                        .known("np.linalg.eigvals", "torch.linalg.eigvals")
                        .refuses(
                                "eigvals: takes square matrices",
                                () -> Linalg.eigvals(zeros(2, 3)).real()));
    }

    private static Tensor weighted(Tensor x) {
        Eig eig = Linalg.eig(x);
        return eig.vectorsReal().square().matmul(eig.real().unsqueeze(-1)).squeeze(-1);
    }

    /** At most 4 eigenvalues, which are real. */
    private static Call general(RandomCall draw, UnaryOperator<Tensor> run) {
        long n = Math.min(draw.size(), 4);
        return new Call(
                List.of(draw.matrices(0, LinearRows.batch(draw, n, n))),
                t -> run.apply(t[0]),
                x ->
                        LinearOracle.rows(
                                n,
                                a -> {
                                    SpectrumOracle.Eigen eigen = SpectrumOracle.real(a[0]);
                                    double[][] column = {eigen.values()};
                                    return LinearOracle.transposed(
                                            LinearOracle.product(
                                                    LinearRows.squares(eigen.vectors()),
                                                    LinearOracle.transposed(column)));
                                },
                                x));
    }

    private static Call cubes(RandomCall draw) {
        return new Call(
                List.of(draw.matrices(0, LinearRows.squares(draw))),
                t -> {
                    Eigvals of = Linalg.eigvals(t[0]);
                    Tensor square = of.real().square().sub(of.imag().square().mul(3));
                    return of.real().mul(square).sum(-1);
                },
                x ->
                        LinearOracle.numbers(
                                a -> {
                                    double[][] square = LinearOracle.product(a[0], a[0]);
                                    double[][] cube = LinearOracle.product(square, a[0]);
                                    double sum = 0;
                                    for (int i = 0; i < cube.length; i++) {
                                        sum += cube[i][i];
                                    }
                                    return new double[][] {{sum}};
                                },
                                x));
    }

    private static List<RowBuilder> fourier() {
        return List.of(
                transform("fft", draw -> complex(draw, x -> Fourier.fft(x, -1), -1, 1))
                        .operands(NUMBER, NUMBER)
                        .known("np.fft.fft", "torch.fft.fft")
                        .records("FourierOp")
                        .refuses("fft: axis 2 is out of range", () -> Fourier.fft(zeros(2, 2), 2))
                        .refuses("fft: axis 0 is named twice", () -> Fourier.fft(zeros(2), 0, 0))
                        .refuses("fft: takes axes of 1 to", () -> Fourier.fft(zeros(0)))
                        .refuses(
                                "fft: a single number has no axis",
                                () -> Fourier.fft(Tensor.scalar(1f)))
                        .refuses(
                                "Spectrum: both parts must have one shape",
                                () -> new Spectrum(zeros(2), zeros(3)))
                        .refuses(
                                "Spectrum: both parts must be of one type",
                                () -> new Spectrum(zeros(2), zeros(2).to(DType.F64)))
                        .refuses(
                                "fft: takes floating-point numbers",
                                () -> Fourier.fft(Tensor.arange(3))),
                transform("fft", SpectrumRows::plane).variant("of a plane").operands(NUMBER),
                transform("ifft", draw -> complex(draw, x -> Fourier.ifft(x, -1), 1, 0))
                        .operands(NUMBER, NUMBER)
                        .known("np.fft.ifft", "torch.fft.ifft"),
                transform("rfft", draw -> half(draw, x -> Fourier.rfft(x, -1), -1, false))
                        .operands(NUMBER)
                        .known("np.fft.rfft", "torch.fft.rfft"),
                transform("ihfft", draw -> half(draw, x -> Fourier.ihfft(x, -1), 1, true))
                        .operands(NUMBER)
                        .known("np.fft.ihfft", "torch.fft.ihfft"),
                transform("irfft", draw -> whole(draw, true))
                        .operands(NUMBER, NUMBER)
                        .known("np.fft.irfft", "torch.fft.irfft")
                        .refuses(
                                "irfft: the last axis of a transform must have half of its length",
                                () -> Fourier.irfft(new Spectrum(zeros(3), zeros(3)), 6)),
                transform("hfft", draw -> whole(draw, false))
                        .operands(NUMBER, NUMBER)
                        .known("np.fft.hfft", "torch.fft.hfft")
                        .refuses(
                                "hfft: the last axis of a transform must have half of its length",
                                () -> Fourier.hfft(new Spectrum(zeros(3), zeros(3)), 6)));
    }

    private static RowBuilder transform(String method, Function<RandomCall, Call> draw) {
        return OpRow.of("Fourier." + method, draw)
                .types(DType.F32, DType.F64, DType.BF16, DType.F16)
                .tolerance(TERMS);
    }

    private static Tensor joined(Spectrum x) {
        return Tensor.cat(-1, x.real(), x.imag());
    }

    private static double[] joined(double[] re, double[] im, int count) {
        double[] both = Arrays.copyOf(re, 2 * count);
        System.arraycopy(im, 0, both, count, count);
        return both;
    }

    /** Complex rows, transformed with a sign, and divided by their length for a power of 0. */
    private static Call complex(
            RandomCall draw, Function<Spectrum, Spectrum> run, int sign, int power) {
        Shape shape = rectangles(draw);
        int n = (int) shape.dim(-1);
        return new Call(
                List.of(draw.operand(0, shape), draw.operand(1, shape)),
                t -> joined(run.apply(new Spectrum(t[0], t[1]))),
                x ->
                        LinearOracle.each(
                                shape.dim(-2),
                                2L * n,
                                a -> {
                                    double[][] result = new double[a[0].length][];
                                    for (int i = 0; i < result.length; i++) {
                                        double[][] of = dft(a[0][i], a[1][i], sign);
                                        result[i] = joined(of[0], of[1], n);
                                    }
                                    return scaled(result, power == 0 ? 1.0 / n : 1);
                                },
                                x));
    }

    /** Real matrices, along both axes. */
    private static Call plane(RandomCall draw) {
        Shape shape = Shape.of(LinearRows.someSize(draw), LinearRows.someSize(draw));
        int n = (int) shape.dim(-1);
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> joined(Fourier.fft(t[0])),
                x ->
                        LinearOracle.each(
                                shape.dim(-2),
                                2L * n,
                                a -> {
                                    int m = a[0].length;
                                    double[][] re = new double[n][];
                                    double[][] im = new double[n][];
                                    double[][] columns = LinearOracle.transposed(a[0]);
                                    for (int j = 0; j < n; j++) {
                                        double[][] of = dft(columns[j], new double[m], -1);
                                        re[j] = of[0];
                                        im[j] = of[1];
                                    }
                                    re = LinearOracle.transposed(re);
                                    im = LinearOracle.transposed(im);
                                    double[][] result = new double[m][];
                                    for (int i = 0; i < m; i++) {
                                        double[][] of = dft(re[i], im[i], -1);
                                        result[i] = joined(of[0], of[1], n);
                                    }
                                    return result;
                                },
                                x));
    }

    /** Real rows, of whose transform the first half is asked for. */
    private static Call half(
            RandomCall draw, Function<Tensor, Spectrum> run, int sign, boolean isDivided) {
        Shape shape = rectangles(draw);
        int n = (int) shape.dim(-1);
        int count = n / 2 + 1;
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> joined(run.apply(t[0])),
                x ->
                        LinearOracle.each(
                                shape.dim(-2),
                                2L * count,
                                a -> {
                                    double[][] result = new double[a[0].length][];
                                    for (int i = 0; i < result.length; i++) {
                                        double[][] of = dft(a[0][i], new double[n], sign);
                                        result[i] =
                                                joined(Arrays.copyOf(of[0], count), of[1], count);
                                    }
                                    return scaled(result, isDivided ? 1.0 / n : 1);
                                },
                                x));
    }

    /** The first halves of rows, of which the others are the mirror, transformed to real rows. */
    private static Call whole(RandomCall draw, boolean isInverse) {
        Shape shape = rectangles(draw);
        int count = (int) shape.dim(-1);
        int n = count > 1 && draw.coin() ? 2 * count - 2 : 2 * count - 1;
        return new Call(
                List.of(draw.operand(0, shape), draw.operand(1, shape)),
                t -> {
                    Spectrum x = new Spectrum(t[0], t[1]);
                    return isInverse ? Fourier.irfft(x, n, -1) : Fourier.hfft(x, n, -1);
                },
                x ->
                        LinearOracle.each(
                                shape.dim(-2),
                                n,
                                a -> {
                                    double[][] result = new double[a[0].length][n];
                                    for (int i = 0; i < result.length; i++) {
                                        double[] re = Arrays.copyOf(a[0][i], n);
                                        double[] im = Arrays.copyOf(a[1][i], n);
                                        im[0] = 0;
                                        for (int k = 1; k <= n / 2; k++) {
                                            im[k] = 2 * k == n ? 0 : im[k];
                                            re[n - k] = re[k];
                                            im[n - k] = -im[k];
                                        }
                                        result[i] = dft(re, im, isInverse ? 1 : -1)[0];
                                    }
                                    return scaled(result, isInverse ? 1.0 / n : 1);
                                },
                                x));
    }

    /** The sums that define the transform: real and imaginary parts. */
    private static double[][] dft(double[] re, double[] im, int sign) {
        int n = re.length;
        double[][] result = new double[2][n];
        for (int k = 0; k < n; k++) {
            for (int j = 0; j < n; j++) {
                double angle = sign * 2 * Math.PI * (j * k % n) / n;
                result[0][k] += re[j] * Math.cos(angle) - im[j] * Math.sin(angle);
                result[1][k] += re[j] * Math.sin(angle) + im[j] * Math.cos(angle);
            }
        }
        return result;
    }

    private static double[][] scaled(double[][] rows, double factor) {
        for (double[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] *= factor;
            }
        }
        return rows;
    }
}
