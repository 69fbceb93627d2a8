package dev.gatun.nn.attention;

/** The checks of what the modules of this package are made with, and their messages. */
final class AttentionSizes {
    private AttentionSizes() {}

    static void positive(String type, String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "%s: %s is at least 1, not %d".formatted(type, name, value));
        }
    }

    static void probability(String type, String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(
                    "%s: %s is from 0 to below 1, not %s".formatted(type, name, value));
        }
    }

    static void divides(String type, String part, long count, String whole, long of) {
        positive(type, part, count);
        positive(type, whole, of);
        if (of % count != 0) {
            throw new IllegalArgumentException(
                    "%s: %s, %d, is no multiple of %s, %d".formatted(type, whole, of, part, count));
        }
    }

    static void width(String type, String name, long width, long expected) {
        if (width != expected) {
            throw new IllegalArgumentException(
                    "%s: the last axis of %s has %d elements, not %d"
                            .formatted(type, name, width, expected));
        }
    }
}
