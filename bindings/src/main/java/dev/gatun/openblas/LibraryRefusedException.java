package dev.gatun.openblas;

import org.jspecify.annotations.Nullable;

/** One library will not do; the message is the reason, and the search goes on. */
final class LibraryRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    LibraryRefusedException(String reason) {
        this(reason, null);
    }

    LibraryRefusedException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
