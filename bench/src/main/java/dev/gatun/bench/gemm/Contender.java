package dev.gatun.bench.gemm;

import dev.gatun.bench.measure.Trial;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One way to multiply two matrices.
 *
 * @param name as it stands in reports
 * @param threads how many compute at once
 * @param group what kind of product it is
 * @param preparation readies it for one problem; its trials may then be called in any order
 */
record Contender(String name, int threads, Group group, Function<Problem, Prepared> preparation) {
    /** What kind of product a contender is. */
    enum Group {
        /** Pure Java: those whose runs grow long, and may be extrapolated. */
        JAVA,
        /** OpenBLAS through the binding. */
        OPENBLAS,
        /** OpenBLAS called by a C program. */
        C
    }

    /**
     * A product readied for one problem.
     *
     * @param trial multiplies
     * @param result what the last call of the trial left, row-major
     */
    record Prepared(Trial trial, Supplier<float[]> result) {}
}
