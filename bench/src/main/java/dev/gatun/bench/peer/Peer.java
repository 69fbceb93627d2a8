package dev.gatun.bench.peer;

import dev.gatun.bench.measure.Trial;

/** A binding of a BLAS with one set of operands. Not thread-safe. */
public interface Peer extends AutoCloseable {
    /** CblasRowMajor. */
    int ROW_MAJOR = 101;

    /** CblasNoTrans. */
    int NO_TRANSPOSE = 111;

    /** C = A B, square. */
    void sgemm();

    /** y = A x, with the first row of B as x and the first row of C as y. */
    void sgemv();

    /** The inner product of the first rows of A and B. */
    float sdot();

    /** The result of the last {@link #sgemm} or {@link #sgemv}, row-major. */
    float[] result();

    /**
     * A trial of {@link #sgemm}. Every peer has this loop itself, so that it is compiled with that
     * peer's call inlined; a shared loop would time a virtual dispatch.
     */
    Trial sgemmTrial();

    @Override
    default void close() {}
}
