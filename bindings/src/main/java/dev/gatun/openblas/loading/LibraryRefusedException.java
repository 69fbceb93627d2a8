package dev.gatun.openblas.loading;

import org.jspecify.annotations.Nullable;

/** A library will not do, or in the end none does; the message is the reason. */
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

    /** One that a later try may not meet: no file handle or no memory was to be had. */
    static LibraryRefusedException forNow(String reason, Throwable cause) {
        return new LibraryRefusedException(reason, cause, true);
    }

    /** Whether it is worth another try later. */
    public boolean canPass() {
        return canPass;
    }
}
