package dev.gatun.openblas;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when OpenBLAS cannot be loaded. The message lists every place that was tried with the
 * reason of its failure, and what to do about it.
 */
public final class OpenBlasUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean canPass;

    OpenBlasUnavailableException(String message, @Nullable Throwable cause, boolean canPass) {
        super(message, cause);
        this.canPass = canPass;
    }

    /**
     * Whether the reason may be temporary: a file could not be read or written for lack of file
     * handles, memory or disk space. A later call then tries again. If there is no library for the
     * platform, or the given file is not one, every call fails in the same way.
     */
    public boolean canPass() {
        return canPass;
    }
}
