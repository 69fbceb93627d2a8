package dev.gatun.optable.rows;

import static dev.gatun.optable.EachElement.one;

import dev.gatun.expr.ErrorFunction;
import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.reference.Composed;
import dev.gatun.tensor.Tensor;
import java.util.List;

/** Functions of one number. */
final class FunctionRows {
    private static final Domain POSITIVE = Domain.of(0.05, 4);
    private static final Domain SMALL = Domain.of(-0.9, 3);
    private static final Domain ANY = Domain.of(-4, 4);

    private FunctionRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(exact(), transcendental(), activations());
    }

    private static List<RowBuilder> exact() {
        return List.of(
                one("neg", Tensor::neg, x -> -x, Domain.ALL)
                        .known("np.negative", "torch.neg")
                        .reference(x -> x[0].neg()),
                one("abs", Tensor::abs, Math::abs, Domain.ALL).known("np.abs", "torch.abs"),
                one("sign", Tensor::sign, Math::signum, Domain.ALL).known("np.sign", "torch.sign"),
                one("floor", Tensor::floor, Math::floor, Domain.ALL)
                        .known("np.floor", "torch.floor"),
                one("ceil", Tensor::ceil, Math::ceil, Domain.ALL).known("np.ceil", "torch.ceil"),
                one("round", Tensor::round, Math::rint, Domain.ALL)
                        .known("np.round", "torch.round"),
                one("sqrt", Tensor::sqrt, Math::sqrt, POSITIVE)
                        .known("np.sqrt", "torch.sqrt")
                        .reference(x -> x[0].sqrt()),
                one("reciprocal", Tensor::reciprocal, x -> 1 / x, Domain.ALL)
                        .known("np.reciprocal", "torch.reciprocal")
                        .reference(x -> x[0].pow(-1)));
    }

    private static List<RowBuilder> transcendental() {
        return List.of(
                one("rsqrt", Tensor::rsqrt, x -> 1 / Math.sqrt(x), POSITIVE)
                        .known(null, "torch.rsqrt")
                        .tolerance(Tolerance.ULPS)
                        .reference(x -> x[0].pow(-0.5)),
                one("exp", Tensor::exp, Math::exp, Domain.ALL)
                        .known("np.exp", "torch.exp")
                        .tolerance(Tolerance.ULPS)
                        .reference(x -> x[0].exp()),
                one("expm1", Tensor::expm1, Math::expm1, Domain.ALL)
                        .known("np.expm1", "torch.expm1")
                        .tolerance(Tolerance.ULPS),
                one("log", Tensor::log, Math::log, POSITIVE)
                        .known("np.log", "torch.log")
                        .tolerance(Tolerance.ULPS)
                        .reference(x -> x[0].log()),
                one("log1p", Tensor::log1p, Math::log1p, SMALL)
                        .known("np.log1p", "torch.log1p")
                        .tolerance(Tolerance.ULPS),
                one("sin", Tensor::sin, Math::sin, Domain.ALL)
                        .known("np.sin", "torch.sin")
                        .tolerance(Tolerance.COMMON)
                        .reference(x -> x[0].sin()),
                one("cos", Tensor::cos, Math::cos, Domain.ALL)
                        .known("np.cos", "torch.cos")
                        .tolerance(Tolerance.COMMON),
                one("tanh", Tensor::tanh, Math::tanh, Domain.ALL)
                        .known("np.tanh", "torch.tanh")
                        .tolerance(Tolerance.ULPS)
                        .reference(x -> x[0].tanh()),
                one("erf", Tensor::erf, ErrorFunction::erf, Domain.ALL)
                        .known("scipy.special.erf", "torch.erf")
                        .tolerance(Tolerance.ULPS)
                        .reference(x -> x[0].erf()),
                one("normalCdf", Tensor::normalCdf, FunctionRows::normalCdf, ANY)
                        .known("scipy.special.ndtr", "torch.special.ndtr")
                        .tolerance(Tolerance.COMMON));
    }

    private static List<RowBuilder> activations() {
        return List.of(
                one("sigmoid", Tensor::sigmoid, FunctionRows::sigmoid, Domain.ALL)
                        .known("scipy.special.expit", "torch.sigmoid")
                        .tolerance(Tolerance.ULPS)
                        .reference(x -> x[0].sigmoid()),
                one("softplus", Tensor::softplus, FunctionRows::softplus, Domain.ALL)
                        .known(null, "F.softplus")
                        .tolerance(Tolerance.ULPS),
                one("relu", Tensor::relu, x -> x <= 0 ? 0 : x, Domain.ALL)
                        .known(null, "torch.relu")
                        .reference(x -> x[0].relu()),
                one("leakyRelu", t -> t.leakyRelu(0.1), x -> x > 0 ? x : 0.1 * x, Domain.ALL)
                        .known(null, "F.leaky_relu")
                        .tolerance(Tolerance.ULPS),
                one("elu", t -> t.elu(1.5), x -> x > 0 ? x : 1.5 * Math.expm1(x), Domain.ALL)
                        .known(null, "F.elu")
                        .tolerance(Tolerance.ULPS),
                one("silu", Tensor::silu, x -> x * sigmoid(x), ANY)
                        .known(null, "F.silu")
                        .tolerance(Tolerance.COMMON)
                        .reference(x -> x[0].mul(x[0].sigmoid())),
                one("gelu", Tensor::gelu, FunctionRows::gelu, ANY)
                        .known(null, "F.gelu")
                        .tolerance(Tolerance.COMMON)
                        .reference(x -> Composed.gelu(x[0])),
                one("geluTanh", Tensor::geluTanh, FunctionRows::geluTanh, ANY)
                        .known(null, "F.gelu(approximate='tanh')")
                        .tolerance(Tolerance.COMMON)
                        .reference(x -> Composed.geluTanh(x[0])));
    }

    /** The logistic function. */
    static double sigmoid(double x) {
        return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    private static double gelu(double x) {
        return x * normalCdf(x);
    }

    private static double normalCdf(double x) {
        return 0.5 * (1 + ErrorFunction.erf(x * Math.sqrt(0.5)));
    }

    private static double geluTanh(double x) {
        return x * 0.5 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }
}
