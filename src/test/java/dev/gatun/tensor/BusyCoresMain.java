package dev.gatun.tensor;

import dev.gatun.Gatun;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What two threads gain, or cost, beside other busy processes. A program to be run by hand, with
 * the number of such processes (0 or 2): the step of a GPT block of width 128, 64 tokens, batch 12,
 * and 96 products of 64 x 32 by 32 x 64, on one and on two threads in turns, the median of five.
 */
public final class BusyCoresMain {
    private static final int TURNS = 5;

    private BusyCoresMain() {}

    /** A process that keeps a core busy, until its standard input ends. */
    public static final class Neighbour {
        private Neighbour() {}

        /** Computes nothing of use. */
        public static void main(String[] arguments) throws Exception {
            double x = 1;
            while (System.in.available() == 0) {
                for (int i = 0; i < 10_000_000; i++) {
                    x = x * 1.0000001 + 1e-9;
                }
            }
            System.out.println(x);
        }
    }

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        int neighbours = Integer.parseInt(arguments[0]);
        List<Process> busy = new ArrayList<>();
        try (Scope _ = Scope.open("measurement")) {
            GptBlockSteps block = new GptBlockSteps(12, 64, 128);
            Tensor a = Tensor.randn(Shape.of(96, 64, 32), DType.F32, new Generator(1));
            Tensor b = Tensor.randn(Shape.of(96, 32, 64), DType.F32, new Generator(2));
            Runnable products =
                    () -> {
                        try (Scope _ = Scope.open()) {
                            a.matmul(b);
                        }
                    };
            // Until its kernels are compiled.
            long end = System.nanoTime() + 25_000_000_000L;
            while (System.nanoTime() < end) {
                block.step();
                products.run();
            }
            for (int i = 0; i < neighbours; i++) {
                busy.add(neighbour());
            }
            Thread.sleep(1000);
            compare("GPT block step", 20, block::step);
            compare("96 products", 2000, products);
            System.out.println(Gatun.kernels());
        } finally {
            busy.forEach(Process::destroy);
        }
    }

    private static Process neighbour() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Neighbour.class.getName())
                .start();
    }

    private static void compare(String what, int repetitions, Runnable work) {
        double[][] millis = new double[2][TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            for (int threads = 1; threads <= 2; threads++) {
                Gatun.setThreads(threads);
                work.run();
                long start = System.nanoTime();
                for (int i = 0; i < repetitions; i++) {
                    work.run();
                }
                millis[threads - 1][turn] = (System.nanoTime() - start) / 1e6 / repetitions;
            }
        }
        Arrays.sort(millis[0]);
        Arrays.sort(millis[1]);
        double one = millis[0][TURNS / 2];
        double two = millis[1][TURNS / 2];
        System.out.printf(
                "%-15s 1 thread %8.3f ms, 2 threads %8.3f ms: 2 take %.2f of 1, gain %.2f%n",
                what, one, two, two / one, one / two);
        System.out.println(
                "    " + Arrays.toString(millis[0]) + " and " + Arrays.toString(millis[1]));
    }
}
