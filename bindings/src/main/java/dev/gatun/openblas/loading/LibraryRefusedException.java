package dev.gatun.openblas.loading;

import org.jspecify.annotations.Nullable;

/** Thrown when a library is not usable, or when none is; the message is the reason. */
public final class LibraryRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean canPass;

    LibraryRefusedException(String reason) {
        this(reason, null);
    }

    LibraryRefusedException(String reason, @Nullable Throwable cause) {
        this(reason, cause, false);
    }

    LibraryRefusedException(String reason, @Nullable Throwable cause, boolean canPass) {
        super(reason, cause);
        this.canPass = canPass;
    }

    /** A failure that may be temporary, for lack of file handles or memory. */
    static LibraryRefusedException forNow(String reason, Throwable cause) {
        return new LibraryRefusedException(reason, cause, true);
    }

    /** Whether the failure may be temporary. */
    public boolean canPass() {
        return canPass;
    }
}
