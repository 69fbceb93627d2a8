package dev.gatun.kernel.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.loop.Tier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Reductions and row kernels in a process whose kernels are all compiled. Their other tests see
 * both tiers, the interpreted one above all.
 */
class RowTiersTest {
    @Test
    void agreeWithPlainLoopsCompiledFromTheFirstCallOn() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-ea",
                                "--add-modules=jdk.incubator.vector",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dgatun.backend=java",
                                "-D" + Tier.PROPERTY + "=vector",
                                "-cp",
                                System.getProperty("java.class.path"),
                                RowProbe.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        assertThat(text).contains("checked in tier vector");
    }
}
