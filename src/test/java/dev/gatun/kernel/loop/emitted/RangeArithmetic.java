package dev.gatun.kernel.loop.emitted;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Program;
import dev.gatun.expr.Step;
import dev.gatun.expr.UnaryOp;
import dev.gatun.shape.DType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which values an expression may have in a loop of floats or doubles: every operation is rounded
 * once, a product that is added may stay unrounded, and a function has the error that {@link
 * StatedErrors} states. Values are computed in double from the ends of {@link Range}s, by
 * implementations of their own; of doubles their errors are added.
 */
final class RangeArithmetic {
    /** What double arithmetic and functions of {@link Math} may lose, in ulp of a double. */
    private static final double OF_MATH = 4;

    /** Likewise in ulp of a float, and more. */
    private static final double SLACK = 0.01;

    private static final Map<UnaryOp, StatedErrors> STATED = new EnumMap<>(UnaryOp.class);

    static {
        for (StatedErrors each : StatedErrors.ALL) {
            STATED.put(each.op(), each);
        }
    }

    private final boolean isFloat;

    RangeArithmetic(DType lane) {
        isFloat = lane == DType.F32;
    }

    /** A number as the loop has it. */
    private double round(double x) {
        return isFloat ? (float) x : x;
    }

    /** The values of the outputs. */
    Range[] evaluate(Program program, double[] args, double[] scalars) {
        List<Step> steps = program.steps();
        Range[] values = new Range[steps.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] =
                    switch (steps.get(k)) {
                        case Step.Arg(int index) -> Range.point(args[index]);
                        case Step.Scalar(int index) -> Range.point(round(scalars[index]));
                        case Step.Constant(double value) -> Range.point(round(value));
                        case Step.Unary(UnaryOp op, int a) -> unary(op, values[a]);
                        case Step.Binary(BinaryOp op, int a, int b) ->
                                binary(op, values[a], values[b], a == b);
                        case Step.Select(int c, int yes, int no) ->
                                select(values[c], values[yes], values[no]);
                    };
        }
        return program.outputs().stream().map(k -> values[k]).toArray(Range[]::new);
    }

    private static Range select(Range condition, Range yes, Range no) {
        if (condition.isZero()) {
            return no;
        }
        return condition.hasZero() ? yes.or(no) : yes;
    }

    private Range unary(UnaryOp op, Range x) {
        if (!x.hasNumbers()) {
            return op == UnaryOp.EXPONENT ? Range.FALSE : Range.NAN;
        }
        return switch (op) {
            case NEG -> x.neg();
            case ABS -> x.abs();
            case COSH -> increasing(op, x.abs());
            case ERFC, ERFCX -> increasing(op, x.neg(), true);
            case ACOS -> increasing(op, within(x, -1, 1).neg(), true);
            case RSQRT -> rsqrt(within(x, -0.0, Double.POSITIVE_INFINITY));
            case SQRT, LOG, LOG2, LOG10 ->
                    increasing(op, within(x, -0.0, Double.POSITIVE_INFINITY));
            case LOG1P -> increasing(op, within(x, -1, Double.POSITIVE_INFINITY));
            case ACOSH -> increasing(op, within(x, 1, Double.POSITIVE_INFINITY));
            case ASIN, ATANH -> increasing(op, within(x, -1, 1));
            case SIN, COS, TAN -> periodic(op, x);
            case MANTISSA -> mantissa(x);
            case EXPONENT -> exponent(x);
            default -> increasing(op, x);
        };
    }

    private static Range within(Range x, double low, double high) {
        boolean isOutside = x.low() < low || x.high() > high;
        return x.hasNumbers() && !isOutside
                ? x
                : new Range(
                        x.low() < low ? low : x.low(),
                        x.high() > high ? high : x.high(),
                        x.mayBeNaN() || isOutside);
    }

    private Range increasing(UnaryOp op, Range x) {
        return increasing(op, x, false);
    }

    /** Of a function that is increasing, or is so of the negative. */
    private Range increasing(UnaryOp op, Range x, boolean isOfNegative) {
        if (!x.hasNumbers()) {
            return Range.NAN;
        }
        double from = op.apply(isOfNegative ? -x.low() : x.low());
        double to = op.apply(isOfNegative ? -x.high() : x.high());
        return enlarged(op, x, from, to);
    }

    /** With the error of the function; the sign of a function that cannot have another stays. */
    private Range enlarged(UnaryOp op, Range x, double from, double to) {
        StatedErrors stated = Objects.requireNonNull(STATED.get(op));
        double error = isFloat ? stated.ofFloats() : stated.ofDoubles();
        double low = below(from, error);
        double high = above(to, error);
        boolean isPositive = hasPositiveValues(op) || (isOdd(op) && isAtLeastZero(x));
        boolean isNegative = isOdd(op) && Double.compare(x.high(), -0.0) <= 0;
        return new Range(
                isPositive ? Math.max(low, 0) : low,
                isNegative ? Math.min(high, -0.0) : high,
                x.mayBeNaN());
    }

    private static boolean isAtLeastZero(Range x) {
        return Double.compare(x.low(), 0) >= 0;
    }

    private static boolean hasPositiveValues(UnaryOp op) {
        return switch (op) {
            case EXP, SIGMOID, NORMAL_CDF, ERFC, ERFCX, SOFTPLUS, COSH, ACOS, ACOSH -> true;
            default -> false;
        };
    }

    private static boolean isOdd(UnaryOp op) {
        return switch (op) {
            case EXPM1, LOG1P, TANH, SINH, ASINH, ATANH, ASIN, ATAN, ERF, CBRT -> true;
            default -> false;
        };
    }

    /** The least value of the type with an error of so many ulp. */
    private double below(double y, double error) {
        if (y == 0 || Double.isInfinite(y) || error == 0) {
            return y;
        }
        if (!isFloat) {
            return error <= 0.5 ? y : y - (error + OF_MATH) * Math.ulp(y);
        }
        double ulp = Math.ulp(Math.clamp((float) y, -Float.MAX_VALUE, Float.MAX_VALUE));
        double least = y - (error + SLACK) * ulp;
        return (float) least == Float.NEGATIVE_INFINITY
                ? Float.NEGATIVE_INFINITY
                : roundedUp(least);
    }

    private double above(double y, double error) {
        return -below(-y, error);
    }

    /**
     * The least number of the type that is not less; numbers just above the largest round to it.
     */
    private double roundedUp(double x) {
        if (!isFloat) {
            return x;
        }
        float y = (float) x;
        return y < x ? Math.nextUp(y) : y;
    }

    private double roundedDown(double x) {
        return -roundedUp(-x);
    }

    private Range rsqrt(Range x) {
        if (!x.hasNumbers()) {
            return Range.NAN;
        }
        if (Double.compare(x.low(), -0.0) <= 0) {
            boolean isNegative = Double.compare(x.high(), -0.0) <= 0;
            double infinity = Double.POSITIVE_INFINITY;
            return new Range(-infinity, isNegative ? -infinity : infinity, x.mayBeNaN());
        }
        double from = UnaryOp.RSQRT.apply(x.high());
        return enlarged(UnaryOp.RSQRT, x, from, UnaryOp.RSQRT.apply(x.low()));
    }

    /** An extreme is between the ends where they are in different parts of a period. */
    private Range periodic(UnaryOp op, Range x) {
        if (x.hasInfinity()) {
            return x.isPoint() ? Range.NAN : Range.ALL;
        }
        double shift = op == UnaryOp.COS ? 0 : Math.PI / 2;
        double from = Math.floor((x.low() - shift) / Math.PI);
        double to = Math.floor((x.high() - shift) / Math.PI);
        if (Double.compare(x.low(), x.high()) != 0) {
            // An end beside an extreme or a pole may be on either side of it.
            double lost = 0x1p-20 + 0x1p-50 * x.abs().high();
            from = Math.floor((x.low() - shift) / Math.PI - lost);
            to = Math.floor((x.high() - shift) / Math.PI + lost);
        }
        if (from != to && op == UnaryOp.TAN) {
            return Range.ALL.orNaN(x.mayBeNaN());
        }
        double a = op.apply(x.low());
        double b = op.apply(x.high());
        double low = Math.min(a, b);
        double high = Math.max(a, b);
        if (from != to) {
            // The extreme at (k + 1/2) pi of sin and at k pi of cos is 1 where k is even.
            boolean isLargest = Math.floorMod((long) from + 1, 2) == 0;
            low = to - from > 1 || !isLargest ? -1 : low;
            high = to - from > 1 || isLargest ? 1 : high;
        }
        Range y = enlarged(op, x, low, high);
        boolean isAcrossZero = Math.max(Math.abs(x.low()), Math.abs(x.high())) > 1;
        if (op == UnaryOp.COS || isAcrossZero) {
            return y;
        }
        return new Range(
                isAtLeastZero(x) ? Math.max(y.low(), 0) : y.low(),
                Double.compare(x.high(), -0.0) <= 0 ? Math.min(y.high(), -0.0) : y.high(),
                y.mayBeNaN());
    }

    private static Range mantissa(Range x) {
        double low = UnaryOp.MANTISSA.apply(x.low());
        double high = UnaryOp.MANTISSA.apply(x.high());
        double from = UnaryOp.EXPONENT.apply(x.low());
        boolean isInOne =
                from == UnaryOp.EXPONENT.apply(x.high()) && low * high > 0 && !x.hasInfinity();
        if (isInOne || Double.compare(x.low(), x.high()) == 0) {
            return new Range(low, high, x.mayBeNaN());
        }
        return new Range(Math.min(low, -1), Math.max(high, 1), x.mayBeNaN());
    }

    private static Range exponent(Range x) {
        Range size = x.abs();
        double low = UnaryOp.EXPONENT.apply(size.low());
        double high = UnaryOp.EXPONENT.apply(size.high());
        if (Double.compare(size.low(), size.high()) != 0) {
            high = size.hasInfinity() ? Double.MAX_EXPONENT + 1 : high;
            low = size.hasZero() ? Double.MIN_EXPONENT - Double.PRECISION : low;
        }
        boolean mayBeZero = x.mayBeNaN() || size.hasZero() || size.hasInfinity();
        return mayBeZero ? Range.of(Math.min(low, 0), Math.max(high, 0)) : Range.of(low, high);
    }

    private Range binary(BinaryOp op, Range a, Range b, boolean isSame) {
        if (op.isComparison()) {
            return comparison(op, a, b, isSame);
        }
        boolean mayBeNaN = a.mayBeNaN() || b.mayBeNaN();
        boolean hasNumbers = a.hasNumbers() && b.hasNumbers();
        if (!hasNumbers && op == BinaryOp.HYPOT && (a.hasInfinity() || b.hasInfinity())) {
            return Range.point(Double.POSITIVE_INFINITY).orNaN(!a.isPoint() || !b.isPoint());
        }
        if (!hasNumbers) {
            boolean isOne = op == BinaryOp.POW && (a.contains(1) || b.hasZero());
            return isOne ? Range.point(1).orNaN(!isPowerOne(a, b)) : Range.NAN;
        }
        Range numbers =
                switch (op) {
                    case ADD -> sum(a, b);
                    case SUB -> isSame ? difference(a) : sum(a, b.neg());
                    case MUL -> isSame ? square(a) : product(a, b);
                    case DIV -> quotient(a, b);
                    case MIN -> Range.of(Math.min(a.low(), b.low()), Math.min(a.high(), b.high()));
                    case MAX -> Range.of(Math.max(a.low(), b.low()), Math.max(a.high(), b.high()));
                    default -> function(op, a, b);
                };
        if (op == BinaryOp.POW && mayBeNaN && (a.contains(1) || b.hasZero())) {
            numbers = numbers.or(Range.point(1));
        }
        return numbers.orNaN(mayBeNaN);
    }

    private static boolean isPowerOne(Range a, Range b) {
        return (a.isPoint() && a.value() == 1) || b.isZero();
    }

    /** Of a value and itself. */
    private static Range difference(Range a) {
        return a.isPoint() && a.hasInfinity() ? Range.NAN : Range.point(0).orNaN(a.hasInfinity());
    }

    private Range sum(Range a, Range b) {
        double low = round(a.low() + b.low());
        double high = round(a.high() + b.high());
        boolean isOpposite =
                (a.high() == Double.POSITIVE_INFINITY && b.low() == Double.NEGATIVE_INFINITY)
                        || (b.high() == Double.POSITIVE_INFINITY
                                && a.low() == Double.NEGATIVE_INFINITY);
        if (Double.isNaN(low) || Double.isNaN(high)) {
            return a.isPoint() && b.isPoint() ? Range.NAN : Range.ALL;
        }
        return Range.of(low, high).orNaN(isOpposite);
    }

    /** Of a value and itself, rounded or not. */
    private Range square(Range a) {
        Range size = a.abs();
        return product(size.low(), size.low()).or(product(size.high(), size.high()));
    }

    /** Rounded or not. */
    private Range product(Range a, Range b) {
        if (a.isPoint() && b.isPoint()) {
            return product(a.low(), b.low());
        }
        Range y =
                product(a.low(), b.low())
                        .or(product(a.low(), b.high()))
                        .or(product(a.high(), b.low()))
                        .or(product(a.high(), b.high()));
        boolean mayBeNaN = (a.hasZero() && b.hasInfinity()) || (a.hasInfinity() && b.hasZero());
        return mayBeNaN ? Range.ALL : y;
    }

    private Range product(double a, double b) {
        double y = a * b;
        if (Double.isNaN(y)) {
            return Range.NAN;
        }
        if (isFloat) {
            return Range.of(roundedDown(y), roundedUp(y));
        }
        boolean isExact = a == 0 || b == 0 || Double.isInfinite(a) || Double.isInfinite(b);
        isExact |= Math.fma(a, b, -y) == 0 && Math.abs(y) > 0x1p-960;
        return isExact ? Range.point(y) : Range.of(Math.nextDown(y), Math.nextUp(y));
    }

    private Range quotient(Range a, Range b) {
        if (a.isPoint() && b.isPoint()) {
            return Range.point(round(a.low() / b.low()));
        }
        boolean hasOneSign =
                Double.compare(b.low(), 0.0) >= 0 || Double.compare(b.high(), -0.0) <= 0;
        double[] corners = {
            a.low() / b.low(), a.low() / b.high(), a.high() / b.low(), a.high() / b.high()
        };
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double corner : corners) {
            low = Math.min(low, round(corner));
            high = Math.max(high, round(corner));
        }
        boolean isOpen =
                !hasOneSign
                        || Double.isNaN(low)
                        || (a.hasZero() && b.hasZero())
                        || (a.hasInfinity() && b.hasInfinity());
        return isOpen ? Range.ALL : Range.of(low, high);
    }

    private Range function(BinaryOp op, Range a, Range b) {
        double error = StatedErrors.of(op);
        if (a.isPoint() && b.isPoint()) {
            double y = op.apply(a.value(), b.value());
            if (op == BinaryOp.FLOOR_DIVIDE) {
                return Range.point(round(y));
            }
            return Double.isNaN(y) ? Range.NAN : Range.of(below(y, error), above(y, error));
        }
        return switch (op) {
            case HYPOT -> corners(op, a.abs(), b.abs(), error);
            case ATAN2 -> {
                boolean isCut = b.low() <= 0 && a.hasZero();
                yield isCut
                        ? Range.of(below(-Math.PI, error), above(Math.PI, error))
                        : corners(op, a, b, error);
            }
            case POW -> {
                Range y = a.low() > 0 ? corners(op, a, b, error) : Range.ALL;
                yield y.low() < 0 && a.low() > 0 ? Range.of(0.0, y.high()) : y;
            }
            case FLOOR_DIVIDE -> {
                boolean isOpen = b.hasZero() || b.hasInfinity() || a.hasInfinity();
                yield isOpen ? Range.ALL : floorQuotient(a, b);
            }
            case FMOD -> fmod(a, b);
            default -> Range.ALL;
        };
    }

    private Range corners(BinaryOp op, Range a, Range b, double error) {
        double[] corners = {
            op.apply(a.low(), b.low()),
            op.apply(a.low(), b.high()),
            op.apply(a.high(), b.low()),
            op.apply(a.high(), b.high())
        };
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double corner : corners) {
            low = Math.min(low, below(corner, error));
            high = Math.max(high, above(corner, error));
        }
        return Double.isNaN(low) || Double.isNaN(high) ? Range.ALL : Range.of(low, high);
    }

    /** Exact, then rounded; -0 of quotients between -0 and 0. */
    private Range floorQuotient(Range a, Range b) {
        Range y = corners(BinaryOp.FLOOR_DIVIDE, a, b, 0);
        double low = round(y.low());
        double high = round(y.high());
        return Range.of(low == 0 ? -0.0 : low, high == 0 ? 0.0 : high);
    }

    private static Range fmod(Range a, Range b) {
        Range size = b.abs();
        boolean isNaN = b.hasZero() || a.hasInfinity();
        if (a.abs().high() < size.low()) {
            return a.orNaN(isNaN);
        }
        double most = Math.min(a.abs().high(), size.high());
        double low = Double.compare(a.low(), 0.0) >= 0 ? 0.0 : -most;
        double high = Double.compare(a.high(), -0.0) <= 0 ? -0.0 : most;
        return new Range(low, high, isNaN);
    }

    private static Range comparison(BinaryOp op, Range a, Range b, boolean isSame) {
        return switch (op) {
            case EQ -> equal(a, b, isSame);
            case NE -> not(equal(a, b, isSame));
            case LT -> less(a, b, isSame, true);
            case LE -> less(a, b, isSame, false);
            case GT -> less(b, a, isSame, true);
            default -> less(b, a, isSame, false);
        };
    }

    private static Range not(Range mask) {
        return mask.isPoint() ? Range.point(1 - mask.value()) : mask;
    }

    private static Range equal(Range a, Range b, boolean isSame) {
        if (!a.hasNumbers() || !b.hasNumbers() || a.low() > b.high() || a.high() < b.low()) {
            return Range.FALSE;
        }
        boolean mayBeNaN = a.mayBeNaN() || b.mayBeNaN();
        boolean isOne = a.low() == b.high() && a.high() == b.low();
        return (isSame || isOne) && !mayBeNaN ? Range.TRUE : Range.EITHER;
    }

    private static Range less(Range a, Range b, boolean isSame, boolean isStrict) {
        if (!a.hasNumbers() || !b.hasNumbers() || (isSame && isStrict)) {
            return Range.FALSE;
        }
        boolean isNever = isStrict ? a.low() >= b.high() : a.low() > b.high();
        boolean isAlways = isSame || (isStrict ? a.high() < b.low() : a.high() <= b.low());
        if (isNever && !isSame) {
            return Range.FALSE;
        }
        return isAlways && !a.mayBeNaN() && !b.mayBeNaN() ? Range.TRUE : Range.EITHER;
    }
}
