package dev.gatun.openblas;

import org.jspecify.annotations.Nullable;

/**
 * OpenBLAS could not be loaded. The message lists every place that was tried with the reason why it
 * would not do, and what to do about it.
 */
public final class OpenBlasUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OpenBlasUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
