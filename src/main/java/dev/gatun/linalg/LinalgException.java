package dev.gatun.linalg;

import dev.gatun.checks.Nulls;

/**
 * A matrix that an operation cannot treat: it is singular or not positive definite, or an iteration
 * has not converged.
 */
public final class LinalgException extends ArithmeticException {
    private static final long serialVersionUID = 1;

    /** Which matrix of the batch. */
    private final long index;

    /**
     * An exception for one matrix.
     *
     * @param op the method called
     * @param problem what LAPACK found
     * @param index which matrix, counted from 0 in row-major order of the axes before the last two
     */
    public LinalgException(String op, String problem, long index) {
        super(
                "%s: %s (matrix %d of the batch)"
                        .formatted(
                                Nulls.refuse("LinalgException", "op", op),
                                Nulls.refuse("LinalgException", "problem", problem),
                                index));
        this.index = index;
    }

    /** Which matrix, counted from 0 in row-major order of the axes before the last two. */
    public long index() {
        return index;
    }
}
