package dev.gatun.bench.console;

/**
 * An expected failure, which a command reports in one line without a stack trace before it ends
 * with exit code 1.
 */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * A failure with a message.
     *
     * @param message what failed and what to do about it
     */
    public Failure(String message) {
        super(message);
    }

    /**
     * A failure with a message and its cause.
     *
     * @param message what failed and what to do about it
     * @param cause the exception that was thrown
     */
    public Failure(String message, Throwable cause) {
        super(message, cause);
    }
}
