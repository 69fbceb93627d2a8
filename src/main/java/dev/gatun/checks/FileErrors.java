package dev.gatun.checks;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Exceptions of files that name the file, as those of the system's calls on open files do not. */
public final class FileErrors {
    private FileErrors() {}

    /** The exception, or one of the same message behind the file's name, if it lacks that. */
    public static IOException named(Path file, IOException exception) {
        String message = exception.getMessage();
        boolean isNamed =
                exception instanceof FileSystemException
                        || (message != null && message.contains(file.toString()));
        return isNamed
                ? exception
                : new IOException(file + ": " + (message == null ? exception : message), exception);
    }
}
