package dev.gatun.bench.verify;

import java.util.List;

/** A network in one engine, trained step by step. */
interface Trainer extends AutoCloseable {
    /**
     * What a step was like.
     *
     * @param loss before it
     * @param gradients of all parameters
     * @param nanos it took, without the time to look at it
     */
    record Step(double loss, List<double[]> gradients, long nanos) {}

    /** Forward, backward, and the parameters moved. */
    Step step();

    @Override
    void close();
}
