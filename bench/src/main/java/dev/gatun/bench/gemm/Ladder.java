package dev.gatun.bench.gemm;

import static dev.gatun.openblas.Order.ROW_MAJOR;
import static dev.gatun.openblas.Transpose.NO;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.gatun.Gatun;
import dev.gatun.bench.gemm.Contender.Group;
import dev.gatun.bench.gemm.Contender.Prepared;
import dev.gatun.bench.measure.CProgram;
import dev.gatun.bench.measure.Operands;
import dev.gatun.bench.measure.Trial;
import dev.gatun.openblas.Blas;
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

    private static void naive(Operands p) {
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

    private static Contender onArrays(String name, Consumer<Operands> product) {
        return new Contender(
                name,
                1,
                Group.JAVA,
                problem ->
                        new Prepared(
                                Trial.of(() -> product.accept(problem.operands)),
                                () -> problem.operands.result));
    }

    private static Contender openblas(int threads) {
        return new Contender(
                OPENBLAS,
                threads,
                Group.OPENBLAS,
                problem -> {
                    Trial trial = Trial.of(() -> sgemm(problem.operands));
                    return new Prepared(
                            calls -> {
                                Gatun.setThreads(threads);
                                return trial.nanos(calls);
                            },
                            () -> problem.operands.resultMemory.toArray(JAVA_FLOAT));
                });
    }

    private static void sgemm(Operands p) {
        int n = p.size;
        Blas.sgemm(
                ROW_MAJOR,
                NO,
                NO,
                n,
                n,
                n,
                1,
                p.leftMemory,
                n,
                p.rightMemory,
                n,
                0,
                p.resultMemory,
                n);
    }

    private static Contender fromC(CProgram program, int threads) {
        return new Contender(
                OPENBLAS_FROM_C,
                threads,
                Group.C,
                problem -> {
                    program.load(
                            problem.operands.places, problem.operands.left, problem.operands.right);
                    Trial trial = program.trial("sgemm", problem.size, problem.operands.places);
                    return new Prepared(
                            calls -> {
                                program.threads(threads);
                                return trial.nanos(calls);
                            },
                            () ->
                                    program.result(
                                            problem.operands.places, problem.size * problem.size));
                });
    }
}
