package dev.gatun.optable.rows;

import dev.gatun.linalg.Linalg;
import dev.gatun.linalg.Lu;
import dev.gatun.linalg.Reflectors;
import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.RandomCall;
import dev.gatun.optable.oracle.LinearOracle;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.optable.oracle.SpectrumOracle;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Systems of equations and the factors of matrices. */
final class LinearRows {
    /** Of what is added to the diagonals of {@link RandomCall#matrices}. */
    static final OperandSpec SMALL = OperandSpec.of(Domain.of(-0.5, 0.5));

    static final OperandSpec ANY = OperandSpec.of(Domain.of(-2, 2));

    /** Matrices with a condition of at most some tens, of at most 13 rows and columns. */
    static final Tolerance SOLVED = new Tolerance(300, 300);

    private LinearRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(systems(), factors(), orthogonal(), leastSquares());
    }

    /** Of the types that linear algebra takes. */
    static RowBuilder function(String method, Function<RandomCall, Call> draw) {
        return OpRow.of("Linalg." + method, draw)
                .types(DType.F32, DType.F64, DType.BF16, DType.F16)
                .tolerance(SOLVED);
    }

    static long size(RandomCall draw) {
        return Math.min(draw.size(), 13);
    }

    static long someSize(RandomCall draw) {
        return Math.min(draw.someSize(), 13);
    }

    /** The shape of a few matrices. */
    static Shape batch(RandomCall draw, long rows, long columns) {
        Shape shape = Shape.of(rows, columns);
        for (int axis = draw.below(3); axis > 0; axis--) {
            shape = shape.insert(0, draw.below(12) == 0 ? 0 : 1 + draw.below(2));
        }
        return shape;
    }

    static Shape squares(RandomCall draw) {
        long n = size(draw);
        return batch(draw, n, n);
    }

    /** Square matrices, and a square matrix of each. */
    static Call square(RandomCall draw, UnaryOperator<Tensor> run, LinearOracle.Of oracle) {
        Shape shape = squares(draw);
        return new Call(
                List.of(draw.matrices(0, shape)),
                t -> run.apply(t[0]),
                x -> LinearOracle.each(shape.dim(-2), shape.dim(-1), oracle, x));
    }

    static Tensor symmetric(Tensor x) {
        return x.add(x.transpose(-1, -2)).mul(0.5);
    }

    static Tensor zeros(long... shape) {
        return Tensor.zeros(shape);
    }

    private static Tensor infinite() {
        return Tensor.full(Double.POSITIVE_INFINITY, 2, 2);
    }

    private static List<RowBuilder> systems() {
        return List.of(
                function("solve", draw -> system(draw, Linalg::solve, a -> a))
                        .operands(SMALL, ANY)
                        .known("np.linalg.solve", "torch.linalg.solve")
                        .records("SolveOp")
                        .refuses(
                                "solve: takes square matrices",
                                () -> Linalg.solve(zeros(2, 3), zeros(2)))
                        .refuses(
                                "solve: there must be a right side for each row",
                                () -> Linalg.solve(zeros(2, 2), zeros(3)))
                        .refuses(
                                "solve: pivot 1 is exactly 0: the matrix is singular",
                                () -> Linalg.solve(zeros(2, 2), zeros(2)))
                        .refuses(
                                "has an element that is not finite",
                                () -> Linalg.solve(infinite(), zeros(2)))
                        .refuses(
                                "solve: both must be of one type",
                                () -> Linalg.solve(zeros(2, 2), zeros(2).to(DType.F64)))
                        .refuses(
                                "solve: takes floating-point numbers",
                                () -> Linalg.solve(zeros(2, 2).to(DType.I64), zeros(2))),
                function(
                                "choleskySolve",
                                draw ->
                                        system(
                                                draw,
                                                Linalg::choleskySolve,
                                                a ->
                                                        LinearOracle.product(
                                                                LinearOracle.lower(a),
                                                                LinearOracle.transposed(
                                                                        LinearOracle.lower(a)))))
                        .operands(SMALL, ANY)
                        .known("scipy.linalg.cho_solve", "torch.cholesky_solve")
                        .records("TriangularSolveOp")
                        .refuses(
                                "choleskySolve: takes square matrices",
                                () -> Linalg.choleskySolve(zeros(2, 3), zeros(2))),
                function(
                                "solveTriangular",
                                draw ->
                                        system(
                                                draw,
                                                (a, b) -> Linalg.solveTriangular(a, b, false),
                                                LinearOracle::lower))
                        .operands(SMALL, ANY)
                        .known("scipy.linalg.solve_triangular", "torch.linalg.solve_triangular")
                        .refuses(
                                "element 1 of the diagonal is 0: the matrix is singular",
                                () -> Linalg.solveTriangular(zeros(2, 2), zeros(2), false)),
                function(
                                "solveTriangular",
                                draw ->
                                        system(
                                                draw,
                                                (a, b) -> Linalg.solveTriangular(a, b, true),
                                                a ->
                                                        LinearOracle.transposed(
                                                                LinearOracle.lower(
                                                                        LinearOracle.transposed(
                                                                                a)))))
                        .variant("upper")
                        .operands(SMALL, ANY),
                function(
                                "luSolve",
                                draw ->
                                        system(
                                                draw,
                                                (a, b) -> Linalg.luSolve(Linalg.lu(a), b),
                                                a -> a))
                        .operands(SMALL, ANY)
                        .known("scipy.linalg.lu_solve", "torch.linalg.lu_solve")
                        .refuses(
                                "luSolve: element 1 of the diagonal is 0: the matrix is singular",
                                () -> Linalg.luSolve(Linalg.lu(zeros(2, 2)), zeros(2))),
                function("inverse", draw -> square(draw, Linalg::inverse, LinearRows::inverse))
                        .operands(SMALL)
                        .known("np.linalg.inv", "torch.linalg.inv")
                        .records("InverseOp")
                        .refuses("inverse: pivot 1 is exactly 0", () -> Linalg.inverse(zeros(2, 2)))
                        .refuses(
                                "inverse: takes square matrices",
                                () -> Linalg.inverse(zeros(2, 3))));
    }

    static double[][] inverse(double[][]... a) {
        return LinearOracle.solve(a[0], LinearOracle.eye(a[0].length));
    }

    private interface Solver {
        Tensor solve(Tensor a, Tensor b);
    }

    private static Call system(RandomCall draw, Solver solver, UnaryOperator<double[][]> matrix) {
        long n = size(draw);
        Shape shape = batch(draw, n, n);
        boolean isVector = draw.coin();
        Shape right = Shape.of(n, 1 + draw.below(3));
        right = isVector ? right.remove(1) : draw.coin() ? right : shape.with(-1, right.dim(1));
        long columns = isVector ? 1 : right.dim(-1);
        return new Call(
                List.of(draw.matrices(0, shape), draw.operand(1, right)),
                t -> solver.solve(t[0], t[1]),
                x -> {
                    NdArray b = isVector ? x[1].reshape(Shape.of(n, 1)) : x[1];
                    NdArray result =
                            LinearOracle.each(
                                    n,
                                    columns,
                                    each -> LinearOracle.solve(matrix.apply(each[0]), each[1]),
                                    x[0],
                                    b);
                    return isVector ? result.reshape(result.shape().remove(-1)) : result;
                });
    }

    private static List<RowBuilder> factors() {
        return List.of(
                function(
                                "cholesky",
                                draw ->
                                        square(
                                                draw,
                                                x -> Linalg.cholesky(symmetric(x)),
                                                x ->
                                                        LinearOracle.cholesky(
                                                                LinearOracle.symmetric(x[0]))))
                        .operands(SMALL)
                        .known("np.linalg.cholesky", "torch.linalg.cholesky")
                        .records("CholeskyOp")
                        .refuses(
                                "cholesky: the leading minor of order 1 is not positive",
                                () -> Linalg.cholesky(zeros(2, 2)))
                        .refuses(
                                "cholesky: takes symmetric matrices",
                                () -> Linalg.cholesky(Tensor.ones(2, 2).triu()))
                        .refuses(
                                "cholesky: takes square matrices",
                                () -> Linalg.cholesky(zeros(2, 3))),
                lu("", Lu::l, false, LinearOracle.Factors::l)
                        .known("scipy.linalg.lu", "torch.linalg.lu")
                        .records("LuOp")
                        .refuses("lu: takes matrices", () -> Linalg.lu(zeros(2)).l()),
                lu("U", Lu::u, true, LinearOracle.Factors::u),
                function(
                                "lu",
                                draw -> {
                                    Shape shape = batch(draw, size(draw), someSize(draw));
                                    long m = shape.dim(-2);
                                    return new Call(
                                            List.of(draw.matrices(0, shape)),
                                            t -> Linalg.lu(t[0]).rows(),
                                            x ->
                                                    LinearOracle.rows(
                                                            m,
                                                            a -> LinearOracle.lu(a[0]).rows(),
                                                            x));
                                })
                        .variant("rows")
                        .operands(SMALL)
                        .noGradient());
    }

    private static RowBuilder lu(
            String variant,
            Function<Lu, Tensor> part,
            boolean isUpper,
            Function<LinearOracle.Factors, double[][]> oracle) {
        return function(
                        "lu",
                        draw -> {
                            Shape shape = batch(draw, size(draw), someSize(draw));
                            long m = shape.dim(-2);
                            long n = shape.dim(-1);
                            long few = Math.min(m, n);
                            return new Call(
                                    List.of(draw.matrices(0, shape)),
                                    t -> part.apply(Linalg.lu(t[0])),
                                    x ->
                                            LinearOracle.each(
                                                    isUpper ? few : m,
                                                    isUpper ? n : few,
                                                    a -> oracle.apply(LinearOracle.lu(a[0])),
                                                    x));
                        })
                .variant(variant)
                .operands(SMALL);
    }

    /** Squares, for signs of columns of Q and of rows of R are free. */
    private static List<RowBuilder> orthogonal() {
        return List.of(
                function("qr", draw -> qr(draw, true, x -> Linalg.qr(x).q().square()))
                        .operands(SMALL)
                        .known("np.linalg.qr", "torch.linalg.qr")
                        .records("QrOp")
                        .refuses("qr: takes matrices", () -> Linalg.qr(zeros(2)).q()),
                function("qr", draw -> qr(draw, false, x -> Linalg.qr(x).r().square()))
                        .variant("R")
                        .operands(SMALL),
                function(
                                "qrFull",
                                draw ->
                                        qr(
                                                draw,
                                                false,
                                                x -> {
                                                    Tensor r = Linalg.qrFull(x).r();
                                                    long few = Math.min(r.size(-1), r.size(-2));
                                                    return r.narrow(-2, 0, few).square();
                                                }))
                        .operands(SMALL)
                        .known("np.linalg.qr", "torch.linalg.qr"),
                function(
                                "geqrf",
                                draw ->
                                        qr(
                                                draw,
                                                false,
                                                x -> {
                                                    Tensor packed = Linalg.geqrf(x).packed();
                                                    long few = Linalg.geqrf(x).tau().size(-1);
                                                    return packed.triu()
                                                            .narrow(-2, 0, few)
                                                            .square();
                                                }))
                        .variant("R")
                        .operands(SMALL)
                        .noGradient()
                        .known("np.linalg.qr(mode='raw')", "torch.geqrf")
                        .records("GeqrfOp")
                        .refuses("geqrf: takes matrices", () -> Linalg.geqrf(zeros(2)).tau()),
                function(
                                "geqrf",
                                draw ->
                                        qr(
                                                draw,
                                                true,
                                                x -> {
                                                    Reflectors of = Linalg.geqrf(x);
                                                    Tensor few =
                                                            of.packed()
                                                                    .narrow(
                                                                            -1,
                                                                            0,
                                                                            of.tau().size(-1));
                                                    return Linalg.householderProduct(few, of.tau())
                                                            .square();
                                                }))
                        .operands(SMALL)
                        .noGradient(),
                function("householderProduct", LinearRows::reflectors)
                        .operands(SMALL, SMALL)
                        .known("scipy.linalg.lapack.dorgqr", "torch.linalg.householder_product")
                        .records("HouseholderProductOp")
                        .refuses(
                                "householderProduct: takes no more columns than rows: [2, 3] (3 > 2)",
                                () -> Linalg.householderProduct(zeros(2, 3), zeros(2)))
                        .refuses(
                                "householderProduct: takes a factor for each of the first columns, 2 at most: [3, 2] x [3]",
                                () -> Linalg.householderProduct(zeros(3, 2), zeros(3)))
                        .refuses(
                                "householderProduct: takes a factor for each of the first columns, 2 at most: [3, 2] x [1, 2]",
                                () -> Linalg.householderProduct(zeros(3, 2), zeros(1, 2)))
                        .refuses(
                                "householderProduct: types differ",
                                () ->
                                        Linalg.householderProduct(
                                                zeros(3, 2), zeros(2).to(DType.F64)))
                        .refuses(
                                "has an element that is not finite",
                                () -> Linalg.householderProduct(infinite(), zeros(2))));
    }

    /** Few reflectors, for their product grows with them where they are not orthogonal. */
    private static Call reflectors(RandomCall draw) {
        long m = size(draw);
        long n = Math.min(m, draw.below(5));
        long k = draw.below((int) n + 1);
        Shape shape = batch(draw, m, n);
        return new Call(
                List.of(draw.operand(0, shape), draw.operand(1, shape.with(-2, 1).with(-1, k))),
                t -> Linalg.householderProduct(t[0], t[1].squeeze(-2)),
                x -> LinearOracle.each(m, n, LinearRows::reflected, x));
    }

    /** Applies the reflectors to the columns of the identity, the last one first. */
    private static double[][] reflected(double[][]... a) {
        int m = a[0].length;
        int n = m == 0 ? 0 : a[0][0].length;
        double[] tau = a[1][0];
        double[][] q = new double[m][n];
        for (int c = 0; c < n; c++) {
            q[c][c] = 1;
            for (int j = tau.length - 1; j >= 0; j--) {
                double sum = q[j][c];
                for (int i = j + 1; i < m; i++) {
                    sum += a[0][i][j] * q[i][c];
                }
                q[j][c] -= tau[j] * sum;
                for (int i = j + 1; i < m; i++) {
                    q[i][c] -= tau[j] * sum * a[0][i][j];
                }
            }
        }
        return q;
    }

    private static Call qr(RandomCall draw, boolean isQ, UnaryOperator<Tensor> run) {
        Shape shape = batch(draw, someSize(draw), someSize(draw));
        long m = shape.dim(-2);
        long n = shape.dim(-1);
        long few = Math.min(m, n);
        return new Call(
                List.of(draw.matrices(0, shape)),
                t -> run.apply(t[0]),
                x ->
                        LinearOracle.each(
                                isQ ? m : few,
                                isQ ? few : n,
                                a -> {
                                    double[][] first = new double[(int) m][(int) few];
                                    for (int i = 0; i < m; i++) {
                                        System.arraycopy(a[0][i], 0, first[i], 0, (int) few);
                                    }
                                    double[][] q = LinearOracle.orthonormal(first);
                                    return squares(
                                            isQ
                                                    ? q
                                                    : LinearOracle.product(
                                                            LinearOracle.transposed(q), a[0]));
                                },
                                x));
    }

    static double[][] squares(double[][] a) {
        double[][] squares = new double[a.length][];
        for (int i = 0; i < a.length; i++) {
            squares[i] = a[i].clone();
            for (int j = 0; j < a[i].length; j++) {
                squares[i][j] *= a[i][j];
            }
        }
        return squares;
    }

    private static List<RowBuilder> leastSquares() {
        return List.of(
                function("lstsq", LinearRows::lstsq)
                        .operands(SMALL, ANY)
                        .known("np.linalg.lstsq", "torch.linalg.lstsq")
                        .records("LstsqOp")
                        .refuses(
                                "lstsq: there must be a right side for each row",
                                () -> Linalg.lstsq(zeros(2, 3), zeros(3)).solution()),
                function(
                                "pinv",
                                draw -> {
                                    Shape shape = batch(draw, someSize(draw), someSize(draw));
                                    return new Call(
                                            List.of(draw.matrices(0, shape)),
                                            t -> Linalg.pinv(t[0]),
                                            x ->
                                                    LinearOracle.each(
                                                            shape.dim(-1),
                                                            shape.dim(-2),
                                                            a -> pseudoInverse(a[0]),
                                                            x));
                                })
                        .operands(SMALL)
                        .known("np.linalg.pinv", "torch.linalg.pinv")
                        .records("PinvOp")
                        .refuses("pinv: takes matrices", () -> Linalg.pinv(zeros(2))));
    }

    private static double[][] pseudoInverse(double[][] a) {
        SpectrumOracle.Singular of = SpectrumOracle.singular(a);
        double[][] scaled = of.v().clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = scaled[i].clone();
            for (int j = 0; j < of.s().length; j++) {
                scaled[i][j] /= of.s()[j];
            }
        }
        return LinearOracle.product(scaled, LinearOracle.transposed(of.u()));
    }

    private static Call lstsq(RandomCall draw) {
        long m = someSize(draw);
        long n = someSize(draw);
        long k = 1L + draw.below(3);
        Shape shape = batch(draw, m, n);
        return new Call(
                List.of(draw.matrices(0, shape), draw.operand(1, shape.with(-1, k))),
                t -> Linalg.lstsq(t[0], t[1]).solution(),
                x ->
                        LinearOracle.each(
                                n, k, a -> LinearOracle.product(pseudoInverse(a[0]), a[1]), x));
    }
}
