package dev.gatun.bench.gemm;

import dev.gatun.bench.gemm.Contender.Group;
import dev.gatun.bench.gemm.Contender.Prepared;
import dev.gatun.bench.gemm.Measurement.Status;
import dev.gatun.bench.measure.FmaPeak;
import dev.gatun.bench.measure.Machine;
import dev.gatun.bench.measure.Median;
import dev.gatun.bench.measure.Rounds;
import dev.gatun.bench.measure.Trial;
import dev.gatun.display.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Checks and times every contender at every size.
 *
 * <p>At one size all contenders are first checked, then timed in turns (see {@link Rounds}). Those
 * that call OpenBLAS, from Java or from C, are timed with their operands at {@value #PLACEMENTS}
 * addresses, and the best median of each is reported, because conflicts in the caches depend on
 * addresses and not on the caller.
 *
 * @param contenders from the naive product upwards
 * @param sizes rows and columns, ascending
 * @param rounds the number and length of the samples
 * @param mayExtrapolate whether a Java product that would take longer than {@value #LONG_SECONDS} s
 *     a call is computed from its next smaller size instead of run
 */
record GemmRun(
        List<Contender> contenders, List<Integer> sizes, Rounds rounds, boolean mayExtrapolate) {
    /** A call that takes longer than this is long. */
    static final int LONG_SECONDS = 2;

    private static final int PLACEMENTS = 3;

    /**
     * Checks and times all contenders.
     *
     * @param machine the machine this runs on
     * @param progress makes the display of progress for a number of steps
     */
    Report measure(Machine machine, IntFunction<Progress> progress) {
        SortedMap<Integer, Double> peak = new TreeMap<>();
        List<Measurement> all = new ArrayList<>();
        Map<Contender, Measurement> smaller = new HashMap<>();
        try (Progress display =
                progress.apply(sizes.size() * (contenders.size() + PLACEMENTS * rounds.rounds()))) {
            for (int size : sizes) {
                List<Measurement> here = measure(size, smaller, display);
                here.forEach(each -> smaller.put(each.contender(), each));
                all.addAll(here);
                raise(peak);
                display.line("%d x %d: %d products done".formatted(size, size, here.size()));
            }
        }
        return Report.of(machine, peak, all);
    }

    private List<Measurement> measure(
            int size, Map<Contender, Measurement> smaller, Progress display) {
        // All remain open, so that no two have the same addresses.
        List<Problem> placed = new ArrayList<>(List.of(new Problem(size)));
        try {
            List<Measurement> best =
                    new ArrayList<>(
                            measure(
                                    placed.getFirst(),
                                    contenders,
                                    smaller,
                                    display,
                                    display::step));
            List<Contender> again =
                    contenders.stream().filter(each -> each.group() != Group.JAVA).toList();
            for (int placement = 1; placement < PLACEMENTS && !again.isEmpty(); placement++) {
                placed.add(new Problem(placed.getFirst()));
                for (Measurement other :
                        measure(placed.getLast(), again, smaller, display, () -> {})) {
                    int i = contenders.indexOf(other.contender());
                    best.set(i, better(best.get(i), other));
                }
            }
            return best;
        } finally {
            placed.reversed().forEach(Problem::close); // scopes nest
        }
    }

    /** The faster of two; a refused one remains refused. */
    private static Measurement better(Measurement a, Measurement b) {
        if (a.status() == Status.REFUSED || b.status() == Status.REFUSED) {
            return a.status() == Status.REFUSED ? a : b;
        }
        return b.nanos() < a.nanos() ? b : a;
    }

    private List<Measurement> measure(
            Problem problem,
            List<Contender> contenders,
            Map<Contender, Measurement> smaller,
            Progress display,
            Runnable afterCheck) {
        Measurement[] measured = new Measurement[contenders.size()];
        double[] errors = new double[contenders.size()];
        List<Integer> right = new ArrayList<>();
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < measured.length; i++) {
            Contender contender = contenders.get(i);
            measured[i] = extrapolated(problem, contender, smaller.get(contender));
            if (measured[i] == null) {
                Prepared prepared = contender.preparation().apply(problem);
                problem.operands.forgetResults();
                prepared.trial().nanos(1);
                errors[i] = problem.oracle.maxError(prepared.result().get());
                if (errors[i] <= problem.oracle.errorBound()) {
                    right.add(i);
                    trials.add(
                            contender.threads() == 1
                                    ? prepared.trial()
                                    : prepared.trial().thenSettling());
                } else {
                    measured[i] = of(problem, contender, Status.REFUSED, Double.NaN, 0, errors[i]);
                }
            }
            afterCheck.run();
        }
        double[][] nanos = rounds.run(trials, display::step);
        for (int trial = 0; trial < nanos.length; trial++) {
            int i = right.get(trial);
            double median = Median.of(nanos[trial]);
            measured[i] =
                    of(
                            problem,
                            contenders.get(i),
                            Status.TIMED,
                            median,
                            nanos[trial].length,
                            errors[i]);
        }
        return List.of(measured);
    }

    private @Nullable Measurement extrapolated(
            Problem problem, Contender contender, @Nullable Measurement smaller) {
        if (!mayExtrapolate
                || contender.group() != Group.JAVA
                || smaller == null
                || smaller.status() == Status.REFUSED) {
            return null;
        }
        double nanos = smaller.nanos() * Math.pow((double) problem.size / smaller.size(), 3);
        return nanos > LONG_SECONDS * 1e9
                ? of(problem, contender, Status.EXTRAPOLATED, nanos, 0, null)
                : null;
    }

    private static Measurement of(
            Problem problem,
            Contender contender,
            Status status,
            double nanos,
            int samples,
            @Nullable Double error) {
        return new Measurement(
                contender,
                problem.size,
                status,
                nanos,
                samples,
                error,
                problem.oracle.errorBound());
    }

    /** Samples the peak for each number of threads in use, and keeps the best of the run. */
    private void raise(SortedMap<Integer, Double> peak) {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            for (Contender contender : contenders) {
                peak.merge(contender.threads(), FmaPeak.gflops(contender.threads()), Math::max);
            }
        }
    }
}
