package dev.gatun;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example at the top of the README prints what the README says, and its table of settings is
 * complete.
 */
class ReadmeTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("```java\\R(.*?)```.*?```text\\R(.*?)```", Pattern.DOTALL);

    private static final Pattern SETTING =
            Pattern.compile("\"(gatun(?:\\.[a-z]+)+|GATUN_[A-Z_]+)\"");

    @TempDir Path classes;

    @Test
    void theExamplePrintsWhatTheReadmeSays() throws Exception {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("..", "README.md")));
        assertThat(example.find()).isTrue();
        Class<?> program = JavaSource.compile(classes, "Example", example.group(1));
        assertThat(output(program)).isEqualToNormalizingNewlines(example.group(2));
    }

    /** The table of settings has every property that the library reads. */
    @Test
    void everySettingStandsInTheReadme() throws Exception {
        String readme = Files.readString(Path.of("..", "README.md"));
        Set<String> settings = new TreeSet<>();
        for (Path sources : List.of(Path.of("main"), Path.of("..", "bindings", "src", "main"))) {
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    Matcher setting = SETTING.matcher(Files.readString(file));
                    while (setting.find()) {
                        settings.add(setting.group(1));
                    }
                }
            }
        }
        assertThat(settings).contains("gatun.threads", "gatun.cache", "GATUN_CACHE");
        assertThat(settings)
                .allSatisfy(name -> assertThat(readme).containsPattern("`" + name + "[`=]"));
    }

    /** The output of the main method of a source file without a class declaration. */
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
