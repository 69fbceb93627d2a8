package dev.gatun.io;

import com.sun.management.ThreadMXBean;
import dev.gatun.memory.Scope;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * Prints how long damaged files take to be refused, and what that takes of the heap: in a fresh
 * process, where the first ones load classes, and then.
 */
public final class MalformedFilesMain {
    private static final int MUTATIONS = 10_000;

    /** Milliseconds, and bytes, above which a file is named. */
    private static final double SLOW = 20;

    private static final double MUCH = 1 << 20;

    private MalformedFilesMain() {}

    public static void main(String[] args) throws IOException {
        Path file = Files.createTempFile("malformed", ".bin");
        try (Scope _ = Scope.open("malformed")) {
            List<byte[]> bad = new ArrayList<>();
            MalformedFilesTest.safetensors().forEach(each -> bad.add(each.bytes()));
            report("first pass over files that lie", file, bad);
            report("second pass", file, bad);
            List<byte[]> mutations = new ArrayList<>();
            Random random = new Random(17);
            for (int i = 0; i < MUTATIONS; i++) {
                String name = List.of("all", "own", "metadata", "F8_E4M3").get(i % 4);
                byte[] good = Objects.requireNonNull(SafetensorsTest.FILES.get(name));
                mutations.add(MalformedFilesTest.mutated(good, random));
            }
            report("mutations", file, mutations);
        } finally {
            Files.delete(file);
        }
    }

    private static void report(String name, Path file, List<byte[]> all) throws IOException {
        double[] ms = new double[all.size()];
        double mostHeap = 0;
        for (int i = 0; i < ms.length; i++) {
            Files.write(file, all.get(i));
            long heap = allocated();
            long start = System.nanoTime();
            String message;
            try (Scope _ = Scope.open("reading")) {
                MalformedFilesTest.readSafetensors(file);
                message = "read";
            } catch (FormatException refused) {
                message = refused.toString();
            }
            ms[i] = (double) (System.nanoTime() - start) / 1e6;
            double taken = (double) (allocated() - heap);
            mostHeap = Math.max(mostHeap, taken);
            if (ms[i] > SLOW || taken > MUCH) {
                System.out.printf("  %d: %.1f ms, %.0f KB: %s%n", i, ms[i], taken / 1e3, message);
            }
        }
        double first = ms[0];
        Arrays.sort(ms);
        System.out.printf(
                "%s: %d files; the first %.2f ms, median %.3f, slowest %.2f; at most %.0f KB of heap%n",
                name, ms.length, first, ms[ms.length / 2], ms[ms.length - 1], mostHeap / 1e3);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
