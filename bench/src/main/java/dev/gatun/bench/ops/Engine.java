package dev.gatun.bench.ops;

import java.util.Optional;

/** A library that computes tasks. */
public interface Engine extends AutoCloseable {
    /** What layer norm adds to a variance. */
    double EPSILON = 1e-5;

    /** As tables head its column. */
    String name();

    /** Sets how many threads one operation may use, if that can be set. */
    void threads(int count);

    /** Whether an operation may use this many threads. */
    boolean canUse(int threads);

    /** The task on operands of its own; empty if this library has no such operation. */
    Optional<Work> prepare(Task task);

    @Override
    default void close() {}
}
