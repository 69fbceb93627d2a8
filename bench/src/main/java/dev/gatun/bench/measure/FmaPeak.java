package dev.gatun.bench.measure;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * What the cores can do at most: independent fused multiply-adds on float vectors that never leave
 * the registers.
 *
 * <p>Twelve chains hide a latency of four to five cycles on two units and fit the sixteen registers
 * of AVX2 beside the two factors. The peak of a run is the best sample: a limit is not a median.
 */
public final class FmaPeak {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int CHAINS = 12;
    private static final int STEPS = 200_000;
    private static final int SAMPLES = 8;

    private FmaPeak() {}

    /**
     * Floats in one vector of this machine.
     *
     * @return lanes
     */
    public static int lanes() {
        return SPECIES.length();
    }

    /**
     * The best of a few samples, some milliseconds each.
     *
     * @param threads how many compute at once
     * @return GFLOP/s of all threads together
     */
    public static double gflops(int threads) {
        double best = 0;
        for (int sample = 0; sample < SAMPLES; sample++) {
            double flops = 2.0 * CHAINS * SPECIES.length() * STEPS * threads;
            best = Math.max(best, flops / nanos(threads));
        }
        return best;
    }

    /** From the first thread's start to the last one's end. */
    private static long nanos(int threads) {
        long[] starts = new long[threads];
        long[] ends = new long[threads];
        float[] sums = new float[threads];
        CyclicBarrier together = new CyclicBarrier(threads);
        Thread[] team = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            int member = i;
            team[i] =
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                                await(together);
                                starts[member] = System.nanoTime();
                                sums[member] = chains(STEPS);
                                ends[member] = System.nanoTime();
                            });
        }
        long start = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        for (int i = 0; i < threads; i++) {
            join(team[i]);
            start = Math.min(start, starts[i]);
            end = Math.max(end, ends[i]);
            if (!(sums[i] > 0)) {
                throw new IllegalStateException("the multiply-adds were not made");
            }
        }
        return end - start;
    }

    private static float chains(int steps) {
        FloatVector x = FloatVector.broadcast(SPECIES, 0.5f);
        FloatVector y = FloatVector.broadcast(SPECIES, 0.25f);
        FloatVector a = y,
                b = y,
                c = y,
                d = y,
                e = y,
                f = y,
                g = y,
                h = y,
                i = y,
                j = y,
                k = y,
                l = y;
        for (int step = 0; step < steps; step++) {
            a = x.fma(y, a);
            b = x.fma(y, b);
            c = x.fma(y, c);
            d = x.fma(y, d);
            e = x.fma(y, e);
            f = x.fma(y, f);
            g = x.fma(y, g);
            h = x.fma(y, h);
            i = x.fma(y, i);
            j = x.fma(y, j);
            k = x.fma(y, k);
            l = x.fma(y, l);
        }
        FloatVector sum =
                a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k).add(l);
        return sum.reduceLanes(VectorOperators.ADD);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException problem) {
            throw new IllegalStateException("the measurement was interrupted", problem);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException problem) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the measurement was interrupted", problem);
        }
    }
}
