package dev.gatun.kernel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.loop.emitted.KernelEmitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole processes, with and without the Vector API and with a tier forced. */
class TierProcessTest {
    private static final String VECTORS = "--add-modules=jdk.incubator.vector";
    private static final String GRANTED = "--enable-native-access=ALL-UNNAMED";
    private static final String MISSING = "the module jdk.incubator.vector is not there";

    private record Outcome(int exit, String text) {}

    private static Outcome run(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(TierProbe.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), text);
    }

    @Test
    void withoutTheVectorApiTheFirstTierServesAloneAndSaysSoOnce() throws Exception {
        Outcome outcome = run("--illegal-native-access=deny");
        assertThat(outcome.exit()).as(outcome.text()).isZero();
        assertThat(outcome.text()).contains("last 1999.0", "interpret").containsOnlyOnce(MISSING);
    }

    @Test
    void machineCodeServesWhereItCanBeRun() throws Exception {
        Outcome outcome = run(GRANTED);
        assertThat(outcome.exit()).as(outcome.text()).isZero();
        String missing = KernelEmitter.missing();
        assertThat(outcome.text()).contains("last 1999.0", missing == null ? "emit" : "interpret");
    }

    @Test
    void theSecondTierForcedWithoutTheVectorApiFails() throws Exception {
        Outcome outcome = run(GRANTED, "-Dgatun.code=vector");
        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.text())
                .contains("-Dgatun.code=vector needs --add-modules jdk.incubator.vector");
    }

    @Test
    void eitherTierCanBeForced() throws Exception {
        Outcome first = run(GRANTED, VECTORS, "-Dgatun.code=interpret");
        assertThat(first.text()).contains("last 1999.0", "interpret").doesNotContain(MISSING);
        Outcome second = run(GRANTED, VECTORS, "-Dgatun.code=vector");
        assertThat(second.text()).contains("last 1999.0", "vector");
    }

    @Test
    void aTierThatIsNoneIsRefused() throws Exception {
        Outcome outcome = run(GRANTED, VECTORS, "-Dgatun.code=3");
        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.text()).contains("-Dgatun.code: 3 is none of interpret, vector, emit");
    }

    @Test
    void deniedNativeAccessIsNoHindrance() throws Exception {
        for (String tier : List.of("interpret", "vector")) {
            Outcome outcome = run(VECTORS, "--illegal-native-access=deny", "-Dgatun.code=" + tier);
            assertThat(outcome.exit()).as(outcome.text()).isZero();
            assertThat(outcome.text()).contains("last 1999.0", tier);
        }
    }
}
