package dev.gatun.kernel.matmul;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The product in JVMs with other vector sizes, without the Vector API, without native access. */
@Timeout(120)
class ProductFlagsTest {
    private static final String VECTORS = "--add-modules=jdk.incubator.vector";
    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-XX:UseAVX=1",
                "-XX:UseAVX=2",
                "-XX:UseAVX=3",
                "-XX:MaxVectorSize=16",
                "-XX:MaxVectorSize=32"
            })
    void isRightForEveryVectorSize(String flag) throws Exception {
        List<String> out = run(List.of(VECTORS, NATIVE, flag), "vectors");
        assertThat(out).contains("OK");
    }

    @Test
    void usesSmallerVectorsWhereTheseAreAllThereIs() throws Exception {
        List<String> out = run(List.of(VECTORS, NATIVE, "-XX:MaxVectorSize=16"), "vectors");
        assertThat(out).contains("OK").anyMatch(line -> line.contains("float"));
        assertThat(out).noneMatch(line -> line.contains("FloatMicroKernel 32"));
    }

    @Test
    void doesWithoutTheVectorApi() throws Exception {
        List<String> out = run(List.of(NATIVE, "-Dgatun.backend=java"), "library");
        assertThat(out)
                .contains("OK")
                .contains("float PlainFloatMicroKernel 128, double PlainDoubleMicroKernel 128");
    }

    @Test
    void doesWithoutNativeAccess() throws Exception {
        List<String> out =
                run(
                        List.of(
                                VECTORS,
                                "--illegal-native-access=deny",
                                "-Dgatun.backend=java",
                                "-Dgatun.threads=3"),
                        "library");
        assertThat(out).contains("OK");
    }

    private static List<String> run(List<String> flags, String mode)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+IgnoreUnrecognizedVMOptions"); // there is no AVX but on x86
        command.addAll(flags);
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        ProductProbe.class.getName(),
                        mode));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out.lines().toList();
    }
}
