package dev.gatun.kernel.matmul;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who computes products where OpenBLAS does not load at first. */
class BackendTest {
    @TempDir Path temporary;

    @Test
    void javaStandsInUntilOpenBlasLoads() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));
        // Whatever the machine has: the linker ends its search at a file that is no library.
        Path none = Files.createDirectory(temporary.resolve("none"));
        Files.writeString(none.resolve("libopenblas.so.0"), "not a library");
        Files.writeString(none.resolve("libopenblas.so"), "not a library");
        ChildJvm.Result result =
                ChildJvm.running(BackendMain.class)
                        .environment("LD_LIBRARY_PATH", none.toString())
                        .with("--add-modules=jdk.incubator.vector", "-Djava.library.path=")
                        .with("-Dgatun.cache=" + file.resolve("cache"))
                        .with("-Djava.io.tmpdir=" + temporary.resolve("later"))
                        .run();
        assertThat(result.out()).as(result.err()).isEqualTo("12000.0 by java\n12000.0 by openblas");
        assertThat(result.err())
                .containsOnlyOnce("Matrix products run in Java")
                .contains("This will be tried again.", "unpacked into the cache " + file);
    }

    @ParameterizedTest
    @CsvSource({
        "-Dgatun.code=emit, true",
        "-Dgatun.code=vector, false",
        "-Dgatun.code=interpret, false",
        "-Dgatun.backend=java, false"
    })
    void thePropertyOfLoopsForbidsSmallProductsOfOurOwnToo(String property, String allowed)
            throws Exception {
        assertThat(ChildJvm.running(AllowsCode.class).with(property).run().out())
                .isEqualTo(allowed);
    }

    /** Prints whether small products may be machine code of our own. */
    static final class AllowsCode {
        private AllowsCode() {}

        public static void main(String[] arguments) {
            System.out.println(Backend.allowsCode());
        }
    }
}
