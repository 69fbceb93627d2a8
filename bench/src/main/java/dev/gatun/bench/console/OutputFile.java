package dev.gatun.bench.console;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that a command writes at its end, either completely or not at all.
 *
 * <p>The text goes to a temporary file beside the target, which is then renamed to it atomically. A
 * target that is not a regular file ({@code /dev/stdout}, a pipe) is written to directly.
 */
public final class OutputFile {
    private final Path target;

    private OutputFile(Path target) {
        this.target = target;
    }

    /**
     * Checks, before a long run, that its result can be written.
     *
     * @throws Failure if the directory does not exist or is not writable, or the target is a
     *     directory
     */
    public static OutputFile at(Path path) {
        Path target = path.toAbsolutePath();
        Path directory = target.getParent();
        if (directory == null || Files.isDirectory(target)) {
            throw new Failure("cannot write " + path + ": it is a directory");
        }
        if (!Files.isDirectory(directory)) {
            throw new Failure("cannot write " + path + ": no directory " + directory);
        }
        boolean writable = Files.isWritable(Files.exists(target) ? target : directory);
        if (!writable) {
            throw new Failure("cannot write " + path + ": permission denied");
        }
        return new OutputFile(target);
    }

    /**
     * Writes the whole file.
     *
     * @throws Failure if it cannot be written; no temporary file is left then, and the target is
     *     unchanged
     */
    public void write(String text) {
        try {
            if (Files.exists(target) && !Files.isRegularFile(target)) {
                Files.writeString(target, text);
            } else {
                replace(text);
            }
        } catch (IOException problem) {
            throw new Failure("cannot write " + target + ": " + reason(problem), problem);
        }
    }

    /**
     * Writes a document as JSON. NaN and infinities are written as {@code NaN} and {@code
     * Infinity}, which strict JSON does not allow.
     *
     * @throws Failure as {@link #write}
     */
    public void writeJson(Object document) {
        Gson gson =
                new GsonBuilder()
                        .setPrettyPrinting()
                        .serializeSpecialFloatingPointValues()
                        .create();
        write(gson.toJson(document) + "\n");
    }

    private void replace(String text) throws IOException {
        // A symbolic link is kept; the file it points to is replaced.
        Path file = Files.exists(target) ? target.toRealPath() : target;
        Path part =
                file.resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid());
        try {
            Files.writeString(part, text);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static String reason(IOException problem) {
        if (problem instanceof AccessDeniedException) {
            return "permission denied";
        }
        return problem instanceof NoSuchFileException
                ? "no such directory"
                : String.valueOf(problem.getMessage());
    }
}
