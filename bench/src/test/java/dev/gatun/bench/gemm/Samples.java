package dev.gatun.bench.gemm;

import dev.gatun.bench.gemm.Contender.Group;
import dev.gatun.bench.gemm.Contender.Prepared;
import dev.gatun.bench.measure.Machine;
import dev.gatun.bench.measure.MatrixOperands;
import dev.gatun.bench.measure.Rounds;
import dev.gatun.bench.measure.Trial;
import dev.gatun.display.Progress;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Machines, products and times that tests are made of. */
final class Samples {
    static final Machine MACHINE =
            new Machine(
                    "A & B <processor>",
                    2,
                    "System 1",
                    "VM 25",
                    512,
                    "openblas",
                    "0.3",
                    "/lib/x",
                    "1");

    /** One sample, no warm-up. */
    static final Rounds QUICK = new Rounds(1, 1, 1, 1);

    static final IntFunction<Progress> QUIET = Progress.on(new PrintWriter(Writer.nullWriter()));

    private Samples() {}

    /** A product that works and claims to take so many nanoseconds at size 1, n^3 as many at n. */
    static Contender taking(String name, int threads, Group group, long nanos) {
        return contender(name, threads, group, nanos, Samples::multiply);
    }

    /** A product of a given kind. */
    static Contender contender(
            String name, int threads, Group group, long nanos, Consumer<MatrixOperands> product) {
        return new Contender(
                name,
                threads,
                group,
                problem -> {
                    long n = problem.size;
                    Trial trial =
                            calls -> {
                                product.accept(problem.operands);
                                return calls * nanos * n * n * n;
                            };
                    return new Prepared(trial, () -> problem.operands.result);
                });
    }

    static void multiply(MatrixOperands p) {
        for (int i = 0; i < p.size; i++) {
            for (int j = 0; j < p.size; j++) {
                double sum = 0;
                for (int k = 0; k < p.size; k++) {
                    sum += (double) p.left[i * p.size + k] * p.right[k * p.size + j];
                }
                p.result[i * p.size + j] = (float) sum;
            }
        }
    }
}
