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
 * A file a command writes at its end: complete or not at all.
 *
 * <p>The text goes to a temporary file beside the target, which then takes the target's name in one
 * step. A target that is no regular file ({@code /dev/stdout}, a pipe) is written to directly.
 */
public final class OutputFile {
    private final Path target;

    private OutputFile(Path target) {
        this.target = target;
    }

    /**
     * Looks before a long run whether its result can be written.
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
     * @throws Failure if it cannot be written; then neither the target nor a temporary file was
     *     left
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
     * Writes a document as JSON. A number that is none is written as {@code NaN} or {@code
     * Infinity}, which JSON proper has no word for.
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
        // A symbolic link stays one: what it points to is replaced.
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
