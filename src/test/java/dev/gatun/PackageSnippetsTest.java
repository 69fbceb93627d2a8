package dev.gatun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The snippet of each package's documentation compiles, runs, and what it asserts holds. */
class PackageSnippetsTest {
    private static final Pattern SNIPPET =
            Pattern.compile("\\{@snippet :\\R(.*?)\\R \\* }\\R \\*(/|\\R)", Pattern.DOTALL);

    @TempDir Path classes;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data",
                "expr",
                "gradcheck",
                "io",
                "kernel/matmul",
                "memory",
                "nn",
                "nn/attention",
                "optim",
                "reference",
                "shape",
                "tensor",
                "text"
            })
    void runs(String room) throws Exception {
        runs(Path.of("main/java/dev/gatun", room, "package-info.java"));
    }

    @Test
    void runsThatOfTheBindings() throws Exception {
        runs(Path.of("../bindings/src/main/java/dev/gatun/openblas/package-info.java"));
    }

    private void runs(Path file) throws Exception {
        Class<?> snippet = JavaSource.compile(classes, "Snippet", source(file));
        assertThatCode(() -> snippet.getMethod("run").invoke(null)).doesNotThrowAnyException();
    }

    /** A class around the snippet: its imports above, its statements in {@code run}. */
    private static String source(Path file) throws IOException {
        String text = Files.readString(file);
        Matcher snippet = SNIPPET.matcher(text);
        assertThat(snippet.find()).as("a snippet in %s", file).isTrue();
        List<String> lines =
                snippet.group(1).lines().map(line -> line.replaceFirst("^ \\* ?", "")).toList();
        String imports =
                lines.stream()
                        .filter(line -> line.startsWith("import "))
                        .collect(Collectors.joining("\n"));
        String statements =
                lines.stream()
                        .filter(line -> !line.startsWith("import "))
                        .collect(Collectors.joining("\n"));
        assertThat(statements).contains("assert ");
        return imports
                + "\npublic class Snippet {\n"
                + "public static void run() throws Exception {\n"
                + statements
                + "\n}\n}\n";
    }
}
