package dev.gatun.bench.measure;

import dev.gatun.Gatun;
import dev.gatun.GatunInfo;
import dev.gatun.bench.console.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a run ran on; the head of every report.
 *
 * @param processor its name
 * @param cores processors the JVM may use
 * @param os name, version and architecture
 * @param java the virtual machine
 * @param simdBits width of the float vectors the JVM prefers; 0 without the Vector API
 * @param backend what computes Gatun's products: openblas or java
 * @param openblas version and processor family of its kernels; "none" where none is used
 * @param library the file OpenBLAS was loaded from; empty where none is used
 * @param gatun the library's version
 */
public record Machine(
        String processor,
        int cores,
        String os,
        String java,
        int simdBits,
        String backend,
        String openblas,
        String library,
        String gatun) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /**
     * This machine and what Gatun found on it.
     *
     * @throws Failure if a system property asks for what cannot be
     */
    public static Machine here() {
        GatunInfo info = info();
        GatunInfo.Library library = info.library();
        GatunInfo.Simd simd = info.simd();
        return new Machine(
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                property("os.name") + " " + property("os.version") + " " + property("os.arch"),
                property("java.vm.name") + " " + property("java.runtime.version"),
                simd == null ? 0 : simd.floatBits(),
                info.backend(),
                library == null ? "none" : library.version() + " " + library.coreType(),
                library == null ? "" : library.path().toString(),
                info.version());
    }

    /**
     * What Gatun says of itself.
     *
     * @throws Failure if a system property asks for what cannot be
     */
    public static GatunInfo info() {
        try {
            return Gatun.info();
        } catch (IllegalArgumentException problem) {
            throw new Failure(String.valueOf(problem.getMessage()), problem);
        }
    }

    /** Whether OpenBLAS computes the products. */
    public boolean isNative() {
        return !library.isEmpty();
    }

    /** Name and value of each, for a person. */
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("processor", processor + ", " + cores + (cores == 1 ? " core" : " cores"));
        facts.put("system", os);
        facts.put("Java", java);
        facts.put("SIMD", simdBits == 0 ? "no Vector API" : simdBits + " bits");
        facts.put("Gatun", gatun + ", backend " + backend);
        facts.put("OpenBLAS", isNative() ? openblas + ", " + library : openblas);
        return facts;
    }

    /** The processor's name as the operating system tells it. */
    public static String processorName() {
        String fallback = System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", property("os.arch"));
        if (!Files.isReadable(CPU_INFO)) {
            return fallback;
        }
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(fallback);
        } catch (IOException unreadable) {
            return fallback;
        }
    }

    private static String property(String name) {
        return System.getProperty(name, "");
    }
}
