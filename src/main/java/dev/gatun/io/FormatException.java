package dev.gatun.io;

import java.io.Serial;

/**
 * Thrown when a file is not of the format it is read as, is damaged, or holds what tensors cannot:
 * the message names the file and says what is wrong. Nothing has been read then that the caller
 * keeps.
 */
public final class FormatException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    FormatException(String file, String problem) {
        super(file + ": " + problem);
    }

    FormatException(String file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }
}
