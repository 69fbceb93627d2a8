package dev.gatun.kernel;

import dev.gatun.memory.Scope;
import dev.gatun.memory.Storage;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * One daemon thread that turns hot kernels into compiled loops.
 *
 * <p>A vector loop is slow until C2 has compiled it, for each vector is boxed until then. So the
 * thread runs the new loop on memory of its own until it beats the interpreter there, and only then
 * hands it over; a loop that never does is dropped, and the interpreter stays.
 */
final class Promoter {
    /** Elements after which an interpreted kernel is worth compiling. */
    static final long THRESHOLD = 1L << 16;

    /**
     * The lengths of warm-up calls, with one row and with two: with a tail and without, and shorter
     * than a vector. C2 compiles for the cases it has seen, and the first call of another kind
     * would throw the compiled loop away.
     */
    private static final int[] LENGTHS = {512, 21, 64, 3, 512, 77};

    private static final int LONGEST = 512;
    private static final int MAX_ROWS = 2;

    /** Rounds of such calls between two looks at the clock. */
    private static final int ROUNDS = 20;

    /** Batches of fast rounds, one after the other, that a loop must show. */
    private static final int FAST_BATCHES = 5;

    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private static final System.Logger LOG = System.getLogger(Promoter.class.getName());
    private static final LinkedBlockingQueue<Variant> QUEUE = new LinkedBlockingQueue<>();

    static {
        Thread.ofPlatform().daemon().name("gatun-kernel-compiler").start(Promoter::work);
    }

    private Promoter() {}

    static void promote(Variant variant) {
        QUEUE.add(variant);
    }

    private static void work() {
        while (true) {
            try {
                Variant variant = QUEUE.take();
                compile(variant);
            } catch (InterruptedException stop) {
                return;
            } catch (UnsupportedOperationException tooLong) {
                KernelCounters.REJECTIONS.increment();
                LOG.log(Level.INFO, "a kernel stays interpreted: {0}", tooLong.getMessage());
            } catch (RuntimeException | Error failure) {
                KernelCounters.REJECTIONS.increment();
                LOG.log(Level.WARNING, "a kernel stays interpreted", failure);
            }
        }
    }

    private static void compile(Variant variant) throws InterruptedException {
        Loop compiled = KernelCompiler.compile(variant.inputs, variant.outputs, variant.pattern);
        KernelCounters.COMPILATIONS.increment();
        try (Scope scope = Scope.open("kernel warm-up")) {
            if (new Warmup(scope, variant, compiled).isFast()) {
                variant.become(compiled);
                KernelCounters.SWITCHES.increment();
            } else {
                KernelCounters.REJECTIONS.increment();
            }
        }
    }

    /** A compiled loop on its way to be fast. */
    private static final class Warmup {
        private final Loop interpreted;
        private final Loop compiled;
        private final Storage[] storages;
        private final long[] offsets;
        private final long[] steps;
        private final double[] scalars;
        private final boolean isRow;

        Warmup(Scope scope, Variant variant, Loop compiled) {
            this.interpreted = variant.loop();
            this.compiled = compiled;
            this.isRow = variant.pattern.isRow();
            int operands = variant.inputs + variant.outputs.size();
            long bytes = (long) LONGEST * variant.pattern.type().bytes();
            storages = new Storage[operands];
            for (int k = 0; k < operands; k++) {
                storages[k] = scope.reserve(MAX_ROWS * bytes);
                // 0x3f3f... is an ordinary small number in either type.
                storages[k].view().fill((byte) 0x3f);
            }
            offsets = new long[operands];
            steps = new long[operands];
            Arrays.fill(steps, bytes);
            scalars = new double[Kernel.MAX_SCALARS];
            Arrays.fill(scalars, 0.5);
        }

        boolean isFast() throws InterruptedException {
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            int fast = 0;
            while (System.nanoTime() < deadline) {
                long limit = time(interpreted, 3)[0];
                if (time(compiled, 1)[0] >= limit) {
                    fast = 0;
                    // The JIT works on it meanwhile.
                    Thread.sleep(1);
                    continue;
                }
                // One slow round among fast ones is a loop that C2 has just thrown away again.
                fast = time(compiled, ROUNDS)[ROUNDS - 2] < limit ? fast + 1 : 0;
                if (fast == FAST_BATCHES) {
                    return true;
                }
            }
            return false;
        }

        /** The times of some rounds in nanoseconds, sorted. */
        private long[] time(Loop loop, int rounds) {
            long[] nanos = new long[rounds];
            for (int round = 0; round < rounds; round++) {
                long start = System.nanoTime();
                for (int length : LENGTHS) {
                    loop.run(1, length, storages, offsets, steps, scalars);
                    loop.run(isRow ? 1 : MAX_ROWS, length, storages, offsets, steps, scalars);
                }
                nanos[round] = System.nanoTime() - start;
            }
            Arrays.sort(nanos);
            return nanos;
        }
    }
}
