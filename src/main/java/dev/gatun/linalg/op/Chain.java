package dev.gatun.linalg.op;

import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Tensor;

/** Products of several matrices in the cheapest order. */
public final class Chain {
    private Chain() {}

    /** The product; the first may be a row and the last a column. */
    public static Tensor product(String op, Tensor... factors) {
        int count = factors.length;
        if (count < 2) {
            throw new IllegalArgumentException(
                    "%s: takes two or more matrices, not %d".formatted(op, count));
        }
        boolean isRow = factors[0].rank() == 1;
        boolean isColumn = factors[count - 1].rank() == 1;
        Tensor[] all = factors.clone();
        all[0] = isRow ? all[0].unsqueeze(0) : all[0];
        all[count - 1] = isColumn ? all[count - 1].unsqueeze(-1) : all[count - 1];
        double[] sizes = new double[count + 1];
        for (int i = 0; i < count; i++) {
            if (all[i].rank() != 2) {
                throw new ShapeException(
                        op,
                        "takes matrices, at the ends also vectors, as tensor " + i,
                        factors[i].shape());
            }
            if (all[i].dtype().isFloating()) {
                all[i] = all[i].to(all[i].dtype().computeType()); // as products have it
            }
            if (i > 0 && all[i].size(0) != all[i - 1].size(1)) {
                throw new ShapeException(
                        op,
                        "inner dimensions of tensors %d and %d differ".formatted(i - 1, i),
                        all[i - 1].size(1) + " != " + all[i].size(0),
                        "",
                        factors[i - 1].shape(),
                        factors[i].shape());
            }
            sizes[i] = all[i].size(0);
        }
        sizes[count] = all[count - 1].size(1);
        Tensor product = product(all, splits(count, sizes), 0, count - 1);
        product = isRow ? product.squeeze(0) : product;
        return isColumn ? product.squeeze(-1) : product;
    }

    private static Tensor product(Tensor[] all, int[][] splits, int first, int last) {
        if (first == last) {
            return all[first];
        }
        int split = splits[first][last];
        return product(all, splits, first, split).matmul(product(all, splits, split + 1, last));
    }

    /**
     * Where each run of factors is divided, of which factor i has {@code sizes[i]} rows (Cormen and
     * others, Introduction to Algorithms, 15.2: matrix-chain order).
     */
    private static int[][] splits(int count, double... sizes) {
        double[][] costs = new double[count][count];
        int[][] splits = new int[count][count];
        for (int length = 1; length < count; length++) {
            for (int first = 0; first + length < count; first++) {
                int last = first + length;
                costs[first][last] = Double.POSITIVE_INFINITY;
                for (int split = first; split < last; split++) {
                    double cost =
                            costs[first][split]
                                    + costs[split + 1][last]
                                    + sizes[first] * sizes[split + 1] * sizes[last + 1];
                    if (cost < costs[first][last]) {
                        costs[first][last] = cost;
                        splits[first][last] = split;
                    }
                }
            }
        }
        return splits;
    }
}
