package dev.gatun.bench.measure;

import dev.gatun.openblas.OpenBlas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a run ran on; the head of every report.
 *
 * @param cpu the processor's name
 * @param cores processors the JVM may use
 * @param os name, version and architecture
 * @param java the virtual machine
 * @param simdBits width of the vectors the JVM prefers; 0 without the Vector API
 * @param openblas version and core type; "none" where none was loaded
 * @param library the file OpenBLAS was loaded from; empty where none was
 */
public record Machine(
        String cpu,
        int cores,
        String os,
        String java,
        int simdBits,
        String openblas,
        String library) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** This machine, with OpenBLAS loaded if it can be. */
    public static Machine here() {
        boolean isNative = OpenBlas.isAvailable();
        return new Machine(
                cpuName(),
                Runtime.getRuntime().availableProcessors(),
                property("os.name") + " " + property("os.version") + " " + property("os.arch"),
                property("java.vm.name") + " " + property("java.runtime.version"),
                preferredBits(),
                isNative ? OpenBlas.version() + " " + OpenBlas.coreType() : "none",
                isNative ? OpenBlas.path().toString() : "");
    }

    /** Name and value of each, for a person. */
    public SortedMap<String, String> facts() {
        return new TreeMap<>(
                Map.of(
                        "processor", cpu,
                        "cores", String.valueOf(cores),
                        "system", os,
                        "Java", java,
                        "SIMD", simdBits == 0 ? "no Vector API" : simdBits + " bits",
                        "OpenBLAS", openblas,
                        "library", library));
    }

    private static int preferredBits() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
                ? FmaPeak.lanes() * Float.SIZE
                : 0;
    }

    private static String property(String name) {
        return System.getProperty(name, "");
    }

    /** The processor's name as the operating system tells it. */
    static String cpuName() {
        if (Files.isReadable(CPU_INFO)) {
            try (Stream<String> lines = Files.lines(CPU_INFO)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(property("os.arch"));
            } catch (IOException unreadable) {
                return property("os.arch");
            }
        }
        return System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", property("os.arch"));
    }
}
