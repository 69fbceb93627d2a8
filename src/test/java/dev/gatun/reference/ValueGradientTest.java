package dev.gatun.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operation's gradient against finite differences. */
class ValueGradientTest {
    private static double powByBase(double x, double y) {
        return y * Math.pow(x, y - 1);
    }

    private static double powByExponent(double x, double y) {
        return Math.pow(x, y) * Math.log(x);
    }

    private static Arguments unary(
            String name, double low, double high, UnaryOperator<Value> function) {
        return Arguments.of(name, low, high, function);
    }

    static Stream<Arguments> unaries() {
        Value mask = Value.of(new int[] {3}, 0, 1, 0);
        return Stream.of(
                unary("neg", -2, 2, Value::neg),
                unary("exp", -2, 2, Value::exp),
                unary("log", 0.5, 3, Value::log),
                unary("sqrt", 0.5, 3, Value::sqrt),
                unary("sin", -3, 3, Value::sin),
                unary("tanh", -2, 2, Value::tanh),
                unary("sigmoid", -3, 3, Value::sigmoid),
                unary("relu, positive", 0.1, 2, Value::relu),
                unary("relu, negative", -2, -0.1, Value::relu),
                unary("erf", -3, 3, Value::erf),
                unary("pow 3", -2, 2, x -> x.pow(3)),
                unary("pow 0", -2, 2, x -> x.pow(0)),
                unary("pow -1.5", 0.5, 2, x -> x.pow(-1.5)),
                unary("add number", -2, 2, x -> x.add(3)),
                unary("mul number", -2, 2, x -> x.mul(3)),
                unary("maskedFill", -2, 2, x -> x.maskedFill(mask, -5)),
                unary("map", -2, 2, x -> x.map(Math::cosh, (a, y) -> Math.sinh(a))),
                unary("used twice", -2, 2, x -> x.mul(x).add(x)),
                unary("reshape", -2, 2, x -> x.reshape(3, -1)),
                unary("permute", -2, 2, x -> x.permute(-1, 0, 1)),
                unary("transpose", -2, 2, x -> x.transpose()),
                unary("slice", -2, 2, x -> x.slice(1, 1, 3)),
                unary("take", -2, 2, x -> x.take(-1, 2, 0, 2, 2)),
                unary("rows", -2, 2, x -> x.rows(new int[] {1, 1, 0, 1, 0, 0}, 3, 2)),
                unary("concat with itself", -2, 2, x -> Value.concat(1, x, x.mul(2), x)),
                unary("sum", -2, 2, x -> x.sum(false)),
                unary("sum over axes", -2, 2, x -> x.sum(false, 0, -1)),
                unary("sum, kept", -2, 2, x -> x.sum(true, 1)),
                unary("mean", -2, 2, x -> x.mean(false)),
                unary("mean over axes", -2, 2, x -> x.mean(true, 0, 2)),
                unary("max", -2, 2, x -> x.max(false)),
                unary("max over axes", -2, 2, x -> x.max(false, 0, 1)),
                unary("gelu", -3, 3, Composed::gelu),
                unary("gelu by tanh", -3, 3, Composed::geluTanh),
                unary("softmax", -3, 3, x -> Composed.softmax(x, 1)),
                unary("logSoftmax", -3, 3, x -> Composed.logSoftmax(x, -1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unaries")
    void unary(String name, double low, double high, Function<Value, Value> function) {
        Value x = FiniteDifferences.random(new Random(1), low, high, 2, 4, 3);
        FiniteDifferences.check(in -> function.apply(in[0]), x);
    }

    private static Arguments binary(
            String name, BiFunction<Value, Value, Value> function, int[]... shapes) {
        return Arguments.of(name, function, List.of(shapes));
    }

    static Stream<Arguments> binaries() {
        int[] matrix = {3, 4};
        int[][] same = {matrix, matrix};
        int[][] row = {matrix, {4}};
        int[][] outer = {{3, 1}, {2, 1, 4}};
        int[][] number = {{}, matrix};
        return Stream.of(
                binary("add", Value::add, same),
                binary("add row", Value::add, row),
                binary("sub outer", Value::sub, outer),
                binary("sub number", Value::sub, number),
                binary("mul", Value::mul, same),
                binary("mul outer", Value::mul, outer),
                binary("div", Value::div, same),
                binary("div row", Value::div, row),
                binary("div number", Value::div, number),
                binary("where", ValueGradientTest::whereOdd, outer),
                binary(
                        "zip",
                        (a, b) ->
                                a.zip(
                                        b,
                                        Math::pow,
                                        ValueGradientTest::powByBase,
                                        ValueGradientTest::powByExponent),
                        row),
                binary(
                        "concat",
                        (a, b) -> Value.concat(-1, a, b),
                        new int[] {2, 3},
                        new int[] {2, 5}),
                binary("matmul", Value::matmul, new int[] {2, 3}, new int[] {3, 5}),
                binary(
                        "matmul of batches",
                        Value::matmul,
                        new int[] {2, 2, 3},
                        new int[] {2, 3, 4}),
                binary("matmul, one matrix", Value::matmul, new int[] {5, 2, 3}, new int[] {3, 4}),
                binary(
                        "matmul, broadcast",
                        Value::matmul,
                        new int[] {2, 1, 2, 3},
                        new int[] {4, 3, 1}),
                binary("rmsNorm", (x, w) -> Composed.rmsNorm(x, w, 1e-5), row),
                binary(
                        "rmsNorm over two",
                        (x, w) -> Composed.rmsNorm(x, w, 1e-5),
                        new int[] {2, 3, 4},
                        matrix));
    }

    private static Value whereOdd(Value a, Value b) {
        return Value.where(Value.of(new int[] {3, 4}, 0, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 2), a, b);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("binaries")
    void binary(String name, BiFunction<Value, Value, Value> function, List<int[]> shapes) {
        Random random = new Random(2);
        Value a = FiniteDifferences.random(random, 0.5, 2, shapes.get(0));
        Value b = FiniteDifferences.random(random, 0.5, 2, shapes.get(1));
        FiniteDifferences.check(in -> function.apply(in[0], in[1]), a, b);
        assertThat(a.grad()).isNotEqualTo(new double[a.grad().length]);
    }
}
