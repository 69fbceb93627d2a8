package dev.gatun.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in a process of its own, which can be interrupted. */
record ProgramProcess(Process process, Path output) {
    private static final int PATIENCE_SECONDS = 120;

    /** The second of the signals, counted from 1. */
    private static final long INTERRUPT = 1L << 1;

    /**
     * Starts a program. Its loops are all interpreted: when one would be compiled depends on the
     * machine, and that changes the last bits of functions.
     */
    static ProgramProcess start(Path directory, Class<?> program, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Dgatun.code=interpret");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of("--pictures", directory.resolve("pictures").toString()));
        command.addAll(arguments);
        Path output = Files.createTempFile(directory, "output", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        return new ProgramProcess(process, output);
    }

    /** Runs a program to its end, which is to be a good one; what it printed. */
    static String finished(Path directory, Class<?> program, List<String> arguments)
            throws IOException, InterruptedException {
        ProgramProcess process = start(directory, program, arguments);
        assertThat(process.await()).as(process.text()).isZero();
        return process.text();
    }

    /** Waits for its end. */
    int await() throws IOException, InterruptedException {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("it still runs: " + text());
            }
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** What it has printed. */
    String text() throws IOException {
        return Files.readString(output);
    }

    /**
     * Sends what Ctrl-C sends; where whoever runs the tests has it ignored, and so has the child,
     * what asks a process to end.
     */
    void interrupt() throws IOException, InterruptedException {
        String signal = isIgnored() ? "-TERM" : "-INT";
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    }

    private boolean isIgnored() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .anyMatch(mask -> (mask & INTERRUPT) != 0);
    }
}
