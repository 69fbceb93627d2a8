package dev.gatun.kernel.loop.emitted;

/**
 * The numbers that a value may be: those from {@code low} to {@code high}, with -0 below 0, and
 * NaN. No number is possible where {@code low} is greater.
 */
record Range(double low, double high, boolean mayBeNaN) {
    static final Range NAN = new Range(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, true);
    static final Range ALL = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, true);
    static final Range FALSE = point(0);
    static final Range TRUE = point(1);
    static final Range EITHER = new Range(0, 1, false);

    static Range point(double value) {
        return Double.isNaN(value) ? NAN : new Range(value, value, false);
    }

    static Range of(double low, double high) {
        return new Range(low, high, false);
    }

    boolean hasNumbers() {
        return Double.compare(low, high) <= 0;
    }

    /** Whether it is one number and not NaN, or NaN alone. */
    boolean isPoint() {
        return !hasNumbers() || (Double.compare(low, high) == 0 && !mayBeNaN);
    }

    /** The one value. */
    double value() {
        return hasNumbers() ? low : Double.NaN;
    }

    Range orNaN(boolean may) {
        return may && !mayBeNaN ? new Range(low, high, true) : this;
    }

    /** What is one or the other. */
    Range or(Range other) {
        return new Range(
                Math.min(low, other.low), Math.max(high, other.high), mayBeNaN || other.mayBeNaN);
    }

    boolean contains(double value) {
        return Double.isNaN(value)
                ? mayBeNaN
                : Double.compare(low, value) <= 0 && Double.compare(value, high) <= 0;
    }

    boolean hasZero() {
        return hasNumbers() && low <= 0 && high >= 0;
    }

    boolean hasInfinity() {
        return hasNumbers() && (Double.isInfinite(low) || Double.isInfinite(high));
    }

    /** Whether no number but zeros is possible, and NaN is not. */
    boolean isZero() {
        return hasNumbers() && low == 0 && high == 0 && !mayBeNaN;
    }

    /** Whether all numbers of it are so near to each other that a wrong one would be found. */
    boolean isNarrow(double relative) {
        return isPoint()
                || (!mayBeNaN && high - low <= relative * Math.max(Math.abs(low), Math.abs(high)));
    }

    Range neg() {
        return hasNumbers() ? new Range(-high, -low, mayBeNaN) : this;
    }

    /** The magnitudes. */
    Range abs() {
        if (!hasNumbers() || Double.compare(low, 0.0) >= 0) {
            return this;
        }
        return Double.compare(high, -0.0) <= 0
                ? neg()
                : new Range(0, Math.max(-low, high), mayBeNaN);
    }
}
