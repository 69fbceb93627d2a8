package dev.gatun.io;

import dev.gatun.memory.Ledger;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Prints how long it takes to open a file of 500 MB and to read one tensor of 1 MB from it, in a
 * fresh process and again, and what memory that takes.
 */
public final class LargeFileMain {
    private static final int TENSORS = 500;
    private static final int RUNS = 200;

    private LargeFileMain() {}

    public static void main(String[] args) throws Exception {
        Path file = Files.createTempFile("large", ".safetensors");
        try (Scope _ = Scope.open("warm")) {
            Tensor.ones(1).add(1); // what starts with the library is not the file's
            SafetensorsTest.writeSparse(file, TENSORS, 1_000_000);
            double[] ms = new double[RUNS];
            for (int i = 0; i < RUNS; i++) {
                try (Scope scope = Scope.open("one tensor")) {
                    long held = Ledger.systemBytes();
                    long start = System.nanoTime();
                    try (Safetensors opened = Safetensors.open(file)) {
                        opened.read("t" + i * 2);
                    }
                    ms[i] = (System.nanoTime() - start) / 1e6;
                    if (i == 0) {
                        System.out.printf(
                                "first: %.2f ms, %d bytes in the scope, %d more of the system%n",
                                ms[0], scope.liveBytes(), Ledger.systemBytes() - held);
                    }
                }
            }
            System.out.printf("second: %.2f ms, tenth: %.2f ms%n", ms[1], ms[9]);
            Arrays.sort(ms, 10, RUNS);
            System.out.printf(
                    "later: %.2f ms (median), %.2f to %.2f%n",
                    ms[(10 + RUNS) / 2], ms[10], ms[RUNS - 1]);
        } finally {
            Files.delete(file);
        }
    }
}
