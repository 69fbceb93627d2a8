package dev.gatun.modules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No public signature names a type that a user of the module cannot reach: javac's lint "exports"
 * over all sources. JSpecify's annotations alone may be absent where the library is used.
 */
class ExportsTest {
    private static final List<Path> SOURCES =
            List.of(Path.of("main", "java"), Path.of("generated", "twins"));

    @TempDir Path directory;

    /** The warnings about other types than JSpecify's. */
    private List<String> lint(Path... more) throws IOException {
        List<Path> sources = new ArrayList<>(List.of(more));
        for (Path root : SOURCES) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(path -> path.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        Javac result =
                Javac.compile(
                        sources,
                        directory,
                        "-proc:none",
                        "-Xlint:exports",
                        "-Xmaxwarns",
                        "10000",
                        "--add-modules=jdk.incubator.vector",
                        "--module-path",
                        ModulePathTest.paths(ModulePathTest.BINDINGS.or(ModulePathTest.JSPECIFY)));
        assertThat(result.exit()).as("%s", result.said()).isZero();
        return result.said()
                .lines()
                .filter(line -> line.contains("[exports]"))
                .filter(line -> !line.contains("in module org.jspecify"))
                .toList();
    }

    @Test
    void signaturesNameOnlyWhatIsExported() throws IOException {
        assertThat(lint()).isEmpty();
    }

    /** The test sees what it is for. */
    @Test
    void aTypeThatIsNotExportedIsFound() throws IOException {
        String source =
                "package dev.gatun; public interface Leak { dev.gatun.kernel.matmul.Backend of(); }";
        Path leak = Files.writeString(directory.resolve("Leak.java"), source);
        assertThat(lint(leak)).singleElement().asString().contains("Leak.java", "Backend");
    }
}
