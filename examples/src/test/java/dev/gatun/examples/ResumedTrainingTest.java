package dev.gatun.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A program that is resumed leaves, prints and draws what it does when it never stops. */
class ResumedTrainingTest {
    @TempDir Path directory;

    static Stream<Arguments> programs() {
        return Stream.of(
                arguments(LinearRegression.class, List.of("--rows", "16")),
                arguments(TwoLayerNet.class, List.of()),
                arguments(Spirals.class, List.of("--points", "30", "--grid", "10")),
                arguments(AttentionMap.class, List.of("--length", "4", "--width", "16")),
                arguments(LowRank.class, List.of("--width", "16")));
    }

    private String finished(Class<?> program, List<String> arguments, String... more)
            throws Exception {
        return ProgramProcess.finished(directory, program, joined(arguments, more));
    }

    private static List<String> joined(List<String> arguments, String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return all;
    }

    /** What a program found: all but its progress. */
    private static List<String> results(String text) {
        return text.lines()
                .filter(line -> !line.startsWith("step ") && !line.startsWith("goes on after "))
                .toList();
    }

    /** The only picture. */
    private byte[] picture() throws Exception {
        try (Stream<Path> pictures = Files.list(directory.resolve("pictures"))) {
            List<Path> all = pictures.toList();
            assertThat(all).hasSize(1);
            return Files.readAllBytes(all.getFirst());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void endsWithTheSameBits(Class<?> program, List<String> small) throws Exception {
        List<String> all = joined(small, "--steps", "12", "--save");
        String whole = finished(program, all, "whole");
        byte[] picture = picture();
        finished(program, small, "--steps", "5", "--save", "parts");
        String resumed = finished(program, all, "parts", "--resume");
        assertThat(resumed).contains("goes on after 5 steps");
        assertThat(results(resumed)).isEqualTo(results(whole));
        assertThat(picture()).isEqualTo(picture);
        // all of it: weights, moments, losses and the generator
        String last = "step-000000000012.safetensors";
        assertThat(directory.resolve("parts").resolve(last))
                .hasSameBinaryContentAs(directory.resolve("whole").resolve(last));
    }

    /** Interrupts a program once it has printed something; after how many steps it stopped. */
    private String interrupted(Class<?> program, List<String> arguments, String sign)
            throws Exception {
        ProgramProcess process = ProgramProcess.start(directory, program, arguments);
        while (process.process().isAlive() && !process.text().contains(sign)) {
            Thread.sleep(5);
        }
        process.interrupt();
        assertThat(process.await()).as(process.text()).isGreaterThan(128); // by a signal
        assertThat(process.text()).contains("with a checkpoint in lora-fine-tune; --resume");
        return process.text().replaceAll("(?s).*stopped after ([0-9]+) steps.*", "$1");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void anAdaptationIsInterruptedInBothOfItsPhases() throws Exception {
        Class<?> program = LoraFineTune.class;
        List<String> small = List.of("--steps", "100", "--width", "16");
        String whole = finished(program, small);
        assertThat(directory.resolve("lora-fine-tune")).doesNotExist();
        byte[] picture = picture();
        String first = interrupted(program, small, "step 10 of 100");
        List<String> resume = joined(small, "--resume");
        String second = interrupted(program, resume, "numbers are trained");
        assertThat(Integer.parseInt(first)).isLessThan(100);
        assertThat(Integer.parseInt(second)).isGreaterThan(100);
        String resumed = finished(program, resume);
        assertThat(resumed).contains("goes on after %s steps".formatted(second));
        assertThat(results(resumed)).isEqualTo(results(whole));
        assertThat(picture()).isEqualTo(picture);
    }
}
