package dev.gatun.openblas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.gatun.openblas.loading.Functions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FunctionsTest {
    private static final Pattern CALL =
            Pattern.compile("Cblas\\.((?:cblas|openblas)_\\w+)(?:\\$\\w+)?\\(");

    @Test
    void listsExactlyWhatTheFaceCalls() throws IOException {
        Set<String> called = new TreeSet<>();
        for (String root : List.of("src/main/java", "src/generated/twins")) {
            try (Stream<Path> sources = Files.walk(Path.of(root))) {
                sources.filter(path -> path.toString().endsWith(".java"))
                        .flatMap(FunctionsTest::calls)
                        .forEach(called::add);
            }
        }
        Set<String> listed = new TreeSet<>(Functions.REQUIRED);
        listed.addAll(Functions.OPTIONAL);
        assertThat(called).isEqualTo(listed);
    }

    private static Stream<String> calls(Path source) {
        try {
            return CALL.matcher(Files.readString(source)).results().map(call -> call.group(1));
        } catch (IOException e) {
            throw new AssertionError(source.toString(), e);
        }
    }

    @Test
    void theBundledLibraryHasTheOptionalOnesToo() {
        for (String name : Functions.OPTIONAL) {
            assertThatCode(() -> OpenBlas.requireFunction(name)).doesNotThrowAnyException();
        }
    }
}
