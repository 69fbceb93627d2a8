package dev.gatun.bench.linalg;

import dev.gatun.Gatun;
import dev.gatun.bench.console.Failure;
import dev.gatun.bench.measure.CProgram;
import dev.gatun.bench.measure.Rounds;
import dev.gatun.bench.measure.Trial;
import dev.gatun.display.Progress;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Times calls of linear algebra on doubles in turns with C, on one thread.
 *
 * @param routines which calls
 * @param shapes of the operands
 * @param rounds how they take turns
 */
record LinalgRun(List<Routine> routines, List<MatrixShape> shapes, Rounds rounds) {
    /** How far results may be from C's, beside the largest. */
    private static final double SAME = 1e-8;

    /**
     * Runs all comparisons.
     *
     * @throws Failure if a result is not C's; it is not timed then
     */
    List<LinalgTiming> measure(CProgram c, IntFunction<Progress> progress) {
        List<LinalgTiming> all = new ArrayList<>();
        Gatun.setThreads(1);
        c.threads(1);
        int steps = routines.size() * shapes.size() * rounds.rounds();
        try (Progress display = progress.apply(steps)) {
            for (MatrixShape shape : shapes) {
                for (Routine routine : routines) {
                    all.add(measure(routine, shape, c, display));
                }
                display.line("%d of %2$d x %2$d done".formatted(shape.count(), shape.size()));
            }
        }
        return all;
    }

    private LinalgTiming measure(Routine routine, MatrixShape shape, CProgram c, Progress display) {
        double[] matrices = shape.matrices(routine.operand());
        double[] right = shape.rightSides();
        try (Scope _ = Scope.open("benchmark operands")) {
            Tensor a = Tensor.of(matrices, shape.count(), shape.size(), shape.size());
            Tensor b = Tensor.of(right, shape.count(), shape.size(), 1);
            c.loadMatrices(shape.byColumns(matrices), right, shape.size());
            Trial ofC = c.lapack(routine.title(), shape.size(), shape.count());
            ofC.nanos(1);
            requireSame(
                    routine, lastKey(routine, a, b), c.lapackKey(matrices, right, shape.size()));
            Trial own =
                    Trial.of(() -> {
                        try (Scope _ = Scope.open("call")) {
                            routine.run(a, b);
                        }
                    });
            double[][] nanos = rounds.run(List.of(ofC, own), display::step);
            return LinalgTiming.of(routine, shape, nanos[1], nanos[0]);
        }
    }

    /** What a call returns for the last matrix. */
    private static double[] lastKey(Routine routine, Tensor a, Tensor b) {
        try (Scope _ = Scope.open("key")) {
            double[] all = routine.run(a, b).contiguous().toDoubleArray();
            return Arrays.copyOfRange(all, all.length - (int) a.size(-1), all.length);
        }
    }

    private static void requireSame(Routine routine, double[] own, double[] ofC) {
        // Eigenvalues of general matrices have no order.
        Arrays.sort(own);
        Arrays.sort(ofC);
        double largest = Arrays.stream(ofC).map(Math::abs).max().orElse(0);
        for (int i = 0; i < own.length; i++) {
            if (!(Math.abs(own[i] - ofC[i]) <= SAME * largest)) {
                throw new Failure(
                        "%s: %g, from C %g; it is not timed"
                                .formatted(routine.title(), own[i], ofC[i]));
            }
        }
    }
}
