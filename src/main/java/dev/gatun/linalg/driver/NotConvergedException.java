package dev.gatun.linalg.driver;

/** An iteration on a matrix has not converged. */
public final class NotConvergedException extends ArithmeticException {
    private static final long serialVersionUID = 1;

    /** What has been found, in words. */
    private final String meaning;

    NotConvergedException(String meaning) {
        super(meaning);
        this.meaning = meaning;
    }

    /** What has been found, in words. */
    public String meaning() {
        return meaning;
    }
}
