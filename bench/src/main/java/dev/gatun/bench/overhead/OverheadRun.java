package dev.gatun.bench.overhead;

import dev.gatun.Gatun;
import dev.gatun.bench.console.Failure;
import dev.gatun.bench.measure.CProgram;
import dev.gatun.bench.measure.MatrixOperands;
import dev.gatun.bench.measure.ProductOracle;
import dev.gatun.bench.measure.Rounds;
import dev.gatun.bench.measure.Trial;
import dev.gatun.bench.peer.BlasBinding;
import dev.gatun.bench.peer.Peer;
import dev.gatun.display.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Times square sgemm through several bindings and from C, in many short turns.
 *
 * <p>A sample of a small size takes 0.2 ms, so that the samples of Java and of C that are compared
 * follow each other closely, and a disturbance, which lasts milliseconds, affects both.
 *
 * @param sizes rows and columns
 * @param threads the numbers of threads of OpenBLAS
 * @param rounds the number of samples of each
 */
record OverheadRun(List<Integer> sizes, List<Integer> threads, int rounds) {
    private static final long SAMPLE_NANOS = 200_000;

    /** With several threads a pause follows each sample, so samples are fewer and longer. */
    private static final long THREADED_SAMPLE_NANOS = 4_000_000;

    private static final int THREADED_SHARE = 7;
    private static final long BUDGET_NANOS = 4_000_000_000L;
    private static final long WARM_UP_NANOS = 200_000_000;

    /** The JNI peers use one thread; above this size the arithmetic dominates. */
    private static final int LARGEST_FOR_PEERS = 64;

    private static final List<BlasBinding> OURS = List.of(BlasBinding.FACE, BlasBinding.GENERATED);
    private static final List<BlasBinding> PEERS =
            List.of(
                    BlasBinding.CRITICAL,
                    BlasBinding.ARRAYS,
                    BlasBinding.JAVACPP,
                    BlasBinding.NETLIB_JNI);

    /**
     * Runs all comparisons.
     *
     * @throws Failure if a product is wrong; it is not timed then
     */
    List<CallTiming> measure(CProgram c, IntFunction<Progress> progress) {
        List<CallTiming> all = new ArrayList<>();
        try (Progress display = progress.apply(steps())) {
            for (int count : threads) {
                Gatun.setThreads(count);
                c.threads(count);
                for (int size : sizes) {
                    all.addAll(measure(size, count, c, display));
                    display.line("%d threads, %d x %d done".formatted(count, size, size));
                }
            }
        }
        return all;
    }

    private int steps() {
        return sizes.size() * threads.stream().mapToInt(count -> rounds(count).rounds()).sum();
    }

    private List<CallTiming> measure(int size, int count, CProgram c, Progress display) {
        List<BlasBinding> ways = new ArrayList<>(OURS);
        if (count == 1 && size <= LARGEST_FOR_PEERS) {
            ways.addAll(PEERS);
        }
        List<Peer> peers = new ArrayList<>();
        try (MatrixOperands operands = new MatrixOperands(size)) {
            ProductOracle oracle =
                    ProductOracle.of(size, size, size, operands.left, operands.right);
            List<Trial> trials = new ArrayList<>();
            c.load(operands.offsets, operands.left, operands.right);
            trials.add(settled(c.trial("sgemm", size, operands.offsets), count));
            trials.getFirst().nanos(1);
            require(oracle, "OpenBLAS from C", c.result(operands.offsets, size * size));
            for (BlasBinding way : ways) {
                Peer peer = way.open(operands);
                peers.add(peer);
                operands.forgetResults();
                peer.sgemm();
                require(oracle, way.title(), peer.result());
                trials.add(settled(peer.sgemmTrial(), count));
            }
            double[][] nanos = rounds(count).run(trials, display::step);
            List<CallTiming> here = new ArrayList<>();
            for (int i = 0; i < ways.size(); i++) {
                here.add(CallTiming.of(ways.get(i).title(), size, count, nanos[i + 1], nanos[0]));
            }
            return here;
        } finally {
            peers.forEach(Peer::close);
        }
    }

    private static Trial settled(Trial trial, int count) {
        return count == 1 ? trial : trial.thenSettling();
    }

    private Rounds rounds(int count) {
        return count == 1
                ? new Rounds(rounds, SAMPLE_NANOS, BUDGET_NANOS, WARM_UP_NANOS)
                : new Rounds(threadedRounds(), THREADED_SAMPLE_NANOS, BUDGET_NANOS, WARM_UP_NANOS);
    }

    private int threadedRounds() {
        return Math.max(1, rounds / THREADED_SHARE);
    }

    private static void require(ProductOracle oracle, String name, float[] product) {
        double error = oracle.maxError(product);
        if (!(error <= oracle.errorBound())) {
            throw new Failure("%s is wrong by %g and is not timed".formatted(name, error));
        }
    }
}
