package dev.gatun.nn;

import dev.gatun.tensor.Tensor;

/** The checks of what modules are made with, and their messages. */
final class Sizes {
    private Sizes() {}

    static long positive(String type, String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "%s: %s is at least 1, not %d".formatted(type, name, value));
        }
        return value;
    }

    static long notNegative(String type, String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(
                    "%s: %s is not negative, but %d".formatted(type, name, value));
        }
        return value;
    }

    static double fraction(String type, String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    "%s: %s is from 0 to 1, not %s".formatted(type, name, value));
        }
        return value;
    }

    static Tensor rank(String type, String name, Tensor tensor, int rank) {
        if (tensor.rank() != rank) {
            throw new IllegalArgumentException(
                    "%s: %s has %d axes, not the %d of %s"
                            .formatted(type, name, rank, tensor.rank(), tensor.shape()));
        }
        return tensor;
    }
}
