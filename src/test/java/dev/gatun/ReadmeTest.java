package dev.gatun;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example at the top of the README compiles and prints what stands below it. */
class ReadmeTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("```java\\R(.*?)```.*?```text\\R(.*?)```", Pattern.DOTALL);

    @TempDir Path classes;

    @Test
    void theExamplePrintsWhatTheReadmeSays() throws Exception {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("..", "README.md")));
        assertThat(example.find()).isTrue();
        Class<?> program = JavaSource.compile(classes, "Example", example.group(1));
        assertThat(output(program)).isEqualToNormalizingNewlines(example.group(2));
    }

    /** What the main method of a source file without a class declaration prints. */
    private static String output(Class<?> program) throws Exception {
        Constructor<?> constructor = program.getDeclaredConstructor();
        constructor.setAccessible(true);
        Method main = program.getDeclaredMethod("main");
        main.setAccessible(true);
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            main.invoke(constructor.newInstance());
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
