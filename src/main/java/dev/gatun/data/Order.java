package dev.gatun.data;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;

/** In which order examples come. */
final class Order {
    private Order() {}

    /**
     * The numbers below a count in a random order.
     *
     * @throws IllegalArgumentException if they are more than an array holds
     */
    static long[] shuffled(long count, Generator generator) {
        try (Scope _ = Scope.open("order")) {
            return Tensor.randperm(count, generator).toLongArray();
        }
    }

    /** The order of an epoch: the same for the same seed and number. */
    static long[] ofEpoch(long count, long seed, long epoch) {
        // Seeds of neighbouring epochs differ in many bits: the golden ratio's, as SplitMix64 does.
        return shuffled(count, new Generator(seed + epoch * 0x9E3779B97F4A7C15L));
    }

    static void check(String op, long index, long size) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("%s: example %d of %d".formatted(op, index, size));
        }
    }
}
