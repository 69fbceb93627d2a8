package dev.gatun.checks;

/**
 * Refuses numbers out of range with a message that names what was called, and the parameter: {@code
 * Linear: in is at least 1; it was 0}.
 */
public final class Ranges {
    private Ranges() {}

    /** The exception for a value that is not as it is wanted, in words such as "is positive". */
    public static IllegalArgumentException refusal(
            String op, String name, String wanted, Object value) {
        return new IllegalArgumentException(
                "%s: %s %s; it was %s".formatted(op, name, wanted, value));
    }

    /** A number of at least 1. */
    public static long positive(String op, String name, long value) {
        if (value < 1) {
            throw refusal(op, name, "is at least 1", value);
        }
        return value;
    }

    /** A number of at least 0. */
    public static long notNegative(String op, String name, long value) {
        if (value < 0) {
            throw refusal(op, name, "is not negative", value);
        }
        return value;
    }

    /** A finite number above 0. */
    public static double positive(String op, String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw refusal(op, name, "is finite and positive", value);
        }
        return value;
    }

    /** A finite number of at least 0. */
    public static double notNegative(String op, String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw refusal(op, name, "is finite and not negative", value);
        }
        return value;
    }

    /** A number from 0 to 1. */
    public static double fraction(String op, String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw refusal(op, name, "is from 0 to 1", value);
        }
        return value;
    }

    /** A number from 0 to below 1. */
    public static double belowOne(String op, String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw refusal(op, name, "is from 0 to below 1", value);
        }
        return value;
    }

    /** A positive whole of which a positive part is a divisor. */
    public static void divides(String op, String part, long count, String whole, long of) {
        positive(op, part, count);
        if (positive(op, whole, of) % count != 0) {
            throw refusal(op, whole, "is a multiple of %s, %d".formatted(part, count), of);
        }
    }
}
