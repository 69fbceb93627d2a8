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
import java.util.Random;

/**
 * Prints how long damaged files take to be refused, and what that takes of the heap: in a fresh
 * process, where the first ones load classes, and then.
 */
public final class MalformedFilesMain {
    /** Milliseconds, and bytes beside the file's size, above which a file is named. */
    private static final double SLOW = 20;

    private static final double MUCH = 1 << 17;

    private MalformedFilesMain() {}

    public static void main(String[] args) throws IOException {
        Path file = Files.createTempFile("malformed", ".bin");
        try (Scope _ = Scope.open("malformed")) {
            List<byte[]> bad = new ArrayList<>();
            MalformedFilesTest.safetensors().forEach(each -> bad.add(each.bytes()));
            report(
                    "first pass over files that lie",
                    file,
                    bad,
                    MalformedFilesTest::readSafetensors);
            report("second pass", file, bad, MalformedFilesTest::readSafetensors);
            for (MalformedFilesTest.Format format : MalformedFilesTest.formats().toList()) {
                List<byte[]> mutations = new ArrayList<>();
                Random random = new Random(17);
                for (int i = 0; i < format.mutations(); i++) {
                    byte[] good = format.good().get(i % format.good().size());
                    mutations.add(MalformedFilesTest.mutated(good, random));
                }
                report("mutations of " + format, file, mutations, format.reader());
            }
        } finally {
            Files.delete(file);
        }
    }

    private static void report(
            String name, Path file, List<byte[]> all, MalformedFilesTest.Reader reader)
            throws IOException {
        double[] ms = new double[all.size()];
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < ms.length; i++) {
            Files.write(file, all.get(i));
            long heap = allocated();
            long start = System.nanoTime();
            String message;
            try (Scope _ = Scope.open("reading")) {
                reader.read(file);
                message = "read";
            } catch (FormatException refused) {
                message = refused.toString();
            }
            ms[i] = (double) (System.nanoTime() - start) / 1e6;
            double more = (double) (allocated() - heap - all.get(i).length);
            most = Math.max(most, more);
            if (ms[i] > SLOW || more > MUCH) {
                System.out.printf("  %d: %.1f ms, %.0f KB: %s%n", i, ms[i], more / 1e3, message);
            }
        }
        double first = ms[0];
        Arrays.sort(ms);
        System.out.printf(
                "%s: %d files; the first %.2f ms, median %.3f, slowest %.2f; of the heap at most"
                        + " %.0f KB more than the file's size%n",
                name, ms.length, first, ms[ms.length / 2], ms[ms.length - 1], most / 1e3);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
