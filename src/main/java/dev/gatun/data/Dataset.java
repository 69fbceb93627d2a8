package dev.gatun.data;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Examples by their number. What {@link #get} and {@link #batch} return is made in the current
 * scope.
 */
public interface Dataset {
    /** The number of examples. */
    long size();

    /**
     * The tensors of an example: its input, then its target, if it has one.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= index < size()}
     */
    List<Tensor> get(long index);

    /**
     * Several examples, their tensors stacked along a new first axis. A data set whose examples
     * differ in shape overrides this, to pad them.
     *
     * @throws IndexOutOfBoundsException unless each index is from 0 and below {@code size()}
     * @throws IllegalArgumentException if there is no index, or examples have not the same number
     *     of tensors
     */
    default Batch batch(long... indices) {
        long[] own = Nulls.refuse("batch", "indices", indices).clone();
        if (own.length == 0) {
            throw new IllegalArgumentException("batch: there are no indices");
        }
        List<List<Tensor>> examples = new ArrayList<>();
        for (long index : own) {
            examples.add(Nulls.refuse("batch", "an example", get(index)));
            if (examples.getLast().size() != examples.getFirst().size()) {
                throw new IllegalArgumentException(
                        "batch: example %d has %d tensors, and example %d has %d"
                                .formatted(
                                        index,
                                        examples.getLast().size(),
                                        own[0],
                                        examples.getFirst().size()));
            }
        }
        List<Tensor> parts = new ArrayList<>();
        for (int part = 0; part < examples.getFirst().size(); part++) {
            int at = part;
            Tensor[] each = examples.stream().map(one -> one.get(at)).toArray(Tensor[]::new);
            parts.add(Tensor.stack(0, each));
        }
        return new Batch(parts);
    }

    /** Some of the examples, in the order of their numbers here. */
    default Dataset subset(long... indices) {
        return new Subset("subset", this, Nulls.refuse("subset", "indices", indices).clone());
    }

    /**
     * Divides the examples at random: {@code split(seed, 0.8, 0.2)}. Each share is rounded down,
     * and what is left goes to the first ones, an example each, as {@code random_split} does.
     *
     * @throws IllegalArgumentException unless shares are at least 0 and their sum is 1
     */
    default List<Dataset> split(long seed, double... shares) {
        double[] own = Nulls.refuse("split", "shares", shares).clone();
        double sum = 0;
        for (double share : own) {
            sum += Ranges.fraction("split", "a share", share);
        }
        if (!(Math.abs(sum - 1) <= 1e-6)) {
            throw new IllegalArgumentException(
                    "split: the sum of the shares is " + sum + ", not 1");
        }
        long[] counts = new long[own.length];
        long left = size();
        for (int i = 0; i < own.length; i++) {
            counts[i] = (long) Math.floor(own[i] * size() + 1e-9);
            left -= counts[i];
        }
        for (int i = 0; left > 0; i = (i + 1) % own.length, left--) {
            counts[i]++;
        }
        long[] order = Order.shuffled(size(), new Generator(seed));
        List<Dataset> parts = new ArrayList<>();
        int from = 0;
        for (long count : counts) {
            long[] part = new long[(int) count];
            System.arraycopy(order, from, part, 0, part.length);
            parts.add(new Subset("split", this, part));
            from += part.length;
        }
        return List.copyOf(parts);
    }
}
