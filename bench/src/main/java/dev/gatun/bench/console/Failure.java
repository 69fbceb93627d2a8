package dev.gatun.bench.console;

/** What a command reports in one line, without a stack trace, before it ends with exit code 1. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * A failure whose message is all a person needs.
     *
     * @param message what failed and what to do about it
     */
    public Failure(String message) {
        super(message);
    }

    /**
     * A failure with the exception that led to it.
     *
     * @param message what failed and what to do about it
     * @param cause what was thrown
     */
    public Failure(String message, Throwable cause) {
        super(message, cause);
    }
}
