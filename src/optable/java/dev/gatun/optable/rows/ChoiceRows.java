package dev.gatun.optable.rows;

import static dev.gatun.optable.EachElement.row;

import dev.gatun.expr.Expr;
import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.reference.Value;
import dev.gatun.tensor.Tensor;
import java.util.List;

/** Choices between elements, and expressions of the caller's own. */
final class ChoiceRows {
    private static final OperandSpec ALL = OperandSpec.of(Domain.ALL);
    private static final OperandSpec ANY = OperandSpec.of(Domain.of(-4, 4));

    private ChoiceRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(choices(), maps(), mapsWithNumbers());
    }

    private static List<RowBuilder> choices() {
        return List.of(
                row(
                                "where",
                                t -> Tensor.where(t[0], t[1], t[2]),
                                x -> x[0] != 0 ? x[1] : x[2],
                                OperandSpec.MASK,
                                ALL,
                                ALL)
                        .known("np.where", "torch.where")
                        .reference(x -> Value.where(x[0], x[1], x[2])),
                row(
                                "where",
                                t -> Tensor.where(t[1], -2.5, t[0]),
                                x -> x[1] != 0 ? -2.5 : x[0],
                                ALL,
                                OperandSpec.MASK)
                        .variant("a number for yes"),
                row(
                                "where",
                                t -> Tensor.where(t[1], t[0], -2.5),
                                x -> x[1] != 0 ? x[0] : -2.5,
                                ALL,
                                OperandSpec.MASK)
                        .variant("a number for no"),
                row(
                                "where",
                                t -> Tensor.where(t[0], 1.5, -2.5),
                                x -> x[0] != 0 ? 1.5 : -2.5,
                                OperandSpec.of(Domain.COUNTS))
                        .variant("two numbers")
                        .noGradient(),
                row(
                                "maskedFill",
                                t -> t[0].maskedFill(t[1], -2.5),
                                x -> x[1] != 0 ? -2.5 : x[0],
                                ALL,
                                OperandSpec.MASK)
                        .known("np.where", "torch.masked_fill")
                        .reference(x -> x[0].maskedFill(x[1], -2.5)),
                row(
                                "maskedFill",
                                t -> t[0].maskedFill(t[1], t[2]),
                                x -> x[1] != 0 ? x[2] : x[0],
                                ALL,
                                OperandSpec.MASK,
                                ALL)
                        .variant("a tensor"),
                row(
                                "lerp",
                                t -> t[0].lerp(t[1], t[2]),
                                x -> x[0] + x[2] * (x[1] - x[0]),
                                ANY,
                                ANY,
                                ANY)
                        .known(null, "torch.lerp")
                        .tolerance(Tolerance.COMMON)
                        .reference(x -> x[0].add(x[2].mul(x[1].sub(x[0])))));
    }

    private static List<RowBuilder> maps() {
        return List.of(
                row(
                                "map",
                                t -> Tensor.map(t[0], e -> e.mul(e).add(1).log()),
                                x -> Math.log(x[0] * x[0] + 1),
                                ANY)
                        .known(null, null)
                        .tolerance(Tolerance.COMMON),
                row(
                                "map",
                                t -> Tensor.map(t[0], t[1], (x, y) -> x.mul(y.sigmoid())),
                                x -> x[0] * FunctionRows.sigmoid(x[1]),
                                ANY,
                                ANY)
                        .variant("two")
                        .tolerance(Tolerance.COMMON),
                row(
                                "map",
                                t ->
                                        Tensor.map(
                                                t[0],
                                                t[1],
                                                (x, y) -> x.mul(y).add(x).tanh().mul(0.5).add(y)),
                                x -> Math.tanh(x[0] * x[1] + x[0]) * 0.5 + x[1],
                                ANY,
                                ANY)
                        .variant("five functions of two")
                        .tolerance(Tolerance.COMMON)
                        .reference(x -> x[0].mul(x[1]).add(x[0]).tanh().mul(0.5).add(x[1])),
                row(
                                "map",
                                t ->
                                        Tensor.map(
                                                t[0],
                                                t[1],
                                                t[2],
                                                (x, y, z) -> x.mul(y).add(z).tanh()),
                                x -> Math.tanh(x[0] * x[1] + x[2]),
                                ANY,
                                ANY,
                                ANY)
                        .variant("three")
                        .tolerance(Tolerance.COMMON),
                row(
                                "map",
                                t ->
                                        Tensor.map(
                                                List.of(t),
                                                e ->
                                                        e.get(0)
                                                                .add(e.get(1))
                                                                .mul(e.get(2).sub(e.get(3)))),
                                x -> (x[0] + x[1]) * (x[2] - x[3]),
                                ANY,
                                ANY,
                                ANY,
                                ANY)
                        .variant("four")
                        .tolerance(Tolerance.COMMON));
    }

    private static List<RowBuilder> mapsWithNumbers() {
        double[] numbers = {0.5, -1.25};
        Expr first = Expr.scalar(0);
        Expr second = Expr.scalar(1);
        return List.of(
                row(
                                "map",
                                t ->
                                        Tensor.map(
                                                numbers,
                                                t[0],
                                                x -> x.mul(first).add(second).tanh()),
                                x -> Math.tanh(x[0] * 0.5 - 1.25),
                                ANY)
                        .variant("numbers and one")
                        .tolerance(Tolerance.COMMON),
                row(
                                "map",
                                t ->
                                        Tensor.map(
                                                numbers,
                                                t[0],
                                                t[1],
                                                (x, y) -> x.sub(y.mul(second))),
                                x -> x[0] + x[1] * 1.25,
                                ANY,
                                ANY)
                        .variant("numbers and two")
                        .tolerance(Tolerance.COMMON),
                row(
                                "map",
                                t ->
                                        Tensor.map(
                                                numbers,
                                                t[0],
                                                t[1],
                                                t[2],
                                                (x, y, z) -> x.mul(first).add(y.mul(z).sin())),
                                x -> x[0] * 0.5 + Math.sin(x[1] * x[2]),
                                ANY,
                                ANY,
                                ANY)
                        .variant("numbers and three")
                        .tolerance(Tolerance.COMMON),
                row(
                                "map",
                                t ->
                                        Tensor.map(
                                                numbers,
                                                List.of(t),
                                                e -> e.get(0).mul(first).sub(e.get(1).mul(second))),
                                x -> x[0] * 0.5 + x[1] * 1.25,
                                ANY,
                                ANY)
                        .variant("numbers and a list")
                        .tolerance(Tolerance.COMMON));
    }
}
