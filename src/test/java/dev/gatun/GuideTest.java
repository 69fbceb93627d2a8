package dev.gatun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.memory.Scope;
import dev.gatun.testing.ChildJvm;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every line of Java in the guide compiles and runs, its assertions hold, and it prints what the
 * page says. {@link GuidePage} says what counts as Java, and how the blocks of a page build on each
 * other.
 */
class GuideTest {
    private static final Path DOCS = Path.of("..", "docs");

    @TempDir Path classes;

    static List<String> pages() throws IOException {
        try (Stream<Path> files = Files.list(DOCS)) {
            return files.filter(GuideTest::hasJava)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static boolean hasJava(Path file) {
        try {
            return file.toString().endsWith(".md") && Files.readString(file).contains("\n```java");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void thePagesAreFound() throws Exception {
        assertThat(pages())
                .contains(
                        "fused-ops.md",
                        "gradients.md",
                        "memory.md",
                        "networks.md",
                        "numpy.md",
                        "tensors.md",
                        "tutorial.md",
                        "values-that-outlive-a-step.md");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyBlockAssertsSomething(String name) throws Exception {
        GuidePage page = GuidePage.of(DOCS.resolve(name));
        assertThat(page.steps()).isNotEmpty();
        assertThat(page.steps()).allMatch(GuidePage.Step::asserts);
        assertThat(page.programs()).allMatch(program -> program.output() != null);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void runs(String name) throws Exception {
        GuidePage page = GuidePage.of(DOCS.resolve(name));
        Method run =
                JavaSource.compile(classes, "Page", page.program())
                        .getMethod("run", Runnable.class);
        List<String> printed = new ArrayList<>();
        run(run, printed);
        assertThat(Scope.current()).as("%s closes its scopes", name).isSameAs(Scope.automatic());
        SoftAssertions softly = new SoftAssertions();
        for (int i = 0; i < page.steps().size(); i++) {
            GuidePage.Step step = page.steps().get(i);
            softly.assertThat(asShown(step, printed.get(i)))
                    .as("%s, line %d: %s", name, step.line(), step.source())
                    .isEqualTo(step.output() == null ? "" : step.output());
        }
        softly.assertAll();
    }

    /** Runs a page, and notes what each step prints. */
    private static void run(Method page, List<String> printed) throws IllegalAccessException {
        PrintStream before = System.out;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        Runnable endOfStep =
                () -> {
                    printed.add(output.toString(StandardCharsets.UTF_8).stripTrailing());
                    output.reset();
                };
        try {
            page.invoke(null, endOfStep);
        } catch (InvocationTargetException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            throw new AssertionError("line " + lineOf(cause) + " of the page fails", cause);
        } finally {
            System.setOut(before);
        }
    }

    private static int lineOf(Throwable failure) {
        return Stream.of(failure.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("Page"))
                .mapToInt(StackTraceElement::getLineNumber)
                .findFirst()
                .orElse(0);
    }

    /**
     * What was printed, as the page shows it. In a table a tensor stands on one line, and its shape
     * and type may be left out.
     */
    private static String asShown(GuidePage.Step step, String printed) {
        String text = printed.replace(System.lineSeparator(), "\n");
        if (!step.isRow()) {
            return text;
        }
        // Columns that line up have spaces before short numbers.
        String line = text.replaceAll("\\s+", " ").replace("[ ", "[");
        String withoutKind = line.replaceFirst(" \\[[0-9, ]*] [a-z]+[0-9]+$", "");
        return withoutKind.equals(step.output()) ? withoutKind : line;
    }

    /** Networks with their training, as a user writes them. */
    @ParameterizedTest
    @CsvSource({
        "class TwoLayerNet extends Layer, 25",
        "class TextModel extends Layer, 40",
        "class Block extends Layer, 40"
    })
    void networksTakeFewLines(String start, int most) throws Exception {
        List<String> blocks =
                GuidePage.of(DOCS.resolve("tutorial.md")).steps().stream()
                        .map(GuidePage.Step::source)
                        .filter(source -> source.contains(start))
                        .toList();
        assertThat(blocks).hasSize(1);
        assertThat(blocks.getFirst().lines().filter(line -> !line.isBlank()))
                .hasSizeLessThanOrEqualTo(most);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void programsOfTheirOwnRun(String name) throws Exception {
        for (GuidePage.Program program : GuidePage.of(DOCS.resolve(name)).programs()) {
            Class<?> main = JavaSource.compile(classes, "Main", program.source());
            ChildJvm.Result result =
                    ChildJvm.running(main)
                            .with("-ea", "--add-modules=jdk.incubator.vector")
                            .with(program.flags().toArray(String[]::new))
                            .withClassPath(
                                    classes
                                            + File.pathSeparator
                                            + System.getProperty("java.class.path"))
                            .run();
            assertThat(result.exit()).as("%s: %s", name, result.err()).isZero();
            assertThat(result.out())
                    .as("%s, line %d", name, program.line())
                    .isEqualToNormalizingNewlines(program.output());
        }
    }
}
