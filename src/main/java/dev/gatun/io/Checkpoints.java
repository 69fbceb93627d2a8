package dev.gatun.io;

import dev.gatun.checks.Nulls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of one training run, in a directory of its own, of which the newest are kept.
 *
 * {@snippet :
 * Checkpoints checkpoints = Checkpoints.in(Path.of("run"), 3);
 * Optional<Checkpoint> last = checkpoints.newest();
 * if (last.isPresent()) {
 *     model.loadStateDict(last.get().tensors("model"));
 * }
 * // after every hundredth step
 * checkpoints.save(Checkpoint.at(step).with("model", model.stateDict()));
 * }
 *
 * <p>A checkpoint is written beside, forced to the disk, and renamed; so a process or machine that
 * dies at any moment leaves the last complete one. Each is a file of safetensors, named by its
 * step, with a checksum over all of its bytes.
 */
public final class Checkpoints {
    private static final Pattern NAME = Pattern.compile("step-[0-9]{12,18}[.]safetensors");

    /** What a process that was killed left. */
    private static final Pattern UNFINISHED =
            Pattern.compile(NAME + "[.].*" + Pattern.quote(OutputFile.UNFINISHED));

    private final Path directory;
    private final int count;

    private Checkpoints(Path directory, int count) {
        this.directory = directory;
        this.count = count;
    }

    /**
     * The checkpoints in a directory, which the first {@link #save} makes if need be. Two processes
     * must not save to one directory.
     *
     * @param newest how many of them are kept
     * @throws IllegalArgumentException if none is
     */
    public static Checkpoints in(Path directory, int newest) {
        Nulls.refuse("Checkpoints.in", "directory", directory);
        if (newest < 1) {
            throw new IllegalArgumentException(
                    "Checkpoints.in: at least one checkpoint must be kept, not " + newest);
        }
        return new Checkpoints(directory, newest);
    }

    /**
     * Saves a checkpoint, and deletes all but the newest: those of the greatest steps, and in any
     * case not the one that was just saved. When this returns, it is on the disk. An interrupted
     * thread saves as well.
     *
     * @return its file
     * @throws IOException if it cannot be written; the others are as they were
     */
    public synchronized Path save(Checkpoint checkpoint) throws IOException {
        Nulls.refuse("save", "checkpoint", checkpoint);
        Files.createDirectories(directory);
        for (Path left : list(UNFINISHED)) {
            Files.deleteIfExists(left);
        }
        Path file = directory.resolve("step-%012d.safetensors".formatted(checkpoint.step()));
        CheckpointFile.write(file, checkpoint);
        List<Path> all = files();
        for (Path old : all.subList(Math.min(count, all.size()), all.size())) {
            if (!old.equals(file)) {
                Files.deleteIfExists(old);
            }
        }
        return file;
    }

    /**
     * Loads the newest checkpoint that is intact into the current scope; none if there is no
     * checkpoint. Newer ones that are not intact are passed over with a warning to the {@linkplain
     * System.Logger log}.
     *
     * @throws FormatException if there are checkpoints, and none is intact
     * @throws IOException if one cannot be read
     */
    public Optional<Checkpoint> newest() throws IOException {
        List<FormatException> damaged = new ArrayList<>();
        for (Path file : files()) {
            try {
                Checkpoint found = load(file);
                damaged.forEach(Checkpoints::warn);
                return Optional.of(found);
            } catch (FormatException e) {
                damaged.add(e);
            } catch (NoSuchFileException deletedMeanwhile) {
                // By a save, which has left newer ones.
            }
        }
        if (damaged.isEmpty()) {
            return Optional.empty();
        }
        FormatException first = damaged.getFirst();
        FormatException none =
                new FormatException(
                        directory.toString(),
                        "none of %d checkpoints is intact; the newest: %s"
                                .formatted(damaged.size(), first.getMessage()),
                        first);
        damaged.stream().skip(1).forEach(none::addSuppressed);
        throw none;
    }

    private static void warn(FormatException damaged) {
        System.getLogger("dev.gatun")
                .log(
                        System.Logger.Level.WARNING,
                        "checkpoint passed over: " + damaged.getMessage());
    }

    /**
     * Loads a checkpoint into the current scope.
     *
     * @throws FormatException if the file is torn, was changed, or is no checkpoint
     * @throws IOException if it cannot be read
     */
    public static Checkpoint load(Path file) throws IOException {
        return CheckpointFile.read(Nulls.refuse("Checkpoints.load", "file", file));
    }

    /**
     * The files of the checkpoints, that of the greatest step first.
     *
     * @throws IOException if the directory cannot be read
     */
    public List<Path> files() throws IOException {
        return list(NAME);
    }

    private List<Path> list(Pattern pattern) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> pattern.matcher(file.getFileName().toString()).matches())
                    .sorted(
                            Comparator.comparingInt((Path file) -> file.toString().length())
                                    .thenComparing(Comparator.naturalOrder())
                                    .reversed())
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
