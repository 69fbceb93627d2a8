package dev.gatun.bench.cold;

import dev.gatun.Gatun;
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
import org.jspecify.annotations.Nullable;

/**
 * Runs a program in JVMs of its own, with the flags that a user's process has and Gatun's part of
 * the class path.
 *
 * @param program a class with a main method whose argument is a number of passes
 * @param cache a file with loaded and linked classes and profiles of methods, which {@link
 *     #writeCache} wrote; null for none
 */
record ColdRun(Class<?> program, @Nullable Path cache) {
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
        return run(passes, cache == null ? List.of() : List.of("-XX:AOTCache=" + cache));
    }

    /**
     * Writes the cache by a run of its own.
     *
     * @throws Failure if the class path has directories, which the JVM does not take, or the run
     *     fails
     */
    void writeCache(int passes) {
        for (String entry : classPath().split(File.pathSeparator, -1)) {
            if (Files.isDirectory(Path.of(entry))) {
                throw new Failure(
                        "a cache of classes needs jars, and "
                                + entry
                                + " is a directory; run ./gatun cold after make build");
            }
        }
        run(passes, List.of("-XX:AOTCacheOutput=" + cache));
    }

    private Result run(int passes, List<String> more) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags());
        command.addAll(more);
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
            // The JVM tells of the cache that it wrote behind the program's line.
            String figures = out.lines().findFirst().orElse("");
            long[] numbers = Stream.of(figures.split(" ")).mapToLong(Long::parseLong).toArray();
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
     * The flags of this JVM that the library needs, without those for benchmarks and, where loops
     * are machine code, without the Vector API's, which a user's process does not have.
     */
    private static List<String> flags() {
        boolean isEmitted = Gatun.info().code().kind().equals("emit");
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag ->
                        flag.startsWith("--enable-native-access")
                                || (flag.startsWith("--add-modules") && !isEmitted)
                                || flag.startsWith("-Dgatun.kernel")
                                || (flag.startsWith("-X") && !flag.startsWith("-Xmn")))
                .toList();
    }
}
