package dev.gatun.tensor.notation;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sum of products of tensors of known shapes: in which pairs they are multiplied, and the steps
 * of the product where there is a single one, of matrices.
 *
 * @param op the name of the method
 * @param labels of the axes of each operand
 * @param output the labels of the result
 * @param sizes of the labels
 * @param direct the only product, if it needs nothing before it
 * @param order of its axes; null if it is the result's
 */
@SuppressWarnings("ArrayRecordComponent") // never written
record Contraction(
        String op,
        int[][] labels,
        int[] output,
        long[] sizes,
        List<ContractionOrder.Pair> pairs,
        @Nullable MatrixSteps direct,
        int @Nullable [] order) {
    /**
     * The contraction of operands of these shapes.
     *
     * @throws dev.gatun.shape.ShapeException if the sizes of a label differ
     */
    static Contraction of(String op, int[][] labels, int[] output, List<Shape> shapes) {
        long[] sizes = new long[EinsumEquation.LABELS];
        Arrays.fill(sizes, -1);
        long[] masks = new long[labels.length];
        for (int i = 0; i < labels.length; i++) {
            LabelledTensor.note(op, shapes.get(i), labels[i], sizes);
            masks[i] = LabelledTensor.mask(labels[i]);
        }
        long kept = LabelledTensor.mask(output);
        List<ContractionOrder.Pair> pairs = ContractionOrder.of(masks, kept, sizes);
        if (labels.length == 2 && isPlain(labels, kept, shapes, sizes)) {
            PairProduct pair = PairProduct.of(labels[0], labels[1], kept, output);
            if (!pair.isOfElements()) {
                return new Contraction(
                        op,
                        labels,
                        output,
                        sizes,
                        pairs,
                        MatrixSteps.of(pair, labels[0], labels[1], sizes),
                        MatrixSteps.order(pair.result(), output));
            }
        }
        return new Contraction(op, labels, output, sizes, pairs, null, null);
    }

    /** Whether two operands need no diagonal, no broadcasting, and no sum of one alone. */
    private static boolean isPlain(int[][] labels, long kept, List<Shape> shapes, long[] sizes) {
        for (int i = 0; i < 2; i++) {
            long mask = LabelledTensor.mask(labels[i]);
            if (Long.bitCount(mask) != labels[i].length
                    || (mask & ~kept & ~LabelledTensor.mask(labels[1 - i])) != 0) {
                return false;
            }
            for (int axis = 0; axis < labels[i].length; axis++) {
                if (shapes.get(i).dim(axis) != sizes[labels[i][axis]]) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Computes it, of operands of one type. */
    Tensor of(Tensor... operands) {
        DType dtype = operands[0].dtype();
        Checks.numbers(op, dtype);
        boolean isConverted = dtype.isFloating() && !dtype.isCompute() && operands.length > 1;
        Tensor[] in = operands;
        if (isConverted) {
            in = new Tensor[operands.length];
            for (int i = 0; i < in.length; i++) {
                in[i] = operands[i].to(dtype.computeType());
            }
        }
        if (direct == null) {
            return inPairs(in);
        }
        Tensor product = direct.of(in[0], in[1]);
        return order == null ? product : product.permute(order);
    }

    private Tensor inPairs(Tensor... operands) {
        LabelledTensor[] parts = new LabelledTensor[operands.length];
        long[] masks = new long[operands.length];
        for (int i = 0; i < operands.length; i++) {
            parts[i] = LabelledTensor.of(operands[i], labels[i], sizes);
            masks[i] = parts[i].mask();
        }
        long kept = LabelledTensor.mask(output);
        int result = 0;
        for (ContractionOrder.Pair pair : pairs) {
            LabelledTensor first = parts[pair.first()];
            LabelledTensor second = parts[pair.second()];
            masks[pair.first()] = 0;
            masks[pair.second()] = 0;
            long needed = Arrays.stream(masks).reduce(kept, (x, y) -> x | y);
            parts[pair.first()] = first.times(second, needed, sizes, output);
            masks[pair.first()] = parts[pair.first()].mask();
            result = pair.first();
        }
        return parts[result].summed(kept).ordered(output);
    }
}
