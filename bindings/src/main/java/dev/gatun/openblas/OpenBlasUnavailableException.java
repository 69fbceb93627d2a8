package dev.gatun.openblas;

import org.jspecify.annotations.Nullable;

/**
 * OpenBLAS could not be loaded. The message lists every place that was tried with the reason why it
 * would not do, and what to do about it.
 */
public final class OpenBlasUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean canPass;

    OpenBlasUnavailableException(String message, @Nullable Throwable cause, boolean canPass) {
        super(message, cause);
        this.canPass = canPass;
    }

    /**
     * Whether the reason can pass without a change of the program: a file could not be read or
     * written, for want of file handles, memory or space on the disk. A later call then tries
     * again. Where there is no library for the platform, or the one that is given is none, every
     * call fails alike.
     */
    public boolean canPass() {
        return canPass;
    }
}
