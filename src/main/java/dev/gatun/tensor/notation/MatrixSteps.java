package dev.gatun.tensor.notation;

import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PairProduct} carried out as a product of batches of matrices, for tensors of known
 * shapes: a view of each, the product, and a view of that.
 *
 * @param isSwapped whether the second tensor is the left one
 */
record MatrixSteps(boolean isSwapped, View left, View right, View result) {
    /** Axes in another order, then another shape; null where nothing changes. */
    @SuppressWarnings("ArrayRecordComponent") // never written
    private record View(int @Nullable [] order, long @Nullable [] shape) {
        Tensor of(Tensor x) {
            Tensor ordered = order == null ? x : x.permute(order);
            return shape == null ? ordered : ordered.reshape(shape);
        }
    }

    /**
     * The steps.
     *
     * @param first the labels of the first tensor
     * @param second the labels of the second tensor
     * @param sizes of the labels
     */
    static MatrixSteps of(PairProduct product, int[] first, int[] second, long[] sizes) {
        int[] batch = product.batch();
        int[] result = product.result();
        boolean isPlain = product.rows().length == 1 && product.columns().length == 1;
        return new MatrixSteps(
                product.isSwapped(),
                matrices(
                        product.isSwapped() ? second : first,
                        batch,
                        product.rows(),
                        product.summed(),
                        sizes),
                matrices(
                        product.isSwapped() ? first : second,
                        batch,
                        product.summed(),
                        product.columns(),
                        sizes),
                new View(
                        null,
                        isPlain
                                ? null
                                : Arrays.stream(result)
                                        .mapToLong(label -> sizes[label])
                                        .toArray()));
    }

    /** A batch of matrices, whose rows and columns stand for some labels each. */
    private static View matrices(
            int[] labels, int[] batch, int[] rows, int[] columns, long[] sizes) {
        int[] order = order(labels, PairProduct.join(batch, rows, columns));
        if (rows.length == 1 && columns.length == 1) {
            return new View(order, null);
        }
        long[] shape = new long[batch.length + 2];
        for (int i = 0; i < batch.length; i++) {
            shape[i] = sizes[batch[i]];
        }
        shape[batch.length] = product(rows, sizes);
        shape[batch.length + 1] = product(columns, sizes);
        return new View(order, shape);
    }

    private static long product(int[] labels, long[] sizes) {
        return Arrays.stream(labels)
                .mapToLong(label -> sizes[label])
                .reduce(1, Math::multiplyExact);
    }

    /** The axes that have these labels; null if they are in this order. */
    static int @Nullable [] order(int[] labels, int... wanted) {
        return Arrays.equals(labels, wanted)
                ? null
                : Arrays.stream(wanted).map(label -> axis(labels, label)).toArray();
    }

    private static int axis(int[] labels, int wanted) {
        return IntStream.range(0, labels.length)
                .filter(axis -> labels[axis] == wanted)
                .findFirst()
                .orElseThrow();
    }

    /** The product, with the labels of {@link PairProduct#result}. */
    Tensor of(Tensor first, Tensor second) {
        Tensor rows = left.of(isSwapped ? second : first);
        Tensor columns = right.of(isSwapped ? first : second);
        return result.of(rows.matmul(columns));
    }
}
