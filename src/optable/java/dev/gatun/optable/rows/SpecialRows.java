package dev.gatun.optable.rows;

import static dev.gatun.optable.EachElement.one;
import static dev.gatun.optable.EachElement.row;
import static dev.gatun.optable.EachElement.two;

import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.oracle.Bessel;
import dev.gatun.optable.oracle.Special;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/** Error, gamma, zeta and Bessel functions, and small ones of one and two numbers. */
final class SpecialRows {
    private static final Domain POSITIVE = Domain.of(0.3, 4);
    private static final Domain ANY = Domain.of(-4, 4);
    private static final Domain COUNTS = Domain.whole(-60, 60);

    private SpecialRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(error(), gamma(), bessel(), small(), pairs(), divisors());
    }

    private static List<RowBuilder> error() {
        return List.of(
                one("erfc", Tensor::erfc, Special::erfc, ANY)
                        .known("scipy.special.erfc", "torch.erfc")
                        .tolerance(Tolerance.COMMON),
                one("erfcx", Tensor::erfcx, Special::erfcx, Domain.of(-2, 4))
                        .known("scipy.special.erfcx", "torch.special.erfcx")
                        .tolerance(Tolerance.COMMON),
                one("erfinv", Tensor::erfinv, Special::erfinv, Domain.of(-0.95, 0.95))
                        .known("scipy.special.erfinv", "torch.erfinv")
                        .tolerance(Tolerance.COMMON),
                one(
                                "normalQuantile",
                                Tensor::normalQuantile,
                                p -> Math.sqrt(2) * Special.erfinv(2 * p - 1),
                                Domain.of(0.05, 0.95))
                        .known("scipy.special.ndtri", "torch.special.ndtri")
                        .tolerance(Tolerance.COMMON)
                        .types(DType.F32, DType.F64),
                one(
                                "logNormalCdf",
                                Tensor::logNormalCdf,
                                x -> Math.log(Special.erfc(-x * Math.sqrt(0.5)) / 2),
                                ANY)
                        .known("scipy.special.log_ndtr", "torch.special.log_ndtr")
                        .tolerance(Tolerance.COMMON));
    }

    private static List<RowBuilder> gamma() {
        return List.of(
                one("lgamma", Tensor::lgamma, Special::lgamma, POSITIVE)
                        .known("scipy.special.gammaln", "torch.lgamma")
                        .tolerance(Tolerance.COMMON),
                one("digamma", Tensor::digamma, x -> Special.polygamma(0, x), POSITIVE)
                        .known("scipy.special.psi", "torch.digamma")
                        .tolerance(Tolerance.COMMON),
                one("polygamma", t -> t.polygamma(1), x -> Special.polygamma(1, x), POSITIVE)
                        .known("scipy.special.polygamma", "torch.polygamma")
                        .tolerance(Tolerance.COMMON)
                        .refuses(
                                "polygamma: the order -1 is negative",
                                () -> Tensor.ones(2).polygamma(-1)),
                one("polygamma", t -> t.polygamma(3), x -> Special.polygamma(3, x), POSITIVE)
                        .variant("of order 3")
                        .tolerance(Tolerance.COMMON),
                one(
                                "zeta",
                                t -> Tensor.scalar(3.0).zeta(t),
                                q -> Special.polygamma(2, q) / -2,
                                POSITIVE)
                        .known("scipy.special.zeta", "torch.special.zeta")
                        .tolerance(Tolerance.COMMON),
                one(
                                "gammainc",
                                x -> Tensor.scalar(2.5).gammainc(x),
                                x -> Special.gammainc(2.5, x),
                                POSITIVE)
                        .known("scipy.special.gammainc", "torch.special.gammainc")
                        .tolerance(Tolerance.COMMON),
                one(
                                "gammaincc",
                                x -> Tensor.scalar(0.7).gammaincc(x),
                                x -> 1 - Special.gammainc(0.7, x),
                                POSITIVE)
                        .known("scipy.special.gammaincc", "torch.special.gammaincc")
                        .tolerance(Tolerance.COMMON));
    }

    private static List<RowBuilder> bessel() {
        return List.of(
                bessel("besselJ0", Tensor::besselJ0, x -> Bessel.j(0, x), ANY)
                        .known("scipy.special.j0", "torch.special.bessel_j0"),
                bessel("besselJ1", Tensor::besselJ1, x -> Bessel.j(1, x), ANY)
                        .known("scipy.special.j1", "torch.special.bessel_j1"),
                bessel("besselY0", Tensor::besselY0, x -> Bessel.y(0, x), POSITIVE)
                        .known("scipy.special.y0", "torch.special.bessel_y0"),
                bessel("besselY1", Tensor::besselY1, x -> Bessel.y(1, x), POSITIVE)
                        .known("scipy.special.y1", "torch.special.bessel_y1"),
                bessel("i0", Tensor::i0, x -> Bessel.i(0, x), ANY).known("np.i0", "torch.i0"),
                bessel("i0e", Tensor::i0e, x -> Math.exp(-Math.abs(x)) * Bessel.i(0, x), POSITIVE)
                        .known("scipy.special.i0e", "torch.special.i0e"),
                bessel("i1", Tensor::i1, x -> Bessel.i(1, x), ANY)
                        .known("scipy.special.i1", "torch.special.i1"),
                bessel("i1e", Tensor::i1e, x -> Math.exp(-Math.abs(x)) * Bessel.i(1, x), ANY)
                        .known("scipy.special.i1e", "torch.special.i1e"),
                bessel("k0", Tensor::k0, x -> Bessel.k(0, x), POSITIVE)
                        .known("scipy.special.k0", "torch.special.modified_bessel_k0"),
                bessel("k0e", Tensor::k0e, x -> Math.exp(x) * Bessel.k(0, x), POSITIVE)
                        .known("scipy.special.k0e", "torch.special.scaled_modified_bessel_k0"),
                bessel("k1", Tensor::k1, x -> Bessel.k(1, x), POSITIVE)
                        .known("scipy.special.k1", "torch.special.modified_bessel_k1"),
                bessel("k1e", Tensor::k1e, x -> Math.exp(x) * Bessel.k(1, x), POSITIVE)
                        .known("scipy.special.k1e", "torch.special.scaled_modified_bessel_k1"));
    }

    private static RowBuilder bessel(
            String method, UnaryOperator<Tensor> call, DoubleUnaryOperator value, Domain domain) {
        return one(method, call, value, domain).tolerance(Tolerance.COMMON);
    }

    private static List<RowBuilder> small() {
        return List.of(
                one("entr", Tensor::entr, SpecialRows::entr, Domain.of(0.05, 4))
                        .known("scipy.special.entr", "torch.special.entr")
                        .tolerance(Tolerance.COMMON),
                one("deg2rad", Tensor::deg2rad, x -> x * Math.PI / 180, Domain.ALL)
                        .known("np.deg2rad", "torch.deg2rad")
                        .tolerance(Tolerance.ULPS),
                one("rad2deg", Tensor::rad2deg, x -> x * 180 / Math.PI, Domain.ALL)
                        .known("np.rad2deg", "torch.rad2deg")
                        .tolerance(Tolerance.ULPS),
                one("relu6", Tensor::relu6, x -> Math.min(Math.max(x, 0), 6), Domain.of(-4, 9))
                        .known(null, "F.relu6"),
                one(
                                "signBit",
                                Tensor::signBit,
                                x -> !Double.isNaN(x) && Math.copySign(1, x) < 0 ? 1 : 0,
                                Domain.ALL)
                        .known("np.signbit", "torch.signbit")
                        .noGradient());
    }

    private static List<RowBuilder> pairs() {
        return List.of(
                row(
                                "xlog1py",
                                t -> t[0].xlog1py(t[1]),
                                x -> x[0] * Math.log1p(x[1]),
                                OperandSpec.of(ANY),
                                OperandSpec.of(Domain.of(-0.9, 4)))
                        .known("scipy.special.xlog1py", "torch.special.xlog1py")
                        .tolerance(Tolerance.ULPS),
                row(
                                "ldexp",
                                t -> t[0].ldexp(t[1]),
                                x -> x[0] * Math.pow(2, x[1]),
                                OperandSpec.of(Domain.ALL),
                                OperandSpec.of(ANY))
                        .known("np.ldexp", "torch.ldexp")
                        .tolerance(Tolerance.ULPS),
                two("fmax", Tensor::fmax, SpecialRows::fmax, Domain.ALL)
                        .known("np.fmax", "torch.fmax"),
                two("fmin", Tensor::fmin, (a, b) -> -fmax(-a, -b), Domain.ALL)
                        .known("np.fmin", "torch.fmin"),
                two("logAddExp2", Tensor::logAddExp2, SpecialRows::logAddExp2, ANY)
                        .known("np.logaddexp2", "torch.logaddexp2")
                        .tolerance(Tolerance.COMMON));
    }

    private static List<RowBuilder> divisors() {
        return List.of(
                two("gcd", Tensor::gcd, SpecialRows::gcd, COUNTS)
                        .known("np.gcd", "torch.gcd")
                        .types(DType.I64, DType.I32)
                        .noGradient()
                        .refuses("gcd", () -> Tensor.ones(2).gcd(Tensor.ones(2))),
                two(
                                "lcm",
                                Tensor::lcm,
                                (a, b) -> a == 0 || b == 0 ? 0 : Math.abs(a * b) / gcd(a, b),
                                COUNTS)
                        .known("np.lcm", "torch.lcm")
                        .types(DType.I64, DType.I32)
                        .noGradient());
    }

    private static double entr(double x) {
        return x == 0 ? 0 : -x * Math.log(x);
    }

    private static double fmax(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
    }

    private static double logAddExp2(double a, double b) {
        return Math.log(Math.pow(2, a) + Math.pow(2, b)) / Math.log(2);
    }

    /** The largest number that divides both. */
    private static double gcd(double a, double b) {
        if (a == 0 || b == 0) {
            return Math.abs(a + b);
        }
        double largest = Math.min(Math.abs(a), Math.abs(b));
        while (a % largest != 0 || b % largest != 0) {
            largest--;
        }
        return largest;
    }
}
