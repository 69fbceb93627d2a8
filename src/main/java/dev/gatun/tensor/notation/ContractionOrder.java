package dev.gatun.tensor.notation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The order in which operands are multiplied in pairs. Its cost is the number of multiplications:
 * for each pair, the product of the sizes of all labels that the two have. Of up to eight operands
 * the best order is found, by trying how each set of them can be divided in two (R. Pfeifer, J.
 * Haegeman and F. Verstraete, Faster identification of optimal contraction sequences for tensor
 * networks, Physical Review E 90, 2014); of more, the cheapest pair is multiplied next.
 */
final class ContractionOrder {
    /** All divisions of 8 operands are 3^8; one more takes three times as long. */
    private static final int MOST_TRIED = 8;

    private static final List<Pair> ONE_PAIR = List.of(new Pair(0, 1));

    private final long[] labels;
    private final long output;
    private final long[] sizes;
    private final List<Pair> pairs = new ArrayList<>();

    /** Two operands, of which the product takes the place of the first. */
    record Pair(int first, int second) {}

    private ContractionOrder(long[] labels, long output, long[] sizes) {
        this.labels = labels;
        this.output = output;
        this.sizes = sizes;
    }

    /**
     * The pairs.
     *
     * @param labels the set of labels of each operand
     * @param output the set of labels of the result
     * @param sizes of the labels
     */
    static List<Pair> of(long[] labels, long output, long[] sizes) {
        if (labels.length <= 2) {
            return labels.length == 2 ? ONE_PAIR : List.of();
        }
        ContractionOrder order = new ContractionOrder(labels.clone(), output, sizes);
        if (labels.length <= MOST_TRIED) {
            order.best();
        } else {
            order.greedy();
        }
        return order.pairs;
    }

    private double cost(long both) {
        double cost = 1;
        for (long rest = both; rest != 0; rest &= rest - 1) {
            cost *= sizes[Long.numberOfTrailingZeros(rest)];
        }
        return cost;
    }

    private void best() {
        int sets = 1 << labels.length;
        long[] left = new long[sets]; // what the product of a set has
        double[] cost = new double[sets];
        int[] division = new int[sets];
        for (int set = 1; set < sets; set++) {
            left[set] = union(set) & (output | union(sets - 1 - set));
            if (Integer.bitCount(set) == 1) {
                left[set] = union(set);
                continue;
            }
            cost[set] = Double.POSITIVE_INFINITY;
            for (int part = (set - 1) & set; part > 0; part = (part - 1) & set) {
                int other = set ^ part;
                double sum = cost[part] + cost[other] + cost(left[part] | left[other]);
                if (part < other && (sum < cost[set] || division[set] == 0)) {
                    cost[set] = sum;
                    division[set] = part;
                }
            }
        }
        divide(sets - 1, division);
    }

    private long union(int set) {
        long union = 0;
        for (int rest = set; rest != 0; rest &= rest - 1) {
            union |= labels[Integer.numberOfTrailingZeros(rest)];
        }
        return union;
    }

    /** Notes the pairs of a set, and returns where its product stands. */
    private int divide(int set, int[] division) {
        if (Integer.bitCount(set) == 1) {
            return Integer.numberOfTrailingZeros(set);
        }
        int first = divide(division[set], division);
        int second = divide(set ^ division[set], division);
        pairs.add(new Pair(first, second));
        return first;
    }

    private void greedy() {
        boolean[] isGone = new boolean[labels.length];
        for (int left = labels.length; left > 1; left--) {
            Pair next = cheapest(isGone);
            isGone[next.second] = true;
            long others = output;
            for (int i = 0; i < labels.length; i++) {
                others |= isGone[i] || i == next.first ? 0 : labels[i];
            }
            labels[next.first] = (labels[next.first] | labels[next.second]) & others;
            pairs.add(next);
        }
    }

    private Pair cheapest(boolean... isGone) {
        @Nullable Pair best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < labels.length; i++) {
            for (int j = i + 1; j < labels.length; j++) {
                if (!isGone[i] && !isGone[j]) {
                    double cost = cost(labels[i] | labels[j]);
                    if (best == null || cost < least) {
                        best = new Pair(i, j);
                        least = cost;
                    }
                }
            }
        }
        return Objects.requireNonNull(best);
    }
}
