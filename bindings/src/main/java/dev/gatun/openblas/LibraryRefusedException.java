package dev.gatun.openblas;

import org.jspecify.annotations.Nullable;

/** One library will not do; the message is the reason, and the search goes on. */
final class LibraryRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean canPass;

    LibraryRefusedException(String reason) {
        this(reason, null);
    }

    LibraryRefusedException(String reason, @Nullable Throwable cause) {
        this(reason, cause, false);
    }

    private LibraryRefusedException(String reason, @Nullable Throwable cause, boolean canPass) {
        super(reason, cause);
        this.canPass = canPass;
    }

    /** One that a later try may not meet: no file handle or no memory was to be had. */
    static LibraryRefusedException forNow(String reason, Throwable cause) {
        return new LibraryRefusedException(reason, cause, true);
    }

    /** Whether it is worth another try later. */
    boolean canPass() {
        return canPass;
    }
}
