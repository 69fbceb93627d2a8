package dev.gatun.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a main class in a JVM of its own, with this one's class path: for what happens once in a
 * process, or may end it.
 */
public final class ChildJvm {
    /** {@code -Dgatun.patience=7200} for the long runs. */
    private static final long PATIENCE_SECONDS = Long.getLong("gatun.patience", 300);

    private final List<String> main;
    private final List<String> flags = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private String nativeAccess = "--enable-native-access=ALL-UNNAMED";
    private String classPath = System.getProperty("java.class.path");

    private ChildJvm(String... main) {
        this.main = List.of(main);
    }

    /** What a child left behind. */
    public record Result(int exit, String out, String err) {}

    /** A child that has been started. */
    public record Running(Process process, Path out, Path err) {
        public Result await() throws IOException, InterruptedException {
            try {
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IOException(
                            "child JVM still runs after %d seconds%n%s"
                                    .formatted(PATIENCE_SECONDS, text(err)));
                }
                return new Result(process.exitValue(), text(out), text(err));
            } finally {
                process.destroyForcibly();
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        }

        private static String text(Path file) throws IOException {
            return Files.readString(file).strip();
        }
    }

    public static ChildJvm running(Class<?> main) {
        return new ChildJvm(main.getName());
    }

    /** Runs the main class of a module, given as {@code module/class}. */
    public static ChildJvm running(String moduleAndClass) {
        return new ChildJvm("--module", moduleAndClass);
    }

    /** Adds flags of the java command. */
    public ChildJvm with(String... more) {
        flags.addAll(List.of(more));
        return this;
    }

    public ChildJvm environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Denies native access, as a future Java will by itself. */
    public ChildJvm withoutNativeAccess() {
        nativeAccess = "--illegal-native-access=deny";
        return this;
    }

    /** Replaces the class path. */
    public ChildJvm withClassPath(String other) {
        classPath = other;
        return this;
    }

    /** Leaves out the jars and directories that hold the bundled library. */
    public ChildJvm withoutBundle() {
        String separator = System.getProperty("path.separator");
        classPath =
                String.join(
                        separator,
                        List.of(classPath.split(separator, -1)).stream()
                                .filter(entry -> !entry.matches(".*(gatun-native-|/natives/).*"))
                                .toList());
        return this;
    }

    public Running start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(nativeAccess);
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath));
        command.addAll(main);
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile("child", ".out");
        Path err = Files.createTempFile("child", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("GATUN_"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(environment);
        return new Running(builder.start(), out, err);
    }

    public Result run(String... arguments) throws IOException, InterruptedException {
        return start(arguments).await();
    }
}
