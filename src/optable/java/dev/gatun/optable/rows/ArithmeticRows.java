package dev.gatun.optable.rows;

import static dev.gatun.optable.EachElement.one;
import static dev.gatun.optable.EachElement.row;
import static dev.gatun.optable.EachElement.two;
import static dev.gatun.optable.EachElement.written;

import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;

/** Sums, products, quotients and powers, of two tensors, of a tensor and a number, in place. */
final class ArithmeticRows {
    private static final Domain POSITIVE = Domain.of(0.05, 4);
    private static final double NUMBER = -1.5;

    private ArithmeticRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(pairs(), numbers(), inPlace());
    }

    private static List<RowBuilder> pairs() {
        return List.of(
                two("add", Tensor::add, Double::sum, Domain.ALL)
                        .known("np.add", "torch.add")
                        .andBool()
                        .reference(x -> x[0].add(x[1]))
                        .refuses(
                                "add: shapes do not broadcast: [2, 3] x [4]",
                                () -> Tensor.zeros(2, 3).add(Tensor.zeros(4))),
                two("sub", Tensor::sub, (x, y) -> x - y, Domain.ALL)
                        .known("np.subtract", "torch.sub")
                        .reference(x -> x[0].sub(x[1]))
                        .refuses(
                                "sub: takes numbers, not tensor [2] bool; logicalXor",
                                () -> Tensor.of(true, false).sub(Tensor.of(true, true))),
                two("mul", Tensor::mul, (x, y) -> x * y, Domain.ALL)
                        .known("np.multiply", "torch.mul")
                        .andBool()
                        .reference(x -> x[0].mul(x[1])),
                two("div", Tensor::div, (x, y) -> x / y, Domain.ALL)
                        .known("np.divide", "torch.div")
                        .andBool()
                        .reference(x -> x[0].div(x[1])),
                two("maximum", Tensor::maximum, Math::max, Domain.ALL)
                        .known("np.maximum", "torch.maximum")
                        .andBool(),
                two("minimum", Tensor::minimum, Math::min, Domain.ALL)
                        .known("np.minimum", "torch.minimum")
                        .andBool(),
                row(
                                "pow",
                                t -> t[0].pow(t[1]),
                                x -> Math.pow(x[0], x[1]),
                                OperandSpec.of(POSITIVE),
                                OperandSpec.of(Domain.of(-4, 4)))
                        .known("np.power", "torch.pow")
                        .tolerance(Tolerance.ULPS)
                        .types(DType.F32, DType.F64, DType.BF16, DType.F16));
    }

    private static List<RowBuilder> numbers() {
        return List.of(
                number("add", Tensor::add, Double::sum).reference(x -> x[0].add(NUMBER)),
                number("sub", Tensor::sub, (x, n) -> x - n).reference(x -> x[0].add(-NUMBER)),
                number("rsub", Tensor::rsub, (x, n) -> n - x)
                        .known("np.subtract", "torch.rsub")
                        .reference(x -> x[0].neg().add(NUMBER)),
                number("mul", Tensor::mul, (x, n) -> x * n).reference(x -> x[0].mul(NUMBER)),
                number("div", Tensor::div, (x, n) -> x / n).reference(x -> x[0].mul(1 / NUMBER)),
                number("rdiv", Tensor::rdiv, (x, n) -> n / x)
                        .known("np.divide", "torch.div")
                        .reference(x -> x[0].pow(-1).mul(NUMBER)),
                number("maximum", Tensor::maximum, Math::max),
                number("minimum", Tensor::minimum, Math::min),
                one("square", Tensor::square, x -> x * x, Domain.ALL)
                        .known("np.square", "torch.square")
                        .reference(x -> x[0].mul(x[0])),
                one("pow", t -> t.pow(2), x -> x * x, Domain.ALL)
                        .variant("the square")
                        .reference(x -> x[0].mul(x[0])),
                one("pow", t -> t.pow(NUMBER), x -> Math.pow(x, NUMBER), POSITIVE)
                        .variant("a number")
                        .tolerance(Tolerance.ULPS)
                        .reference(x -> x[0].pow(NUMBER)),
                one("clamp", t -> t.clamp(-1, 1.5), x -> Math.min(Math.max(x, -1), 1.5), Domain.ALL)
                        .known("np.clip", "torch.clamp"),
                row(
                                "clamp",
                                t -> t[0].clamp(t[1], t[2]),
                                x -> Math.min(Math.max(x[0], x[1]), x[2]),
                                OperandSpec.of(Domain.ALL),
                                OperandSpec.of(Domain.ALL),
                                OperandSpec.of(Domain.ALL))
                        .variant("tensors"));
    }

    private static List<RowBuilder> inPlace() {
        return List.of(
                        written("add_", Tensor::add_, Double::sum)
                                .known("np.add(out=)", "Tensor.add_")
                                .refuses(
                                        "add_: several elements of tensor [2, 3] float32 share one place",
                                        () -> Tensor.zeros(2, 1).expand(2, 3).add_(Tensor.zeros(3)))
                                .refuses(
                                        "add_: the result does not fit the tensor it is to be written to:"
                                                + " [3] x [2, 3]",
                                        () -> Tensor.zeros(3).add_(Tensor.zeros(2, 3)))
                                .refuses(
                                        "add_: the result has fractions and cannot be written to tensor [3]"
                                                + " int64",
                                        () -> Tensor.arange(3).add_(Tensor.zeros(3))),
                        written("sub_", Tensor::sub_, (x, y) -> x - y)
                                .known("np.subtract(out=)", "Tensor.sub_"),
                        written("mul_", Tensor::mul_, (x, y) -> x * y)
                                .known("np.multiply(out=)", "Tensor.mul_"),
                        written("div_", Tensor::div_, (x, y) -> x / y)
                                .known("np.divide(out=)", "Tensor.div_"),
                        written("copy_", Tensor::copy_, (x, y) -> y)
                                .known("np.copyto", "Tensor.copy_"),
                        written("add_", (x, y) -> x.add_(1.25), (x, y) -> x + 1.25)
                                .variant("a number"),
                        written("sub_", (x, y) -> x.sub_(1.25), (x, y) -> x - 1.25)
                                .variant("a number"),
                        written("div_", (x, y) -> x.div_(-1.5), (x, y) -> x / -1.5)
                                .variant("a number"),
                        written("mul_", (x, y) -> x.mul_(-1.5), (x, y) -> x * -1.5)
                                .variant("a number"),
                        written("fill_", (x, y) -> x.fill_(0.75), (x, y) -> 0.75)
                                .known("ndarray.fill", "Tensor.fill_"),
                        written("zero_", (x, y) -> x.zero_(), (x, y) -> 0)
                                .known("ndarray.fill", "Tensor.zero_"))
                .stream()
                .map(each -> each.types(DType.F32, DType.F64))
                .toList();
    }

    private static RowBuilder number(
            String method, BiFunction<Tensor, Double, Tensor> call, DoubleBinaryOperator value) {
        return one(
                        method,
                        t -> call.apply(t, NUMBER),
                        x -> value.applyAsDouble(x, NUMBER),
                        Domain.ALL)
                .variant("a number");
    }
}
