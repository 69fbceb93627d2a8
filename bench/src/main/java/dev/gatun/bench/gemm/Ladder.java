package dev.gatun.bench.gemm;

import dev.gatun.bench.gemm.Contender.Group;
import dev.gatun.bench.gemm.Contender.Prepared;
import dev.gatun.bench.measure.CProgram;
import dev.gatun.bench.measure.Trial;
import dev.gatun.openblas.OpenBlas;
import dev.gatun.openblas.generated.Cblas;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The products of the run, from three loops to OpenBLAS. */
final class Ladder {
    /** OpenBLAS through the binding. */
    static final String OPENBLAS = "openblas";

    private static final String OPENBLAS_FROM_C = "openblas-c";

    private Ladder() {}

    /**
     * Every step, on one thread and on all.
     *
     * @param threads what "all" is; 1 leaves the second of each pair out
     * @param c the C baseline, where there is one
     */
    static List<Contender> contenders(int threads, Optional<CProgram> c) {
        List<Contender> all = new ArrayList<>();
        all.add(onArrays(Report.NAIVE, Ladder::naive));
        all.add(openblas(1));
        c.ifPresent(program -> all.add(fromC(program, 1)));
        if (threads > 1) {
            all.add(openblas(threads));
            c.ifPresent(program -> all.add(fromC(program, threads)));
        }
        return List.copyOf(all);
    }

    private static void naive(Problem p) {
        int n = p.size;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0;
                for (int k = 0; k < n; k++) {
                    sum += p.left[i * n + k] * p.right[k * n + j];
                }
                p.result[i * n + j] = sum;
            }
        }
    }

    private static Contender onArrays(String name, Consumer<Problem> product) {
        return new Contender(
                name,
                1,
                Group.JAVA,
                problem ->
                        new Prepared(
                                Trial.of(() -> product.accept(problem)), () -> problem.result));
    }

    private static Contender openblas(int threads) {
        return new Contender(
                OPENBLAS,
                threads,
                Group.OPENBLAS,
                problem -> {
                    Trial trial = Trial.of(() -> sgemm(problem));
                    return new Prepared(
                            calls -> {
                                OpenBlas.setThreads(threads);
                                return trial.nanos(calls);
                            },
                            problem::resultFromMemory);
                });
    }

    private static void sgemm(Problem p) {
        int n = p.size;
        Cblas.cblas_sgemm(
                101,
                111,
                111,
                n,
                n,
                n,
                1f,
                p.leftMemory,
                n,
                p.rightMemory,
                n,
                0f,
                p.resultMemory,
                n);
    }

    private static Contender fromC(CProgram program, int threads) {
        return new Contender(
                OPENBLAS_FROM_C,
                threads,
                Group.C,
                problem -> {
                    program.load(problem.places, problem.left, problem.right);
                    Trial trial = program.trial("sgemm", problem.size, problem.places);
                    return new Prepared(
                            calls -> {
                                program.threads(threads);
                                return trial.nanos(calls);
                            },
                            () -> program.result(problem.places, problem.size * problem.size));
                });
    }
}
