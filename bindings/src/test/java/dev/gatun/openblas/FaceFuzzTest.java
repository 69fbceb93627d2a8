package dev.gatun.openblas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link FaceFuzz} in a process of its own, which a crash would end. */
class FaceFuzzTest {
    @Test
    void everyBadCallIsRefusedAndTheProcessLives(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("output");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                FaceFuzz.class.getName(),
                                "100000",
                                "20261122")
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        String said = Files.readString(output);
        assertThat(ended).as(said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        // 22 routines in two precisions, 8 of them also on arrays; and all twelve defects.
        assertThat(said).contains("100000 refused").contains(" 60 methods, 12 defects");
        assertThat(said).doesNotContain(", 0 computed").doesNotContain("On entry to");
    }
}
