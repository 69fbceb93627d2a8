package dev.gatun.bench.train;

/** The training of a network by one library: a step, and the parts of a step to be timed. */
interface Training extends AutoCloseable {
    /** The library's name. */
    String name();

    /** Sets how many threads one operation may use. */
    void threads(int count);

    /** Computes the loss, recorded for its gradients. */
    void forward();

    /** Computes the loss and the gradients of all parameters. */
    void gradients();

    /**
     * Computes the loss and its gradients and updates the parameters; returns the loss before the
     * update.
     */
    double step();

    @Override
    void close();
}
