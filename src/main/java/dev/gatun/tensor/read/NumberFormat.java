package dev.gatun.tensor.read;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.stream.DoubleStream;

/**
 * The format of the numbers of one tensor: all have the same width and, if they are not integers,
 * the decimal point in the same column. The rules are NumPy's ({@code numpy.set_printoptions}): as
 * few digits as distinguish a number from its neighbours, at most eight after the point, and an
 * exponent if the largest is 1e8 or more (1e6 for floats, which have no more digits), the smallest
 * below 1e-4, or their ratio above 1000. A tensor without axes is printed like a NumPy scalar: all
 * its digits, at least one after the point, and an exponent from 1e16 on.
 */
final class NumberFormat {
    private static final int PRECISION = 8;
    private static final double LARGEST_PLAIN = 1e8;
    private static final double LARGEST_PLAIN_ALONE = 1e16;
    private static final double LARGEST_PLAIN_FLOAT = 1e6;
    private static final double SMALLEST_PLAIN = 1e-4;
    private static final double WIDEST_PLAIN = 1e3;

    private final boolean integers;
    private final boolean single;
    private final boolean scientific;
    private int before;
    private int after;
    private int exponentDigits;

    private NumberFormat(boolean integers, boolean single, boolean scientific) {
        this.integers = integers;
        this.single = single;
        this.scientific = scientific;
    }

    /** For whole numbers. */
    static NumberFormat ofIntegers(long[] values) {
        NumberFormat format = new NumberFormat(true, false, false);
        for (long value : values) {
            format.before = Math.max(format.before, Long.toString(value).length());
        }
        return format;
    }

    /**
     * For floating-point numbers.
     *
     * @param single whether they are floats, which have fewer digits
     */
    static NumberFormat of(double[] values, boolean single) {
        double[] sizes =
                DoubleStream.of(values)
                        .filter(v -> Double.isFinite(v) && v != 0)
                        .map(Math::abs)
                        .toArray();
        double largest = DoubleStream.of(sizes).max().orElse(0);
        double smallest = DoubleStream.of(sizes).min().orElse(0);
        boolean scientific =
                sizes.length > 0
                        && (largest >= (single ? LARGEST_PLAIN_FLOAT : LARGEST_PLAIN)
                                || smallest < (single ? (float) SMALLEST_PLAIN : SMALLEST_PLAIN)
                                || ratio(largest, smallest, single) > WIDEST_PLAIN);
        NumberFormat format = new NumberFormat(false, single, scientific);
        for (double value : values) {
            if (Double.isFinite(value)) {
                format.makeRoomFor(value);
            }
        }
        for (double value : values) {
            if (!Double.isFinite(value)) {
                int room = format.before + 1 + format.after + format.exponentDigits;
                format.before += Math.max(0, special(value).length() - room);
            }
        }
        return format;
    }

    /**
     * The ratio of floats is computed in float: 5 is not more than 1000 times the float nearest
     * 0.005.
     */
    private static double ratio(double largest, double smallest, boolean single) {
        return single ? (float) largest / (float) smallest : largest / smallest;
    }

    /** The number of a tensor without axes. */
    static String scalar(Number number, boolean integer, boolean single) {
        if (integer) {
            return Long.toString(number.longValue());
        }
        double value = number.doubleValue();
        if (!Double.isFinite(value)) {
            return special(value);
        }
        double size = Math.abs(value);
        boolean isPlain =
                size == 0
                        || (size >= SMALLEST_PLAIN
                                && size < (single ? LARGEST_PLAIN_FLOAT : LARGEST_PLAIN_ALONE));
        BigDecimal digits = shortest(value, single).stripTrailingZeros();
        String sign = value < 0 || 1 / value < 0 ? "-" : "";
        if (isPlain) {
            return sign + digits.abs().setScale(Math.max(1, digits.scale())).toPlainString();
        }
        int power = power(digits);
        return sign + digits.abs().scaleByPowerOfTen(-power).toPlainString() + exponent(power);
    }

    private void makeRoomFor(double value) {
        String mantissa = mantissa(value);
        int point = mantissa.indexOf('.');
        before = Math.max(before, point);
        after = Math.max(after, mantissa.length() - point - 1);
        if (scientific) {
            exponentDigits = Math.max(exponentDigits, exponent(value).length());
        }
    }

    /** A number, padded to the common width. */
    String format(Number number) {
        if (integers) {
            return padLeft(Long.toString(number.longValue()), before);
        }
        double value = number.doubleValue();
        int width = before + 1 + after + exponentDigits;
        if (!Double.isFinite(value)) {
            return padLeft(special(value), width);
        }
        return padLeft(scientific && value != 0 ? withExponent(value) : padded(value), width);
    }

    /** A number with an exponent, and as many digits as all others have. */
    private String withExponent(double value) {
        BigDecimal digits = rounded(value, after + 1);
        int power = power(digits);
        String mantissa = digits.scaleByPowerOfTen(-power).setScale(after).toPlainString();
        return mantissa + (after == 0 ? "." : "") + exponent(power);
    }

    private String padded(double value) {
        String mantissa = mantissa(value);
        int missing = after - (mantissa.length() - mantissa.indexOf('.') - 1);
        String padding = (scientific ? "0" : " ").repeat(missing);
        return mantissa + padding + (scientific ? exponent(value) : "");
    }

    private static String special(double value) {
        return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }

    private static String padLeft(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    /** The digits, with a point, and without the zeros after the last of them. */
    private String mantissa(double value) {
        BigDecimal digits = digits(value);
        if (scientific && digits.signum() != 0) {
            digits = digits.scaleByPowerOfTen(-power(digits));
        }
        digits = digits.stripTrailingZeros();
        String text =
                digits.setScale(Math.max(0, digits.scale()), RoundingMode.UNNECESSARY)
                        .toPlainString();
        boolean negativeZero = digits.signum() == 0 && 1 / value < 0;
        return (negativeZero || (digits.signum() == 0 && value < 0) ? "-" : "")
                + text
                + (text.indexOf('.') < 0 ? "." : "");
    }

    private String exponent(double value) {
        BigDecimal digits = digits(value);
        return exponent(digits.signum() == 0 ? 0 : power(digits));
    }

    private static String exponent(int power) {
        return String.format("e%s%02d", power < 0 ? "-" : "+", Math.abs(power));
    }

    private static int power(BigDecimal digits) {
        return digits.precision() - digits.scale() - 1;
    }

    /** The shortest digits that read back as this number. */
    private static BigDecimal shortest(double value, boolean single) {
        BigDecimal digits =
                new BigDecimal(single ? Float.toString((float) value) : Double.toString(value));
        // Java prints two digits where one would suffice: 4.9E-324.
        BigDecimal one = digits.round(new MathContext(1, RoundingMode.HALF_EVEN));
        boolean isEnough = single ? one.floatValue() == (float) value : one.doubleValue() == value;
        return isEnough ? one : digits;
    }

    /** The exact number, rounded to so many digits. */
    private static BigDecimal rounded(double value, int digits) {
        return new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    }

    /**
     * The shortest digits, or the number rounded to the digits that are printed if those are fewer.
     */
    private BigDecimal digits(double value) {
        BigDecimal shortest = shortest(value, single);
        if (scientific) {
            return shortest.precision() > PRECISION + 1 ? rounded(value, PRECISION + 1) : shortest;
        }
        return shortest.scale() > PRECISION
                ? new BigDecimal(value).setScale(PRECISION, RoundingMode.HALF_EVEN)
                : shortest.setScale(Math.max(shortest.scale(), 0));
    }
}
