package dev.gatun.openblas;

/**
 * What LAPACK reports of a matrix that a routine cannot treat: it is singular or not positive
 * definite, or an iteration has not converged.
 */
public final class LapackException extends ArithmeticException {
    private static final long serialVersionUID = 1;

    /** The routine, without its letter for the precision. */
    private final String routine;

    /** LAPACK's {@code info}, greater than 0. */
    private final int info;

    /** What {@code info} means, in words. */
    private final String meaning;

    LapackException(String routine, int info, String meaning) {
        super("%s: %s (info %d)".formatted(routine, meaning, info));
        this.routine = routine;
        this.info = info;
        this.meaning = meaning;
    }

    /** The routine, without its letter for the precision: {@code getrf}. */
    public String routine() {
        return routine;
    }

    /** LAPACK's {@code info}, greater than 0. */
    public int info() {
        return info;
    }

    /** What {@link #info} means, in words. */
    public String meaning() {
        return meaning;
    }
}
