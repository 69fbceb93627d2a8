package dev.gatun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.memory.Ledger;
import dev.gatun.memory.Scope;
import dev.gatun.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Programs that train step after step, whose memory must not grow; by /proc, which is Linux's. */
public final class SteadyProcess {
    private static final long MEBI = 1 << 20;

    private SteadyProcess() {}

    /** Kilobytes that are resident, bytes of the ledger, bytes of the Java heap. */
    public static String held(Scope network) throws IOException {
        System.gc();
        Runtime heap = Runtime.getRuntime();
        long resident =
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow();
        return resident
                + " "
                + (Ledger.heldBytes() + network.liveBytes())
                + " "
                + (heap.totalMemory() - heap.freeMemory());
    }

    /**
     * Runs a program that prints what it holds early and at the end, and holds one against the
     * other.
     *
     * @param mostResident the kilobytes that may be resident in addition: loops that are compiled
     *     meanwhile are the JIT's memory
     * @return the lines that the program printed
     */
    public static List<String> run(Class<?> main, long mostResident, String... arguments)
            throws Exception {
        // A heap of fixed size, touched from the start, keeps the collector out of the figure.
        ChildJvm.Result child =
                ChildJvm.running(main)
                        .with("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC")
                        .with("--add-modules=jdk.incubator.vector")
                        .run(arguments);
        assertThat(child.exit()).as(child.err()).isZero();
        List<String> lines = child.out().lines().toList();
        long[] early = numbers(lines.get(0));
        long[] late = numbers(lines.get(1));
        assertThat(late[0] - early[0]).as("resident, %s", child.out()).isLessThan(mostResident);
        assertThat(late[1]).as("ledger, %s", child.out()).isEqualTo(early[1]);
        assertThat(late[2] - early[2]).as("heap, %s", child.out()).isLessThan(2 * MEBI);
        return lines;
    }

    private static long[] numbers(String line) {
        return Stream.of(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
    }
}
