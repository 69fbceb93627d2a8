package dev.gatun.optable.rows;

import static dev.gatun.optable.rows.LinearRows.ANY;
import static dev.gatun.optable.rows.LinearRows.SMALL;
import static dev.gatun.optable.rows.LinearRows.function;
import static dev.gatun.optable.rows.LinearRows.zeros;

import dev.gatun.linalg.Linalg;
import dev.gatun.linalg.MatrixNorm;
import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.RandomCall;
import dev.gatun.optable.oracle.LinearOracle;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.optable.oracle.SpectrumOracle;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/** Functions of matrices, and numbers that describe them. */
final class MatrixFunctionRows {
    private static final OperandSpec UNIT = OperandSpec.of(Domain.of(-1, 1));

    /** Of sums over at most 13 x 13 elements of at most 2. */
    private static final Tolerance SUMS = Tolerance.sums(4 * 13 * 13);

    private MatrixFunctionRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(functions(), numbers(), norms(), statistics());
    }

    private static List<RowBuilder> functions() {
        return List.of(
                function(
                                "expm",
                                draw ->
                                        few(
                                                draw,
                                                Linalg::expm,
                                                a -> LinearOracle.exponential(a[0])))
                        .operands(UNIT)
                        .known("scipy.linalg.expm", "torch.linalg.matrix_exp")
                        .tolerance(new Tolerance(300, 3000)) // of sums that reach e^5
                        .records("ExpmOp")
                        .refuses("expm: takes square matrices", () -> Linalg.expm(zeros(2, 3)))
                        .refuses(
                                "has an element that is not finite",
                                () -> Linalg.expm(Tensor.full(Double.NaN, 2, 2))),
                function("matrixPower", MatrixFunctionRows::power)
                        .operands(UNIT)
                        .known("np.linalg.matrix_power", "torch.linalg.matrix_power")
                        .tolerance(new Tolerance(300, 30_000)) // of products up to 5^5
                        .refuses(
                                "matrixPower: takes square matrices",
                                () -> Linalg.matrixPower(zeros(2, 3), 2))
                        .refuses(
                                "matrixPower: pivot 1 is exactly 0",
                                () -> Linalg.matrixPower(zeros(2, 2), -1)),
                function(
                                "matrixPower",
                                draw ->
                                        LinearRows.square(
                                                draw,
                                                x -> Linalg.matrixPower(x, -2),
                                                a ->
                                                        LinearOracle.product(
                                                                LinearRows.inverse(a),
                                                                LinearRows.inverse(a))))
                        .variant("of the inverse")
                        .operands(SMALL),
                function("multiDot", MatrixFunctionRows::chain)
                        .operands(UNIT, UNIT, UNIT, UNIT)
                        .known("np.linalg.multi_dot", "torch.linalg.multi_dot")
                        .tolerance(SUMS)
                        .refuses(
                                "multiDot: takes two or more matrices, not 1",
                                () -> Linalg.multiDot(zeros(2, 2)))
                        .refuses(
                                "multiDot: inner dimensions of tensors 1 and 2 differ: [2, 3] x [2,"
                                        + " 2] (3 != 2)",
                                () -> Linalg.multiDot(zeros(2, 2), zeros(2, 3), zeros(2, 2)))
                        .refuses(
                                "multiDot: takes matrices, at the ends also vectors, as tensor 1",
                                () -> Linalg.multiDot(zeros(2, 2), zeros(2), zeros(2, 2))));
    }

    /** Of at most 5 rows, whose functions do not grow far. */
    private static Call few(RandomCall draw, UnaryOperator<Tensor> run, LinearOracle.Of oracle) {
        long n = Math.min(draw.size(), 5);
        Shape shape = LinearRows.batch(draw, n, n);
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> run.apply(t[0]),
                x -> LinearOracle.each(n, n, oracle, x));
    }

    private static Call power(RandomCall draw) {
        int exponent = 1 + draw.below(5);
        return few(
                draw,
                x -> Linalg.matrixPower(x, exponent),
                a -> {
                    double[][] power = a[0];
                    for (int k = 1; k < exponent; k++) {
                        power = LinearOracle.product(power, a[0]);
                    }
                    return power;
                });
    }

    private static Call chain(RandomCall draw) {
        int count = 2 + draw.below(3);
        long[] sizes = new long[count + 1];
        Arrays.setAll(sizes, _ -> Math.min(draw.size(), 5));
        boolean isRow = draw.coin();
        boolean isColumn = draw.coin();
        sizes[0] = isRow ? 1 : sizes[0];
        sizes[count] = isColumn ? 1 : sizes[count];
        List<Tensor> factors = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            Shape shape = Shape.of(sizes[k], sizes[k + 1]);
            shape = isRow && k == 0 ? shape.remove(0) : shape;
            shape = isColumn && k == count - 1 ? shape.remove(-1) : shape;
            factors.add(draw.operand(k, shape));
        }
        return new Call(
                factors,
                Linalg::multiDot,
                x -> {
                    NdArray[] all = new NdArray[count];
                    Arrays.setAll(all, k -> x[k].reshape(Shape.of(sizes[k], sizes[k + 1])));
                    boolean isOfNothing = Arrays.stream(sizes).anyMatch(size -> size == 0);
                    NdArray product =
                            LinearOracle.each(
                                    sizes[0],
                                    sizes[count],
                                    a ->
                                            isOfNothing
                                                    ? new double[(int) sizes[0]][0]
                                                    : Arrays.stream(a)
                                                            .reduce(LinearOracle::product)
                                                            .orElseThrow(),
                                    all);
                    Shape shape = isRow ? Shape.of(sizes[count]) : product.shape();
                    return product.reshape(isColumn ? shape.remove(-1) : shape);
                });
    }

    /** Matrices, and a number of each. */
    private static Call number(
            RandomCall draw,
            Shape shape,
            boolean isRegular,
            UnaryOperator<Tensor> run,
            ToDoubleFunction<double[][]> oracle) {
        return new Call(
                List.of(isRegular ? draw.matrices(0, shape) : draw.operand(0, shape)),
                t -> run.apply(t[0]),
                x -> LinearOracle.numbers(a -> new double[][] {{oracle.applyAsDouble(a[0])}}, x));
    }

    private static Call ofSquare(
            RandomCall draw, UnaryOperator<Tensor> run, ToDoubleFunction<double[][]> oracle) {
        return number(draw, LinearRows.squares(draw), true, run, oracle);
    }

    private static List<RowBuilder> numbers() {
        return List.of(
                function(
                                "slogdet",
                                draw ->
                                        ofSquare(
                                                draw,
                                                x -> Linalg.slogdet(x).logAbs(),
                                                a -> Math.log(Math.abs(LinearOracle.det(a)))))
                        .operands(SMALL)
                        .known("np.linalg.slogdet", "torch.linalg.slogdet")
                        .records("SlogDetOp")
                        .refuses(
                                "slogdet: takes square matrices",
                                () -> Linalg.slogdet(zeros(2, 3)).sign()),
                function(
                                "slogdet",
                                draw ->
                                        ofSquare(
                                                draw,
                                                x -> Linalg.slogdet(x.neg()).sign(),
                                                a -> a.length % 2 == 0 ? 1 : -1))
                        .variant("sign")
                        .operands(SMALL),
                function(
                                "det",
                                draw -> {
                                    long n = Math.min(draw.size(), 3);
                                    Shape shape = LinearRows.batch(draw, n, n);
                                    return new Call(
                                            List.of(draw.distinct(0, shape)),
                                            t -> Linalg.det(t[0]),
                                            x ->
                                                    LinearOracle.numbers(
                                                            a ->
                                                                    new double[][] {
                                                                        {LinearOracle.det(a[0])}
                                                                    },
                                                            x));
                                })
                        .operands(ANY)
                        .known("np.linalg.det", "torch.linalg.det")
                        .records("DetOp", "CofactorsOp", "SlopeOp")
                        .refuses("det: takes square matrices", () -> Linalg.det(zeros(2, 3))),
                function(
                                "trace",
                                draw ->
                                        number(
                                                draw,
                                                LinearRows.batch(
                                                        draw,
                                                        LinearRows.size(draw),
                                                        LinearRows.size(draw)),
                                                false,
                                                Linalg::trace,
                                                MatrixFunctionRows::trace))
                        .operands(ANY)
                        .known("np.trace", "torch.trace")
                        .tolerance(SUMS)
                        .refuses("trace: takes matrices", () -> Linalg.trace(zeros(2))),
                function(
                                "cond",
                                draw ->
                                        number(
                                                draw,
                                                rectangles(draw),
                                                true,
                                                Linalg::cond,
                                                MatrixFunctionRows::condition))
                        .operands(SMALL)
                        .known("np.linalg.cond", "torch.linalg.cond")
                        .refuses(
                                "cond: a matrix without elements has none",
                                () -> Linalg.cond(zeros(0, 2)))
                        .refuses("cond: takes matrices", () -> Linalg.cond(zeros(2))),
                condition(MatrixNorm.ONE),
                condition(MatrixNorm.MINUS_TWO),
                condition(MatrixNorm.FROBENIUS),
                condition(MatrixNorm.NUCLEAR),
                condition(MatrixNorm.INFINITY));
    }

    private static Shape rectangles(RandomCall draw) {
        return LinearRows.batch(draw, LinearRows.someSize(draw), LinearRows.someSize(draw));
    }

    private static double trace(double[][] a) {
        double sum = 0;
        for (int i = 0; i < a.length && i < a[i].length; i++) {
            sum += a[i][i];
        }
        return sum;
    }

    private static double condition(double[][] a) {
        double[] s = SpectrumOracle.singular(a).s();
        return s[0] / s[s.length - 1];
    }

    private static RowBuilder condition(MatrixNorm order) {
        return function(
                        "cond",
                        draw -> {
                            long n = LinearRows.someSize(draw);
                            return number(
                                    draw,
                                    LinearRows.batch(draw, n, n),
                                    true,
                                    x -> Linalg.cond(x, order),
                                    a -> norm(order, a) * norm(order, LinearRows.inverse(a)));
                        })
                .variant(order.name())
                .operands(SMALL);
    }

    private static List<RowBuilder> norms() {
        List<RowBuilder> rows = new ArrayList<>();
        for (MatrixNorm order : MatrixNorm.values()) {
            boolean isRegular =
                    order == MatrixNorm.NUCLEAR
                            || order == MatrixNorm.TWO
                            || order == MatrixNorm.MINUS_TWO;
            RowBuilder row =
                    function(
                                    "norm",
                                    draw ->
                                            number(
                                                    draw,
                                                    rectangles(draw),
                                                    isRegular,
                                                    x ->
                                                            order == MatrixNorm.FROBENIUS
                                                                    ? Linalg.norm(x)
                                                                    : Linalg.norm(x, order),
                                                    a -> norm(order, a)))
                            .operands(isRegular ? SMALL : ANY)
                            .variant(order.name());
            rows.add(
                    order == MatrixNorm.FROBENIUS
                            ? row.variant("")
                                    .known("np.linalg.norm", "torch.linalg.matrix_norm")
                                    .refuses("norm: takes matrices", () -> Linalg.norm(zeros(2)))
                                    .refuses(
                                            "norm: the smallest of nothing is asked for",
                                            () -> Linalg.norm(zeros(2, 0), MatrixNorm.MINUS_ONE))
                            : row);
        }
        return rows;
    }

    private static double norm(MatrixNorm order, double[][] a) {
        double[] singular = SpectrumOracle.singular(a).s();
        double[] columns = sums(LinearOracle.transposed(a));
        return switch (order) {
            case FROBENIUS -> {
                double sum = 0;
                for (double[] row : a) {
                    for (double x : row) {
                        sum += x * x;
                    }
                }
                yield Math.sqrt(sum);
            }
            case NUCLEAR -> Arrays.stream(singular).sum();
            case ONE -> Arrays.stream(columns).max().orElse(0);
            case MINUS_ONE -> Arrays.stream(columns).min().orElse(0);
            case TWO -> singular[0];
            case MINUS_TWO -> singular[singular.length - 1];
            case INFINITY -> Arrays.stream(sums(a)).max().orElse(0);
            case MINUS_INFINITY -> Arrays.stream(sums(a)).min().orElse(0);
        };
    }

    private static double[] sums(double[][] a) {
        return Arrays.stream(a)
                .mapToDouble(row -> Arrays.stream(row).map(Math::abs).sum())
                .toArray();
    }

    private static List<RowBuilder> statistics() {
        return List.of(
                function("cov", draw -> statistic(draw, draw.below(2)))
                        .operands(ANY)
                        .known("np.cov", "torch.cov")
                        .tolerance(SUMS)
                        .refuses(
                                "cov: takes floating-point numbers",
                                () -> Linalg.cov(Tensor.of(1L, 2L)))
                        .refuses("cov: takes matrices", () -> Linalg.cov(Tensor.scalar(1f))),
                function("cov", MatrixFunctionRows::weighted)
                        .variant("of weights")
                        .operands(ANY, OperandSpec.of(Domain.of(0.3, 2)), OperandSpec.INDEX)
                        .tolerance(SUMS)
                        .refuses(
                                "cov: there must be a weight for each observation",
                                () -> Linalg.cov(zeros(2, 3), 1, null, zeros(2)))
                        .refuses(
                                "cov: these weights must be of type int64",
                                () -> Linalg.cov(zeros(2, 3), 1, zeros(3), null))
                        .refuses(
                                "has a negative weight",
                                () -> Linalg.cov(zeros(2, 3), 1, null, Tensor.full(-1, 3))),
                function("corrcoef", draw -> statistic(draw, -1))
                        .operands(ANY)
                        .known("np.corrcoef", "torch.corrcoef")
                        .tolerance(SUMS)
                        .refuses(
                                "corrcoef: takes matrices",
                                () -> Linalg.corrcoef(Tensor.scalar(1f))));
    }

    /** Covariance by a correction, or for a negative one coefficients of correlation. */
    private static Call statistic(RandomCall draw, int correction) {
        boolean isSingle = draw.coin();
        long n = 3L + draw.below(9);
        long variables = isSingle ? 1 : LinearRows.someSize(draw);
        Shape shape = LinearRows.batch(draw, variables, n);
        Shape given = isSingle ? Shape.of(n) : shape;
        return new Call(
                List.of(draw.distinct(0, given)),
                t ->
                        correction < 0
                                ? Linalg.corrcoef(t[0])
                                : correction == 1 ? Linalg.cov(t[0]) : Linalg.cov(t[0], correction),
                x -> {
                    NdArray rows = isSingle ? x[0].reshape(Shape.of(1, n)) : x[0];
                    NdArray result =
                            LinearOracle.each(
                                    variables, variables, a -> covariance(a[0], correction), rows);
                    return isSingle ? result.reshape(Shape.scalar()) : result;
                });
    }

    /** Covariance of observations that count more or less. */
    private static Call weighted(RandomCall draw) {
        long n = 3L + draw.below(9);
        long variables = LinearRows.someSize(draw);
        Shape shape = LinearRows.batch(draw, variables, n);
        return new Call(
                List.of(
                        draw.operand(0, shape),
                        draw.operand(1, Shape.of(n)),
                        draw.index(Shape.of(n), 4)),
                t -> Linalg.cov(t[0], 1, t[2].add(1), t[1]),
                x ->
                        LinearOracle.each(
                                variables,
                                variables,
                                a -> weighted(a[0], a[1][0], a[2][0]),
                                x[0],
                                x[1].reshape(Shape.of(1, n)),
                                x[2].reshape(Shape.of(1, n))));
    }

    private static double[][] weighted(double[][] rows, double[] worth, double[] oftenLessOne) {
        double sum = 0;
        double squares = 0;
        for (int k = 0; k < worth.length; k++) {
            double often = oftenLessOne[k] + 1;
            sum += often * worth[k];
            squares += often * worth[k] * worth[k];
        }
        double[][] result = new double[rows.length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows.length; j++) {
                double first = 0;
                double second = 0;
                double products = 0;
                for (int k = 0; k < worth.length; k++) {
                    double weight = (oftenLessOne[k] + 1) * worth[k];
                    first += weight * rows[i][k];
                    second += weight * rows[j][k];
                    products += weight * rows[i][k] * rows[j][k];
                }
                result[i][j] = (products - first * second / sum) / (sum - squares / sum);
            }
        }
        return result;
    }

    private static double[][] covariance(double[][] rows, int correction) {
        double[][] centered = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            double mean = Arrays.stream(rows[i]).average().orElseThrow();
            centered[i] = Arrays.stream(rows[i]).map(x -> x - mean).toArray();
        }
        double[][] products = LinearOracle.product(centered, LinearOracle.transposed(centered));
        double[][] result = new double[rows.length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows.length; j++) {
                double divisor =
                        correction < 0
                                ? Math.sqrt(products[i][i]) * Math.sqrt(products[j][j])
                                : rows[i].length - correction;
                result[i][j] = products[i][j] / divisor;
            }
        }
        return result;
    }
}
