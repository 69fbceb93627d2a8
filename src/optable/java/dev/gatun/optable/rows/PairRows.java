package dev.gatun.optable.rows;

import static dev.gatun.optable.EachElement.one;
import static dev.gatun.optable.EachElement.row;

import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.util.List;

/** Functions of two and three numbers, and the bits of integers. */
final class PairRows {
    private static final Domain POSITIVE = Domain.of(0.05, 4);
    private static final Domain DIVISOR = Domain.of(5, 9);
    private static final OperandSpec ANY = OperandSpec.of(Domain.of(-4, 4));

    private PairRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(numbers(), bits());
    }

    private static List<RowBuilder> numbers() {
        return List.of(
                row(
                                "atan2",
                                t -> t[0].atan2(t[1]),
                                x -> Math.atan2(x[0], x[1]),
                                OperandSpec.of(Domain.ALL),
                                OperandSpec.of(POSITIVE))
                        .known("np.arctan2", "torch.atan2")
                        .tolerance(Tolerance.ULPS),
                row(
                                "hypot",
                                t -> t[0].hypot(t[1]),
                                x -> Math.hypot(x[0], x[1]),
                                OperandSpec.of(POSITIVE),
                                OperandSpec.of(Domain.ALL))
                        .known("np.hypot", "torch.hypot")
                        .tolerance(Tolerance.ULPS),
                row(
                                "fmod",
                                t -> t[0].fmod(t[1]),
                                x -> x[0] % x[1],
                                OperandSpec.of(Domain.ALL),
                                OperandSpec.of(DIVISOR))
                        .known("np.fmod", "torch.fmod"),
                row(
                                "remainder",
                                t -> t[0].remainder(t[1]),
                                x -> remainder(x[0], x[1]),
                                OperandSpec.of(Domain.ALL),
                                OperandSpec.of(DIVISOR))
                        .known("np.mod", "torch.remainder")
                        .tolerance(Tolerance.ULPS),
                row(
                                "floorDivide",
                                t -> t[0].floorDivide(t[1]),
                                x -> Math.floor(x[0] / x[1]),
                                OperandSpec.of(Domain.of(-4, 4)),
                                OperandSpec.of(DIVISOR))
                        .known("np.floor_divide", "torch.floor_divide"),
                row(
                                "copySign",
                                t -> t[0].copySign(t[1]),
                                x -> Math.copySign(x[0], Double.isNaN(x[1]) ? 1 : x[1]),
                                OperandSpec.of(Domain.ALL),
                                OperandSpec.of(Domain.ALL))
                        .known("np.copysign", "torch.copysign"),
                row(
                                "heaviside",
                                t -> t[0].heaviside(t[1]),
                                x -> x[0] == 0 ? x[1] : x[0] > 0 ? 1 : 0,
                                OperandSpec.of(Domain.ALL),
                                OperandSpec.of(Domain.ALL))
                        .known("np.heaviside", "torch.heaviside"),
                row(
                                "logAddExp",
                                t -> t[0].logAddExp(t[1]),
                                x -> logAddExp(x[0], x[1]),
                                OperandSpec.of(Domain.ALL),
                                OperandSpec.of(Domain.ALL))
                        .known("np.logaddexp", "torch.logaddexp")
                        .tolerance(Tolerance.COMMON),
                row(
                                "xlogy",
                                t -> t[0].xlogy(t[1]),
                                x ->
                                        Double.isNaN(x[1])
                                                ? x[1]
                                                : x[0] == 0 ? 0 : x[0] * Math.log(x[1]),
                                OperandSpec.of(Domain.ALL),
                                OperandSpec.of(POSITIVE))
                        .known("scipy.special.xlogy", "torch.xlogy")
                        .tolerance(Tolerance.COMMON),
                row(
                                "addcmul",
                                t -> t[0].addcmul(t[1], t[2], 0.5),
                                x -> x[0] + x[1] * x[2] * 0.5,
                                ANY,
                                ANY,
                                ANY)
                        .known(null, "torch.addcmul")
                        .tolerance(Tolerance.COMMON),
                row(
                                "addcdiv",
                                t -> t[0].addcdiv(t[1], t[2], 0.5),
                                x -> x[0] + x[1] / x[2] * 0.5,
                                ANY,
                                ANY,
                                OperandSpec.of(DIVISOR))
                        .known(null, "torch.addcdiv")
                        .tolerance(Tolerance.COMMON));
    }

    private static List<RowBuilder> bits() {
        return List.of(
                row(
                                "bitwiseAnd",
                                t -> t[0].bitwiseAnd(t[1]),
                                x -> (long) x[0] & (long) x[1],
                                OperandSpec.of(Domain.COUNTS),
                                OperandSpec.of(Domain.COUNTS))
                        .known("np.bitwise_and", "torch.bitwise_and")
                        .types(DType.I64, DType.I32, DType.BOOL)
                        .noGradient()
                        .refuses(
                                "bitwiseAnd: takes integers, not tensor [2] float32",
                                () -> Tensor.zeros(2).bitwiseAnd(Tensor.zeros(2))),
                row(
                                "bitwiseOr",
                                t -> t[0].bitwiseOr(t[1]),
                                x -> (long) x[0] | (long) x[1],
                                OperandSpec.of(Domain.COUNTS),
                                OperandSpec.of(Domain.COUNTS))
                        .known("np.bitwise_or", "torch.bitwise_or")
                        .types(DType.I64, DType.I32, DType.BOOL)
                        .noGradient()
                        .refuses(
                                "bitwiseOr: takes integers, not tensor [2] float32",
                                () -> Tensor.zeros(2).bitwiseOr(Tensor.zeros(2))),
                row(
                                "bitwiseXor",
                                t -> t[0].bitwiseXor(t[1]),
                                x -> (long) x[0] ^ (long) x[1],
                                OperandSpec.of(Domain.COUNTS),
                                OperandSpec.of(Domain.COUNTS))
                        .known("np.bitwise_xor", "torch.bitwise_xor")
                        .types(DType.I64, DType.I32, DType.BOOL)
                        .noGradient()
                        .refuses(
                                "bitwiseXor: takes integers, not tensor [2] float32",
                                () -> Tensor.zeros(2).bitwiseXor(Tensor.zeros(2))),
                one("bitwiseNot", Tensor::bitwiseNot, x -> ~(long) x, Domain.COUNTS)
                        .known("np.bitwise_not", "torch.bitwise_not")
                        .types(DType.I64, DType.I32)
                        .noGradient()
                        .refuses(
                                "bitwiseNot: takes integers, not tensor [2] float32",
                                () -> Tensor.zeros(2).bitwiseNot()),
                row(
                                "bitwiseLeftShift",
                                t -> t[0].bitwiseLeftShift(t[1]),
                                x -> (long) x[0] << (long) x[1],
                                OperandSpec.of(Domain.COUNTS),
                                OperandSpec.of(Domain.whole(0, 5)))
                        .known("np.left_shift", "torch.bitwise_left_shift")
                        .types(DType.I64, DType.I32)
                        .noGradient()
                        .refuses(
                                "bitwiseLeftShift: takes integers, not tensor [2] float32",
                                () -> Tensor.zeros(2).bitwiseLeftShift(3)),
                row(
                                "bitwiseRightShift",
                                t -> t[0].bitwiseRightShift(t[1]),
                                x -> (long) x[0] >> (long) x[1],
                                OperandSpec.of(Domain.whole(-99, 99)),
                                OperandSpec.of(Domain.whole(0, 5)))
                        .known("np.right_shift", "torch.bitwise_right_shift")
                        .types(DType.I64, DType.I32)
                        .noGradient()
                        .refuses(
                                "bitwiseRightShift: takes integers, not tensor [2] float32",
                                () -> Tensor.zeros(2).bitwiseRightShift(3)));
    }

    private static double remainder(double x, double y) {
        double rest = x % y;
        return rest != 0 && rest < 0 != y < 0 ? rest + y : rest;
    }

    private static double logAddExp(double x, double y) {
        double most = Math.max(x, y);
        return Double.isInfinite(most) ? most : most + Math.log1p(Math.exp(-Math.abs(x - y)));
    }
}
