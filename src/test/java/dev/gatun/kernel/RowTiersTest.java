package dev.gatun.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reductions and row kernels give the right values in either tier from the first call on. */
class RowTiersTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void agreeWithPlainLoops(int tier) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-ea",
                                "--add-modules=jdk.incubator.vector",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dgatun.backend=java",
                                "-D" + Tier.PROPERTY + "=" + tier,
                                "-cp",
                                System.getProperty("java.class.path"),
                                RowProbe.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        assertThat(text).contains("checked in tier " + tier);
    }
}
