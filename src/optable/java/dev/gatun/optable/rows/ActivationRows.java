package dev.gatun.optable.rows;

import static dev.gatun.optable.EachElement.one;
import static dev.gatun.optable.EachElement.row;

import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.tensor.Tensor;
import java.util.List;

/** Activations that networks use less often. */
final class ActivationRows {

    private ActivationRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(smooth(), pieces());
    }

    private static List<RowBuilder> smooth() {
        return List.of(
                one(
                                "mish",
                                Tensor::mish,
                                x -> x * Math.tanh(Math.log1p(Math.exp(x))),
                                Domain.of(-4, 4))
                        .known(null, "F.mish")
                        .tolerance(Tolerance.COMMON),
                one(
                                "selu",
                                Tensor::selu,
                                x ->
                                        1.0507009873554805
                                                * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
                                Domain.ALL)
                        .known(null, "F.selu")
                        .tolerance(Tolerance.COMMON),
                one(
                                "celu",
                                t -> t.celu(1.5),
                                x -> x > 0 ? x : 1.5 * Math.expm1(x / 1.5),
                                Domain.ALL)
                        .known(null, "F.celu")
                        .tolerance(Tolerance.COMMON),
                one(
                                "logSigmoid",
                                Tensor::logSigmoid,
                                x -> Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x))),
                                Domain.ALL)
                        .known(null, "F.logsigmoid")
                        .tolerance(Tolerance.ULPS),
                one("softSign", Tensor::softSign, x -> x / (1 + Math.abs(x)), Domain.of(-4, 4))
                        .known(null, "F.softsign")
                        .tolerance(Tolerance.ULPS),
                one("tanhShrink", Tensor::tanhShrink, x -> x - Math.tanh(x), Domain.of(-4, 4))
                        .known(null, "F.tanhshrink")
                        .tolerance(Tolerance.COMMON));
    }

    private static List<RowBuilder> pieces() {
        return List.of(
                one(
                                "hardTanh",
                                t -> t.hardTanh(-1, 1.5),
                                x -> Math.min(Math.max(x, -1), 1.5),
                                Domain.ALL)
                        .known(null, "F.hardtanh"),
                one("hardSigmoid", Tensor::hardSigmoid, x -> hardSigmoid(x), Domain.ALL)
                        .known(null, "F.hardsigmoid")
                        .tolerance(Tolerance.COMMON),
                one("hardSwish", Tensor::hardSwish, x -> x * hardSigmoid(x), Domain.of(-4, 4))
                        .known(null, "F.hardswish")
                        .tolerance(Tolerance.COMMON),
                one(
                                "softShrink",
                                t -> t.softShrink(0.5),
                                x -> Math.abs(x) <= 0.5 ? 0 : x - Math.copySign(0.5, x),
                                Domain.ALL)
                        .known(null, "F.softshrink")
                        .tolerance(Tolerance.ULPS),
                one(
                                "hardShrink",
                                t -> t.hardShrink(0.5),
                                x -> Math.abs(x) <= 0.5 ? 0 : x,
                                Domain.ALL)
                        .known(null, "F.hardshrink"),
                one("threshold", t -> t.threshold(0.5, -2), x -> x <= 0.5 ? -2 : x, Domain.ALL)
                        .known(null, "F.threshold"),
                row(
                                "prelu",
                                t -> t[0].prelu(t[1]),
                                x -> x[0] > 0 ? x[0] : x[0] * x[1],
                                OperandSpec.of(Domain.ALL),
                                OperandSpec.of(Domain.ALL))
                        .known(null, "F.prelu")
                        .tolerance(Tolerance.ULPS));
    }

    private static double hardSigmoid(double x) {
        return Math.min(Math.max(x / 6 + 0.5, 0), 1);
    }
}
