package dev.gatun.bench.gemm;

import dev.gatun.bench.measure.Trial;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One way to multiply two matrices.
 *
 * @param name the name in reports
 * @param threads the number of threads
 * @param group what kind of product it is
 * @param preparation prepares it for one problem; its trials may then be called in any order
 */
record Contender(String name, int threads, Group group, Function<Problem, Prepared> preparation) {
    /** The kind of a product. */
    enum Group {
        /** Pure Java, whose times may be extrapolated when they become long. */
        JAVA,
        /** OpenBLAS through the binding. */
        OPENBLAS,
        /** OpenBLAS called by a C program. */
        C
    }

    /**
     * A product prepared for one problem.
     *
     * @param trial multiplies
     * @param result returns the result of the last call of the trial, row-major
     */
    record Prepared(Trial trial, Supplier<float[]> result) {}
}
