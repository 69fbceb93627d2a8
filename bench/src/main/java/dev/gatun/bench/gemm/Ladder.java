package dev.gatun.bench.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.gatun.Gatun;
import dev.gatun.bench.gemm.Contender.Group;
import dev.gatun.bench.gemm.Contender.Prepared;
import dev.gatun.bench.measure.CProgram;
import dev.gatun.bench.measure.MatrixOperands;
import dev.gatun.bench.measure.Trial;
import dev.gatun.kernel.matmul.Backend;
import dev.gatun.kernel.matmul.Gemm;
import dev.gatun.reference.Matmul;
import dev.gatun.shape.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The products to compare, from three loops to OpenBLAS. */
final class Ladder {
    /** OpenBLAS as the library calls it: large products divided among the library's threads. */
    static final String OPENBLAS = "openblas";

    private static final String OPENBLAS_FROM_C = "openblas-c";

    /** A product of matrices on the heap: a is m x k, b is k x n, c is m x n. */
    @FunctionalInterface
    private interface Product {
        void multiply(float[] a, float[] b, float[] c, int m, int n, int k);
    }

    private Ladder() {}

    /**
     * All products, on one thread and on all threads.
     *
     * @param threads the number of all threads; for 1 each product occurs once
     * @param c the C baseline, if there is one
     */
    static List<Contender> contenders(int threads, Optional<CProgram> c) {
        List<Contender> all = new ArrayList<>();
        all.add(onArrays(Report.NAIVE, Matmul::naive));
        all.add(onArrays("i-k-j", Matmul::reordered));
        all.add(onArrays("blocked", Matmul::blocked));
        List<Integer> counts = threads == 1 ? List.of(1) : List.of(1, threads);
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            counts.forEach(count -> all.add(simd(count)));
        }
        if (Backend.active() == Backend.OPENBLAS) {
            for (int count : counts) {
                all.add(openblas(count));
                c.ifPresent(program -> all.add(fromC(program, count)));
            }
        }
        return List.copyOf(all);
    }

    private static Contender onArrays(String name, Product product) {
        return new Contender(
                name,
                1,
                Group.JAVA,
                problem -> {
                    MatrixOperands p = problem.operands;
                    int n = problem.size;
                    Trial trial =
                            Trial.of(() -> product.multiply(p.left, p.right, p.result, n, n, n));
                    return new Prepared(trial, () -> p.result);
                });
    }

    private static Contender simd(int threads) {
        return offHeap("simd", threads, Group.JAVA, by(Backend.JAVA));
    }

    private static Contender openblas(int threads) {
        return offHeap(OPENBLAS, threads, Group.OPENBLAS, by(Backend.OPENBLAS));
    }

    private static Contender offHeap(
            String name, int threads, Group group, Consumer<MatrixOperands> product) {
        return new Contender(
                name,
                threads,
                group,
                problem -> {
                    MatrixOperands p = problem.operands;
                    Trial trial = Trial.of(() -> product.accept(p));
                    return new Prepared(
                            calls -> {
                                Gatun.setThreads(threads);
                                return trial.nanos(calls);
                            },
                            () -> p.resultMemory.toArray(JAVA_FLOAT));
                });
    }

    private static Consumer<MatrixOperands> by(Backend backend) {
        return p -> {
            int n = p.size;
            Gemm gemm = new Gemm(DType.F32, false, false, n, n, n, 1, n, n, 0, n);
            backend.routines().gemm(gemm, p.leftMemory, p.rightMemory, p.resultMemory);
        };
    }

    private static Contender fromC(CProgram program, int threads) {
        return new Contender(
                OPENBLAS_FROM_C,
                threads,
                Group.C,
                problem -> {
                    program.load(
                            problem.operands.offsets,
                            problem.operands.left,
                            problem.operands.right);
                    Trial trial = program.trial("sgemm", problem.size, problem.operands.offsets);
                    return new Prepared(
                            calls -> {
                                program.threads(threads);
                                return trial.nanos(calls);
                            },
                            () ->
                                    program.result(
                                            problem.operands.offsets, problem.size * problem.size));
                });
    }
}
