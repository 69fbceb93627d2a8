package dev.gatun.gradcheck;

import static dev.gatun.tensor.AutogradTest.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.gradcheck.GradCheckTest.Square;
import dev.gatun.memory.Scope;
import dev.gatun.reference.Composed;
import dev.gatun.reference.Value;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.LossReduction;
import dev.gatun.tensor.Tensor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions of tensors against the same functions of the reference's values. */
class ReferenceCheckTest {
    private static final GradCheck CHECK = GradCheck.REFERENCE;
    private static final int[] CLASSES = {1, 3, 0};

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("reference");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /**
     * An operation of the reference, and how tensors say it.
     *
     * @param name the reference's method first
     * @param low the least element of the inputs
     * @param shapes of the inputs
     */
    record Row(
            String name,
            double low,
            Function<Tensor[], Tensor> function,
            Function<Value[], Value> reference,
            List<Shape> shapes) {
        Tensor[] inputs() {
            List<Tensor> inputs = new ArrayList<>();
            for (Shape shape : shapes) {
                Tensor drawn = Tensor.rand(shape, DType.F64, new Generator(17 + inputs.size()));
                inputs.add(drawn.mul(2 - low).add(low).detach().copy().requiresGrad_(true));
            }
            return inputs.toArray(Tensor[]::new);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Row row(
            String name,
            double low,
            Function<Tensor[], Tensor> function,
            Function<Value[], Value> reference,
            Shape... shapes) {
        return new Row(name, low, function, reference, List.of(shapes));
    }

    private static final Shape MATRIX = Shape.of(3, 4);
    private static final Shape ROW = Shape.of(4);

    static Stream<Row> rows() {
        return Stream.of(elementwise(), moving(), reducing(), composed()).flatMap(List::stream);
    }

    private static List<Row> elementwise() {
        return List.of(
                row("add", -2, in -> in[0].add(in[1]), in -> in[0].add(in[1]), MATRIX, ROW),
                row("sub", -2, in -> in[0].sub(in[1]), in -> in[0].sub(in[1]), ROW, MATRIX),
                row("mul", -2, in -> in[0].mul(in[1]), in -> in[0].mul(in[1]), MATRIX, ROW),
                row("div", 0.2, in -> in[0].div(in[1]), in -> in[0].div(in[1]), ROW, MATRIX),
                row("add a number", -2, in -> in[0].add(1.5), in -> in[0].add(1.5), MATRIX),
                row("mul a number", -2, in -> in[0].mul(-3), in -> in[0].mul(-3), MATRIX),
                row("pow", 0.2, in -> in[0].pow(2.5), in -> in[0].pow(2.5), MATRIX),
                row("neg", -2, in -> in[0].neg(), in -> in[0].neg(), MATRIX),
                row("exp", -2, in -> in[0].exp(), in -> in[0].exp(), MATRIX),
                row("log", 0.2, in -> in[0].log(), in -> in[0].log(), MATRIX),
                row("sqrt", 0.2, in -> in[0].sqrt(), in -> in[0].sqrt(), MATRIX),
                row("sin", -2, in -> in[0].sin(), in -> in[0].sin(), MATRIX),
                row("tanh", -2, in -> in[0].tanh(), in -> in[0].tanh(), MATRIX),
                row("sigmoid", -2, in -> in[0].sigmoid(), in -> in[0].sigmoid(), MATRIX),
                row("relu", -2, in -> in[0].relu(), in -> in[0].relu(), MATRIX),
                row("erf", -2, in -> in[0].erf(), in -> in[0].erf(), MATRIX),
                row(
                        "map",
                        -2,
                        in -> Tensor.map(in[0], x -> x.mul(x).cos()),
                        in -> in[0].map(x -> Math.cos(x * x), (x, y) -> -Math.sin(x * x) * 2 * x),
                        MATRIX),
                row(
                        "zip",
                        -2,
                        in -> Tensor.map(in[0], in[1], (x, y) -> x.mul(x).mul(y)),
                        in ->
                                in[0].zip(
                                        in[1],
                                        (x, y) -> x * x * y,
                                        (x, y) -> 2 * x * y,
                                        (x, y) -> x * x),
                        MATRIX,
                        ROW),
                row(
                        "maskedFill",
                        -2,
                        in -> in[0].maskedFill(in[0].gt(0), 5),
                        in -> in[0].maskedFill(in[0].map(x -> x > 0 ? 1 : 0, (x, y) -> 0), 5),
                        MATRIX),
                row(
                        "where",
                        -2,
                        in -> Tensor.where(in[0].gt(0), in[0], in[1]),
                        in -> Value.where(in[0].map(x -> x > 0 ? 1 : 0, (x, y) -> 0), in[0], in[1]),
                        MATRIX,
                        ROW));
    }

    private static List<Row> moving() {
        Tensor rows = Tensor.of(2L, 0L, 2L);
        return List.of(
                row("reshape", -2, in -> in[0].reshape(2, -1), in -> in[0].reshape(2, -1), MATRIX),
                row(
                        "permute",
                        -2,
                        in -> in[0].permute(2, 0, 1),
                        in -> in[0].permute(2, 0, 1),
                        Shape.of(2, 3, 2)),
                row("transpose", -2, in -> in[0].t(), in -> in[0].transpose(), MATRIX),
                row(
                        "take",
                        -2,
                        in -> in[0].indexSelect(1, rows),
                        in -> in[0].take(1, 2, 0, 2),
                        MATRIX),
                row("slice", -2, in -> in[0].narrow(1, 1, 2), in -> in[0].slice(1, 1, 3), MATRIX),
                row(
                        "rows",
                        -2,
                        in -> in[0].indexSelect(0, rows).reshape(1, 3, 4),
                        in -> in[0].rows(new int[] {2, 0, 2}, 1, 3),
                        MATRIX),
                row(
                        "concat",
                        -2,
                        in -> Tensor.cat(0, in[0], in[1]),
                        in -> Value.concat(0, in[0], in[1]),
                        MATRIX,
                        Shape.of(2, 4)),
                row(
                        "detach",
                        -2,
                        in -> in[0].detach().mul(in[0]),
                        in -> in[0].detach().mul(in[0]),
                        MATRIX));
    }

    private static List<Row> reducing() {
        return List.of(
                row("sum", -2, in -> in[0].sum(0, true), in -> in[0].sum(true, 0), MATRIX),
                row("sum of all", -2, in -> in[0].sum(), in -> in[0].sum(false), MATRIX),
                row("mean", -2, in -> in[0].mean(1), in -> in[0].mean(false, 1), MATRIX),
                row("max", -2, in -> in[0].max(1), in -> in[0].max(false, 1), MATRIX),
                row(
                        "matmul",
                        -2,
                        in -> in[0].matmul(in[1]),
                        in -> in[0].matmul(in[1]),
                        Shape.of(2, 3, 4),
                        Shape.of(4, 2)));
    }

    private static List<Row> composed() {
        Tensor classes = Tensor.of(1L, 3L, 0L);
        return List.of(
                row("gelu", -2, in -> in[0].gelu(), in -> Composed.gelu(in[0]), MATRIX),
                row("geluTanh", -2, in -> in[0].geluTanh(), in -> Composed.geluTanh(in[0]), MATRIX),
                row(
                        "softmax",
                        -2,
                        in -> in[0].softmax(0),
                        in -> Composed.softmax(in[0], 0),
                        MATRIX),
                row(
                        "logSoftmax",
                        -2,
                        in -> in[0].logSoftmax(-1),
                        in -> Composed.logSoftmax(in[0], -1),
                        MATRIX),
                row(
                        "crossEntropy",
                        -2,
                        in -> in[0].crossEntropy(classes, LossReduction.MEAN, 3, 0.1),
                        in ->
                                Composed.crossEntropy(
                                        in[0], CLASSES, 3, 0.1, Composed.Reduction.MEAN),
                        MATRIX),
                row(
                        "crossEntropy of distributions",
                        0.1,
                        in -> in[0].crossEntropy(in[1], LossReduction.NONE, -100, 0),
                        in -> Composed.crossEntropy(in[0], in[1], Composed.Reduction.NONE),
                        MATRIX,
                        MATRIX),
                row(
                        "layerNorm",
                        -2,
                        in -> in[0].layerNorm(in[1], in[2], 1e-5),
                        in -> Composed.layerNorm(in[0], in[1], in[2], 1e-5),
                        MATRIX,
                        ROW,
                        ROW),
                row(
                        "rmsNorm",
                        -2,
                        in -> in[0].rmsNorm(in[1], 1e-6),
                        in -> Composed.rmsNorm(in[0], in[1], 1e-6),
                        MATRIX,
                        ROW));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void valuesAndGradientsAgree(Row row) {
        Tensor[] inputs = row.inputs();
        GradCheck.Report report = CHECK.against(row.function, row.reference, inputs).orThrow();
        long results = row.function.apply(inputs).numel();
        long elements = Stream.of(inputs).mapToLong(Tensor::numel).sum();
        assertThat(report.compared()).isEqualTo(results + results * elements);
        assertThat(report.worst()).isBetween(0.0, 1.0);
        assertThat(inputs[0].grad()).isNull();
    }

    /** What is detached moves with the differences, and has no derivative. */
    static Stream<Row> rowsWithSecondDerivatives() {
        return rows().filter(row -> !row.name.equals("detach"));
    }

    @ParameterizedTest
    @MethodSource("rowsWithSecondDerivatives")
    void secondDerivativesAgree(Row row) {
        Tensor[] inputs = row.inputs();
        GradCheck.Report report =
                GradCheck.STANDARD.againstSecond(row.function, row.reference, inputs).orThrow();
        long elements = Stream.of(inputs).mapToLong(Tensor::numel).sum();
        assertThat(report.compared()).isEqualTo(elements * elements);
    }

    @Test
    void everyOperationOfTheReferenceHasALine() {
        Set<String> missing = new TreeSet<>();
        for (Class<?> each : List.of(Value.class, Composed.class)) {
            for (Method method : each.getDeclaredMethods()) {
                boolean isOperation =
                        Modifier.isPublic(method.getModifiers())
                                && method.getReturnType() == Value.class;
                if (isOperation) {
                    missing.add(method.getName());
                }
            }
        }
        assertThat(missing).hasSizeGreaterThan(30);
        missing.removeAll(Set.of("of", "scalar")); // these make values from numbers
        rows().forEach(row -> missing.remove(row.name.split(" ", -1)[0]));
        assertThat(missing).isEmpty();
    }

    @Test
    void aWrongGradientIsNamed() {
        Tensor x = leaf(1, 2);
        Function<Value[], Value> square = in -> in[0].mul(in[0]);
        GradCheck.Report report = CHECK.against(in -> new Square(2.02, false).apply(in), square, x);
        assertThat(report.isPassed()).isFalse();
        assertThat(report.worst()).isGreaterThan(1e9);
        assertThatThrownBy(report::orThrow)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(
                        "GradCheck: element 0 of the result of Square by element 0 of input 0,"
                                + " tensor [2] float64: backward gives 2.02, the reference 2.0, and"
                                + " they may differ by 3.0");
        assertThat(CHECK.against(in -> new Square(2, false).apply(in), square, x).isPassed())
                .isTrue();
    }

    @Test
    void aWrongValueIsNamed() {
        Tensor x = leaf(1, 2);
        GradCheck.Report report = CHECK.against(in -> in[0].pow(3), in -> in[0].pow(2), x);
        assertThat(report.failure())
                .startsWith(
                        "GradCheck: element 1 of the result of pow is 8.0, the reference gives 4.0,"
                                + " and they may differ by 5.0");
        assertThat(report.isPassed()).isFalse();
    }

    @Test
    void anotherShapeIsNamed() {
        Tensor x = leaf(1, 2);
        String message =
                "GradCheck: the result is tensor [] float64, the reference gives one of shape [1]";
        Function<Value[], Value> sum = in -> in[0].sum(true, 0);
        GradCheck.Report first = CHECK.against(in -> in[0].sum(), sum, x);
        assertThat(first).isEqualTo(new GradCheck.Report(0, Double.POSITIVE_INFINITY, message));
        assertThat(GradCheck.STANDARD.againstSecond(in -> in[0].sum(), sum, x)).isEqualTo(first);
    }

    @Test
    void aWrongSecondDerivativeIsNamed() {
        Tensor x = leaf(1, 2);
        GradCheck.Report report =
                GradCheck.STANDARD.againstSecond(
                        in -> new Square(2, true).apply(in), in -> in[0].mul(in[0]), x);
        assertThat(report.failure())
                .startsWith(
                        "GradCheck: element 0 of the gradient of input 0 by element 0 of input 0,"
                                + " tensor [2] float64: backward gives 0.0, differences of the"
                                + " reference ");
    }

    @Test
    void aMissingGradientIsFound() {
        Tensor x = leaf(1, 2);
        Function<Value[], Value> identity = in -> in[0].mul(1);
        assertThat(CHECK.against(in -> in[0].detach(), identity, x).failure())
                .contains("backward gives 0.0, the reference 1.0");
        assertThat(CHECK.against(in -> in[0].mul(Double.NaN), in -> in[0].mul(Double.NaN), x))
                .as("NaN agrees with nothing")
                .matches(report -> !report.isPassed() && Double.isInfinite(report.worst()));
    }

    @Test
    void inputsWithoutAGradientMayBeOfAnyType() {
        Tensor x = leaf(1, 2);
        Tensor labels = Tensor.of(3L, 4L);
        GradCheck.Report report =
                CHECK.against(in -> in[0].mul(in[1]), in -> in[0].mul(in[1]), x, labels);
        assertThat(report.orThrow().compared()).isEqualTo(2 + 4);
        assertThatThrownBy(() -> CHECK.against(in -> in[0], in -> in[0], labels))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("GradCheck: no input requires a gradient");
        assertThatThrownBy(() ->
                        CHECK.against(in -> in[0], in -> in[0], Tensor.of(1f).requiresGrad_(true)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GradCheck: takes float64, not tensor [1] float32");
    }
}
