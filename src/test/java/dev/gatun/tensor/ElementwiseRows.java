package dev.gatun.tensor;

import dev.gatun.expr.ErrorFunction;
import dev.gatun.expr.Expr;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.OpRow.Accuracy;
import dev.gatun.tensor.OpRow.Call;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The table's lines for operations on each element by itself. */
final class ElementwiseRows {
    private static final Domain POSITIVE = Domain.of(0.05, 4);
    private static final Domain SMALL = Domain.of(-0.9, 3);

    private ElementwiseRows() {}

    /** What the oracle computes from the elements that meet. */
    interface Value {
        double of(double... x);
    }

    static List<OpRow> all() {
        List<OpRow> rows = new ArrayList<>();
        rows.addAll(pairs());
        rows.addAll(numbers());
        rows.addAll(functions());
        rows.addAll(activations());
        rows.addAll(more());
        rows.addAll(mapsWithNumbers());
        rows.addAll(inPlace());
        return rows.stream().map(row -> row.covers(MapOp.class)).toList();
    }

    private static List<OpRow> pairs() {
        return List.of(
                pair("add", Tensor::add, Double::sum)
                        .rejects(
                                "add: shapes do not broadcast: [2, 3] x [4]",
                                () -> Tensor.zeros(2, 3).add(Tensor.zeros(4))),
                pair("sub", Tensor::sub, (x, y) -> x - y),
                pair("mul", Tensor::mul, (x, y) -> x * y),
                pair("div", Tensor::div, (x, y) -> x / y),
                pair("maximum", Tensor::maximum, Math::max),
                pair("minimum", Tensor::minimum, Math::min),
                pair("eq", Tensor::eq, (x, y) -> x == y ? 1 : 0),
                pair("ne", Tensor::ne, (x, y) -> x != y ? 1 : 0),
                pair("lt", Tensor::lt, (x, y) -> x < y ? 1 : 0),
                pair("le", Tensor::le, (x, y) -> x <= y ? 1 : 0),
                pair("gt", Tensor::gt, (x, y) -> x > y ? 1 : 0),
                pair("ge", Tensor::ge, (x, y) -> x >= y ? 1 : 0),
                map(
                                "pow",
                                Accuracy.ULPS,
                                t -> t[0].pow(t[1]),
                                x -> Math.pow(x[0], x[1]),
                                POSITIVE,
                                Domain.of(-4, 4))
                        .of(DType.F32, DType.F64, DType.BF16, DType.F16));
    }

    private static List<OpRow> numbers() {
        return List.of(
                number("add number", Tensor::add, Double::sum),
                number("sub number", Tensor::sub, (x, n) -> x - n),
                number("rsub number", Tensor::rsub, (x, n) -> n - x),
                number("mul number", Tensor::mul, (x, n) -> x * n),
                number("div number", Tensor::div, (x, n) -> x / n),
                number("rdiv number", Tensor::rdiv, (x, n) -> n / x),
                number("maximum number", Tensor::maximum, Math::max),
                number("minimum number", Tensor::minimum, Math::min),
                number("eq number", Tensor::eq, (x, n) -> x == n ? 1 : 0),
                number("ne number", Tensor::ne, (x, n) -> x != n ? 1 : 0),
                number("lt number", Tensor::lt, (x, n) -> x < n ? 1 : 0),
                number("le number", Tensor::le, (x, n) -> x <= n ? 1 : 0),
                number("gt number", Tensor::gt, (x, n) -> x > n ? 1 : 0),
                number("ge number", Tensor::ge, (x, n) -> x >= n ? 1 : 0),
                function("square", Accuracy.EXACT, t -> t.pow(2), x -> x * x, Domain.ALL),
                map(
                        "pow number",
                        Accuracy.ULPS,
                        t -> t[0].pow(-1.5),
                        x -> Math.pow(x[0], -1.5),
                        POSITIVE),
                map(
                        "clamp",
                        Accuracy.EXACT,
                        t -> t[0].clamp(-1, 1.5),
                        x -> Math.min(Math.max(x[0], -1), 1.5),
                        Domain.ALL));
    }

    private static List<OpRow> functions() {
        return List.of(
                function("neg", Accuracy.EXACT, Tensor::neg, x -> -x, Domain.ALL),
                function("abs", Accuracy.EXACT, Tensor::abs, Math::abs, Domain.ALL),
                function("sign", Accuracy.EXACT, Tensor::sign, Math::signum, Domain.ALL),
                function("floor", Accuracy.EXACT, Tensor::floor, Math::floor, Domain.ALL),
                function("ceil", Accuracy.EXACT, Tensor::ceil, Math::ceil, Domain.ALL),
                function("round", Accuracy.EXACT, Tensor::round, Math::rint, Domain.ALL),
                function(
                        "isNaN",
                        Accuracy.EXACT,
                        Tensor::isNaN,
                        x -> Double.isNaN(x) ? 1 : 0,
                        Domain.ALL),
                function("sqrt", Accuracy.EXACT, Tensor::sqrt, Math::sqrt, POSITIVE),
                function("rsqrt", Accuracy.ULPS, Tensor::rsqrt, x -> 1 / Math.sqrt(x), POSITIVE),
                function("reciprocal", Accuracy.EXACT, Tensor::reciprocal, x -> 1 / x, Domain.ALL),
                function("exp", Accuracy.ULPS, Tensor::exp, Math::exp, Domain.ALL),
                function("expm1", Accuracy.ULPS, Tensor::expm1, Math::expm1, Domain.ALL),
                function("log", Accuracy.ULPS, Tensor::log, Math::log, POSITIVE),
                function("log1p", Accuracy.ULPS, Tensor::log1p, Math::log1p, SMALL),
                function("sin", Accuracy.COMMON, Tensor::sin, Math::sin, Domain.ALL),
                function("cos", Accuracy.COMMON, Tensor::cos, Math::cos, Domain.ALL),
                function("tanh", Accuracy.ULPS, Tensor::tanh, Math::tanh, Domain.ALL),
                function("erf", Accuracy.ULPS, Tensor::erf, ElementwiseRows::erf, Domain.ALL),
                function("sigmoid", Accuracy.ULPS, Tensor::sigmoid, x -> sigmoid(x), Domain.ALL),
                function(
                        "softplus", Accuracy.ULPS, Tensor::softplus, x -> softplus(x), Domain.ALL));
    }

    private static List<OpRow> activations() {
        Domain any = Domain.of(-4, 4);
        return List.of(
                function("relu", Accuracy.EXACT, Tensor::relu, x -> x <= 0 ? 0 : x, Domain.ALL),
                function(
                        "leakyRelu",
                        Accuracy.ULPS,
                        t -> t.leakyRelu(0.1),
                        x -> x > 0 ? x : 0.1 * x,
                        Domain.ALL),
                function(
                        "elu",
                        Accuracy.ULPS,
                        t -> t.elu(1.5),
                        x -> x > 0 ? x : 1.5 * Math.expm1(x),
                        Domain.ALL),
                function("silu", Accuracy.COMMON, Tensor::silu, x -> x * sigmoid(x), any),
                function(
                        "gelu",
                        Accuracy.COMMON,
                        Tensor::gelu,
                        x -> x * 0.5 * (1 + erf(x * Math.sqrt(0.5))),
                        any),
                function("geluTanh", Accuracy.COMMON, Tensor::geluTanh, x -> geluTanh(x), any));
    }

    private static List<OpRow> more() {
        Domain any = Domain.of(-4, 4);
        return List.of(
                map(
                        "where",
                        Accuracy.EXACT,
                        t -> Tensor.where(t[0], t[1], t[2]),
                        x -> x[0] != 0 ? x[1] : x[2],
                        Domain.MASK,
                        Domain.ALL,
                        Domain.ALL),
                map(
                        "where a number for yes",
                        Accuracy.EXACT,
                        t -> Tensor.where(t[1], -2.5, t[0]),
                        x -> x[1] != 0 ? -2.5 : x[0],
                        Domain.ALL,
                        Domain.MASK),
                map(
                        "where a number for no",
                        Accuracy.EXACT,
                        t -> Tensor.where(t[1], t[0], -2.5),
                        x -> x[1] != 0 ? x[0] : -2.5,
                        Domain.ALL,
                        Domain.MASK),
                map(
                        "choice of numbers by where",
                        Accuracy.EXACT,
                        t -> Tensor.where(t[0], 1.5, -2.5),
                        x -> x[0] != 0 ? 1.5 : -2.5,
                        Domain.COUNTS),
                map(
                        "maskedFill",
                        Accuracy.EXACT,
                        t -> t[0].maskedFill(t[1], -2.5),
                        x -> x[1] != 0 ? -2.5 : x[0],
                        Domain.ALL,
                        Domain.MASK),
                map(
                        "lerp",
                        Accuracy.COMMON,
                        t -> t[0].lerp(t[1], t[2]),
                        x -> x[0] + x[2] * (x[1] - x[0]),
                        any,
                        any,
                        any),
                map(
                        "map of one",
                        Accuracy.COMMON,
                        t -> Tensor.map(t[0], e -> e.mul(e).add(1).log()),
                        x -> Math.log(x[0] * x[0] + 1),
                        any),
                map(
                        "map of two",
                        Accuracy.COMMON,
                        t -> Tensor.map(t[0], t[1], (x, y) -> x.mul(y.sigmoid())),
                        x -> x[0] * sigmoid(x[1]),
                        any,
                        any),
                map(
                        "map of three",
                        Accuracy.COMMON,
                        t -> Tensor.map(t[0], t[1], t[2], (x, y, z) -> x.mul(y).add(z).tanh()),
                        x -> Math.tanh(x[0] * x[1] + x[2]),
                        any,
                        any,
                        any),
                map(
                        "map of four",
                        Accuracy.COMMON,
                        t ->
                                Tensor.map(
                                        List.of(t),
                                        e -> e.get(0).add(e.get(1)).mul(e.get(2).sub(e.get(3)))),
                        x -> (x[0] + x[1]) * (x[2] - x[3]),
                        any,
                        any,
                        any,
                        any));
    }

    private static List<OpRow> mapsWithNumbers() {
        Domain any = Domain.of(-4, 4);
        double[] numbers = {0.5, -1.25};
        Expr first = Expr.scalar(0);
        Expr second = Expr.scalar(1);
        return List.of(
                map(
                        "map of one with numbers",
                        Accuracy.COMMON,
                        t -> Tensor.map(numbers, t[0], x -> x.mul(first).add(second).tanh()),
                        x -> Math.tanh(x[0] * 0.5 - 1.25),
                        any),
                map(
                        "map of two with numbers",
                        Accuracy.COMMON,
                        t -> Tensor.map(numbers, t[0], t[1], (x, y) -> x.sub(y.mul(second))),
                        x -> x[0] + x[1] * 1.25,
                        any,
                        any),
                map(
                        "map of three with numbers",
                        Accuracy.COMMON,
                        t ->
                                Tensor.map(
                                        numbers,
                                        t[0],
                                        t[1],
                                        t[2],
                                        (x, y, z) -> x.mul(first).add(y.mul(z).sin())),
                        x -> x[0] * 0.5 + Math.sin(x[1] * x[2]),
                        any,
                        any,
                        any),
                map(
                        "map of two in a list with numbers",
                        Accuracy.COMMON,
                        t ->
                                Tensor.map(
                                        numbers,
                                        List.of(t),
                                        e -> e.get(0).mul(first).sub(e.get(1).mul(second))),
                        x -> x[0] * 0.5 + x[1] * 1.25,
                        any,
                        any));
    }

    private static List<OpRow> inPlace() {
        return List.of(
                written("add_", Tensor::add_, Double::sum)
                        .rejects(
                                "add_: several elements of tensor [2, 3] float32 share one place",
                                () -> Tensor.zeros(2, 1).expand(2, 3).add_(Tensor.zeros(3)))
                        .rejects(
                                "add_: the result does not fit the tensor it is to be written to:"
                                        + " [3] x [2, 3]",
                                () -> Tensor.zeros(3).add_(Tensor.zeros(2, 3)))
                        .rejects(
                                "add_: the result has fractions and cannot be written to tensor [3]"
                                        + " int64",
                                () -> Tensor.arange(3).add_(Tensor.zeros(3))),
                written("sub_", Tensor::sub_, (x, y) -> x - y),
                written("mul_", Tensor::mul_, (x, y) -> x * y),
                written("div_", Tensor::div_, (x, y) -> x / y),
                written("copy_", Tensor::copy_, (x, y) -> y),
                written("add_ number", (x, y) -> x.add_(1.25), (x, y) -> x + 1.25),
                written("sub_ number", (x, y) -> x.sub_(1.25), (x, y) -> x - 1.25),
                written("div_ number", (x, y) -> x.div_(-1.5), (x, y) -> x / -1.5),
                written("mul_ number", (x, y) -> x.mul_(-1.5), (x, y) -> x * -1.5),
                written("fill_", (x, y) -> x.fill_(0.75), (x, y) -> 0.75),
                written("zero_", (x, y) -> x.zero_(), (x, y) -> 0));
    }

    private static OpRow pair(
            String name, BiFunction<Tensor, Tensor, Tensor> call, DoubleBinaryOperator value) {
        return map(
                name,
                Accuracy.EXACT,
                t -> call.apply(t[0], t[1]),
                x -> value.applyAsDouble(x[0], x[1]),
                name.length() == 2 ? Domain.COUNTS : Domain.ALL,
                name.length() == 2 ? Domain.COUNTS : Domain.ALL);
    }

    private static OpRow number(
            String name, BiFunction<Tensor, Double, Tensor> call, DoubleBinaryOperator value) {
        double number = -1.5;
        return map(
                name,
                Accuracy.EXACT,
                t -> call.apply(t[0], number),
                x -> value.applyAsDouble(x[0], number),
                Domain.ALL);
    }

    private static OpRow function(
            String name,
            Accuracy accuracy,
            UnaryOperator<Tensor> call,
            DoubleUnaryOperator value,
            Domain domain) {
        return map(name, accuracy, t -> call.apply(t[0]), x -> value.applyAsDouble(x[0]), domain);
    }

    /** A line whose operands broadcast. */
    private static OpRow map(
            String name,
            Accuracy accuracy,
            Function<Tensor[], Tensor> call,
            Value value,
            Domain... domains) {
        return OpRow.of(
                name,
                accuracy,
                draw -> {
                    Shape shape = draw.shape(0, 4);
                    int whole = draw.below(domains.length);
                    List<Tensor> operands = new ArrayList<>();
                    for (int i = 0; i < domains.length; i++) {
                        Shape own = i == whole ? shape : draw.broadcasting(shape);
                        operands.add(
                                i == 0
                                        ? draw.operand(own, domains[i])
                                        : draw.another(own, domains[i]));
                    }
                    return new Call(
                            operands,
                            call,
                            x -> NdArray.generate(shape, index -> value.of(meeting(x, index))));
                });
    }

    private static double[] meeting(NdArray[] arrays, long... index) {
        return Arrays.stream(arrays).mapToDouble(array -> array.broadcast(index)).toArray();
    }

    /**
     * A line that overwrites its first operand, which may lie anywhere its elements are distinct.
     */
    private static OpRow written(
            String name, BiFunction<Tensor, Tensor, Tensor> call, DoubleBinaryOperator value) {
        return OpRow.of(
                        name,
                        Accuracy.EXACT,
                        draw -> {
                            Shape shape = draw.shape(0, 4);
                            Placement at = Placement.distinct(draw.random);
                            Tensor target = at.tensor(shape, draw.dtype, Domain.ALL, draw.random);
                            // Now and then the operand is the target itself, or looks at it
                            // otherwise.
                            Tensor other =
                                    switch (draw.below(6)) {
                                        case 0 -> target;
                                        case 1 -> target.flip(axes(target));
                                        default ->
                                                draw.another(draw.broadcasting(shape), Domain.ALL);
                                    };
                            return new Call(
                                    List.of(target, other),
                                    t -> call.apply(t[0], t[1]),
                                    x ->
                                            NdArray.generate(
                                                    shape,
                                                    index ->
                                                            value.applyAsDouble(
                                                                    x[0].get(index),
                                                                    x[1].broadcast(index))));
                        })
                .of(DType.F32, DType.F64);
    }

    private static int[] axes(Tensor tensor) {
        return IntStream.range(0, tensor.rank()).toArray();
    }

    private static double sigmoid(double x) {
        return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    private static double geluTanh(double x) {
        return x * 0.5 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    private static double erf(double x) {
        return ErrorFunction.erf(x);
    }
}
