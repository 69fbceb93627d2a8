package dev.gatun.optable.rows;

import static dev.gatun.optable.EachElement.one;
import static dev.gatun.optable.EachElement.two;

import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.util.List;

/** Trigonometric and hyperbolic functions, logarithms, parts of a number. */
final class MathRows {
    private static final Domain POSITIVE = Domain.of(0.05, 4);
    private static final Domain INSIDE = Domain.of(-0.9, 0.9);

    private MathRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(elementary(), composed());
    }

    private static List<RowBuilder> elementary() {
        return List.of(
                one("log2", Tensor::log2, MathRows::log2, POSITIVE)
                        .known("np.log2", "torch.log2")
                        .tolerance(Tolerance.COMMON),
                one("log10", Tensor::log10, Math::log10, POSITIVE)
                        .known("np.log10", "torch.log10")
                        .tolerance(Tolerance.ULPS),
                one("exp2", Tensor::exp2, x -> Math.pow(2, x), Domain.ALL)
                        .known("np.exp2", "torch.exp2")
                        .tolerance(Tolerance.ULPS),
                one("cbrt", Tensor::cbrt, Math::cbrt, POSITIVE)
                        .known("np.cbrt", null)
                        .tolerance(Tolerance.ULPS),
                one("tan", Tensor::tan, Math::tan, Domain.of(-1.3, 1.3))
                        .known("np.tan", "torch.tan")
                        .tolerance(Tolerance.ULPS),
                one("asin", Tensor::asin, Math::asin, INSIDE)
                        .known("np.arcsin", "torch.asin")
                        .tolerance(Tolerance.ULPS),
                one("acos", Tensor::acos, Math::acos, INSIDE)
                        .known("np.arccos", "torch.acos")
                        .tolerance(Tolerance.ULPS),
                one("atan", Tensor::atan, Math::atan, Domain.ALL)
                        .known("np.arctan", "torch.atan")
                        .tolerance(Tolerance.ULPS),
                one("sinh", Tensor::sinh, Math::sinh, Domain.ALL)
                        .known("np.sinh", "torch.sinh")
                        .tolerance(Tolerance.ULPS),
                one("cosh", Tensor::cosh, Math::cosh, Domain.ALL)
                        .known("np.cosh", "torch.cosh")
                        .tolerance(Tolerance.ULPS),
                one(
                                "asinh",
                                Tensor::asinh,
                                x -> Math.signum(x) * Math.log(Math.abs(x) + Math.hypot(x, 1)),
                                Domain.of(-4, 4))
                        .known("np.arcsinh", "torch.asinh")
                        .tolerance(Tolerance.COMMON),
                one(
                                "acosh",
                                Tensor::acosh,
                                x -> Math.log(x + Math.sqrt(x * x - 1)),
                                Domain.of(1.5, 4))
                        .known("np.arccosh", "torch.acosh")
                        .tolerance(Tolerance.COMMON),
                one("atanh", Tensor::atanh, x -> 0.5 * Math.log((1 + x) / (1 - x)), INSIDE)
                        .known("np.arctanh", "torch.atanh")
                        .tolerance(Tolerance.COMMON));
    }

    private static List<RowBuilder> composed() {
        return List.of(
                one("trunc", Tensor::trunc, x -> x < 0 ? Math.ceil(x) : Math.floor(x), Domain.ALL)
                        .known("np.trunc", "torch.trunc"),
                one(
                                "frac",
                                Tensor::frac,
                                x -> x - (x < 0 ? Math.ceil(x) : Math.floor(x)),
                                Domain.ALL)
                        .known(null, "torch.frac"),
                one("logit", Tensor::logit, x -> Math.log(x / (1 - x)), Domain.of(0.1, 0.9))
                        .known("scipy.special.logit", "torch.logit")
                        .tolerance(Tolerance.COMMON)
                        .types(DType.F32, DType.F64, DType.BF16, DType.F16),
                one(
                                "sinc",
                                Tensor::sinc,
                                x -> x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x),
                                Domain.of(-4, 4))
                        .known("np.sinc", "torch.sinc")
                        .tolerance(Tolerance.COMMON),
                one("isFinite", Tensor::isFinite, x -> Double.isFinite(x) ? 1 : 0, Domain.ALL)
                        .known("np.isfinite", "torch.isfinite")
                        .noGradient(),
                one("isInf", Tensor::isInf, x -> Double.isInfinite(x) ? 1 : 0, Domain.ALL)
                        .known("np.isinf", "torch.isinf")
                        .noGradient(),
                one(
                                "nanToNum",
                                t -> t.nanToNum(0.5, 8, -8),
                                x -> Double.isNaN(x) ? 0.5 : Math.min(Math.max(x, -8), 8),
                                Domain.ALL)
                        .known("np.nan_to_num", "torch.nan_to_num"),
                one("mantissa", Tensor::mantissa, x -> x / power(x), Domain.of(2.1, 3.9))
                        .known("np.frexp", "torch.frexp"),
                one("exponent", Tensor::exponent, x -> Math.log(power(x)) / Math.log(2), Domain.ALL)
                        .known("np.frexp", "torch.frexp")
                        .tolerance(Tolerance.ULPS),
                two("nextAfter", Tensor::nextAfter, (a, _) -> a, Domain.of(-4, 4))
                        .known("np.nextafter", "torch.nextafter")
                        .tolerance(Tolerance.ULPS));
    }

    /** The least power of 2 above a number; 1 for those that have none. */
    private static double power(double x) {
        double power = 1;
        while (x != 0 && Double.isFinite(x) && Math.abs(x) >= power) {
            power *= 2;
        }
        while (x != 0 && Math.abs(x) < power / 2) {
            power /= 2;
        }
        return power;
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }
}
