package dev.gatun.bench.cold;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The passes of a cold program, timed one by one. */
final class Passes {
    /** Passes around one whose times are taken together: one alone is noise. */
    private static final int AROUND = 20;

    private Passes() {}

    /** Makes the passes, and prints what {@link ColdRun} reads. */
    static void run(int count, Runnable pass) {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            pass.run();
            nanos[i] = System.nanoTime() - start;
        }
        System.out.println(
                around(nanos, 100)
                        + " "
                        + around(nanos, count - AROUND)
                        + " "
                        + residentKilobytes());
    }

    /** The median of the passes around one. */
    private static long around(long[] nanos, int pass) {
        int from = Math.clamp(pass - AROUND / 2, 0, nanos.length - 1);
        long[] near = Arrays.copyOfRange(nanos, from, Math.min(from + AROUND, nanos.length));
        Arrays.sort(near);
        return near[near.length / 2];
    }

    /** The most memory the process ever had; 0 where the system does not say. */
    private static long residentKilobytes() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException absent) {
            return 0;
        }
    }
}
