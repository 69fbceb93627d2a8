package dev.gatun.bench.cold;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The passes of a cold program, timed one by one. */
final class Passes {
    /**
     * The number of neighbouring passes whose median is taken, since the time of a single pass is
     * noise.
     */
    private static final int AROUND = 20;

    private Passes() {}

    /** Runs the passes, and prints the figures that {@link ColdRun} reads. */
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

    /** The median of the passes near one. */
    private static long around(long[] nanos, int pass) {
        int from = Math.clamp(pass - AROUND / 2, 0, nanos.length - 1);
        long[] near = Arrays.copyOfRange(nanos, from, Math.min(from + AROUND, nanos.length));
        Arrays.sort(near);
        return near[near.length / 2];
    }

    /** The greatest resident memory of the process; 0 if the system does not report it. */
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
