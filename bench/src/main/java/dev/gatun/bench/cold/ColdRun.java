package dev.gatun.bench.cold;

import dev.gatun.bench.console.Failure;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs a program in JVMs of its own, with the flags of this one and Gatun's part of its class path.
 *
 * @param program a class with a main method whose argument is a number of passes
 */
record ColdRun(Class<?> program) {
    /**
     * The figures of one process.
     *
     * @param wallMillis from its start to its end
     * @param hundredth nanoseconds of a pass about the 100th
     * @param last nanoseconds of a pass about the last
     * @param residentMegabytes the greatest resident memory
     */
    record Result(double wallMillis, long hundredth, long last, double residentMegabytes) {}

    /**
     * Runs the program once.
     *
     * @throws Failure if it fails
     */
    Result run(int passes) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags());
        command.addAll(List.of("-cp", classPath()));
        command.addAll(List.of(program.getName(), String.valueOf(passes)));
        try {
            long start = System.nanoTime();
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            double millis = (System.nanoTime() - start) / 1e6;
            if (exit != 0) {
                throw new Failure(program.getSimpleName() + " ended with exit code " + exit);
            }
            long[] numbers = Stream.of(out.strip().split(" ")).mapToLong(Long::parseLong).toArray();
            return new Result(millis, numbers[0], numbers[1], numbers[2] / 1024.0);
        } catch (IOException problem) {
            throw new Failure("a JVM could not be started: " + problem.getMessage(), problem);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted", stop);
        }
    }

    /**
     * The class path without the jars of the peers, which a user's program does not have and which
     * would be searched for every class.
     */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(ColdRun::isGatuns)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isGatuns(String entry) {
        Path place = Path.of(entry);
        return Files.isDirectory(place) || String.valueOf(place.getFileName()).startsWith("gatun");
    }

    /**
     * The flags of this JVM that the library needs, without those for benchmarks, which a user's
     * process does not have.
     */
    private static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag ->
                        flag.startsWith("--enable-native-access")
                                || flag.startsWith("--add-modules")
                                || flag.startsWith("-Dgatun.kernel")
                                || (flag.startsWith("-X") && !flag.startsWith("-Xmn")))
                .toList();
    }
}
