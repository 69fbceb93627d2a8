package dev.gatun.bench.train;

/** A network in training, by one library: a step, and as much of one as is to be timed. */
interface Training extends AutoCloseable {
    /** The library's name. */
    String name();

    /** Sets how many threads one operation may use. */
    void threads(int count);

    /** The loss, recorded for its gradients; they are not computed. */
    void forward();

    /** The loss and the gradients of all parameters. */
    void gradients();

    /** The loss, its gradients, and the parameters moved against them; the loss before that. */
    double step();

    @Override
    void close();
}
