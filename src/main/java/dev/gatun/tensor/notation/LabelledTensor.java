package dev.gatun.tensor.notation;

import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A tensor with a label for each axis, each label once. Sets of labels are the bits of a long.
 *
 * @param labels of its axes
 */
@SuppressWarnings("ArrayRecordComponent") // never written
record LabelledTensor(Tensor tensor, int... labels) {
    /**
     * An operand in which a label may stand twice: the elements whose indices are then equal. Of
     * axes of size 1 those are left out along which the others are longer.
     *
     * @param sizes of the labels
     */
    static LabelledTensor of(Tensor operand, int[] labels, long[] sizes) {
        Tensor x = operand;
        int[] left = labels;
        for (int axis = left.length - 1; axis >= 0; axis--) {
            if (x.size(axis) == 1 && sizes[left[axis]] != 1) {
                x = x.squeeze(axis);
                left = without(left, axis);
            }
        }
        for (int second = left.length - 1; second > 0; second--) {
            int label = left[second];
            int first =
                    IntStream.range(0, second).filter(byLabel(left, label)).findFirst().orElse(-1);
            if (first >= 0) {
                x = x.permute(lastTwo(left.length, first, second)).diagonal(0);
                left = append(without(without(left, second), first), label);
                second = left.length;
            }
        }
        return new LabelledTensor(x, left);
    }

    private static IntPredicate byLabel(int[] labels, int label) {
        return axis -> labels[axis] == label;
    }

    private static int[] lastTwo(int rank, int first, int second) {
        IntStream others = IntStream.range(0, rank).filter(axis -> axis != first && axis != second);
        return IntStream.concat(others, IntStream.of(first, second)).toArray();
    }

    private static int[] without(int[] labels, int axis) {
        return IntStream.range(0, labels.length)
                .filter(each -> each != axis)
                .map(each -> labels[each])
                .toArray();
    }

    private static int[] append(int[] labels, int label) {
        int[] longer = Arrays.copyOf(labels, labels.length + 1);
        longer[labels.length] = label;
        return longer;
    }

    /**
     * Notes the sizes of an operand's labels.
     *
     * @param sizes of the labels, -1 where none is known; a size of 1 gives way to any other
     */
    static void note(String op, Shape operand, int[] labels, long[] sizes) {
        for (int axis = 0; axis < labels.length; axis++) {
            int label = labels[axis];
            long size = operand.dim(axis);
            for (int other = 0; other < axis; other++) {
                if (labels[other] == label && operand.dim(other) != size) {
                    throw differ(op, label, operand.dim(other), size);
                }
            }
            if (sizes[label] == -1 || sizes[label] == 1) {
                sizes[label] = size;
            } else if (size != 1 && size != sizes[label]) {
                throw differ(op, label, sizes[label], size);
            }
        }
    }

    private static ShapeException differ(String op, int label, long one, long other) {
        return new ShapeException(
                op, "sizes of " + EinsumEquation.name(label) + " differ", one + " != " + other, "");
    }

    /** The set of its labels. */
    long mask() {
        return mask(labels);
    }

    static long mask(int... labels) {
        long mask = 0;
        for (int label : labels) {
            mask |= 1L << label;
        }
        return mask;
    }

    /** The sum along all axes but those in a set. */
    LabelledTensor summed(long kept) {
        int[] gone =
                IntStream.range(0, labels.length)
                        .filter(axis -> (kept >> labels[axis] & 1) == 0)
                        .toArray();
        if (gone.length == 0) {
            return this;
        }
        Tensor sum = tensor.sum(gone);
        // Integers stay what they are, as in a product.
        boolean isFloating = tensor.dtype().isFloating();
        return new LabelledTensor(
                isFloating ? sum : sum.to(tensor.dtype()), PairProduct.only(labels, kept));
    }

    /** The tensor with its axes in another order. */
    Tensor ordered(int... order) {
        int[] axes = MatrixSteps.order(labels, order);
        return axes == null ? tensor : tensor.permute(axes);
    }

    /**
     * The product with another, summed over the labels that are not kept: a product of matrices,
     * with a batch for each value of the labels that both have and that are kept, or a product of
     * elements.
     *
     * @param sizes of the labels
     * @param output the labels of the result at last, for the order of rows and columns
     */
    LabelledTensor times(LabelledTensor other, long kept, long[] sizes, int... output) {
        LabelledTensor a = summed(other.mask() | kept);
        LabelledTensor b = other.summed(mask() | kept);
        PairProduct pair = PairProduct.of(a.labels, b.labels, kept, output);
        int[] result = pair.result();
        if (pair.isOfElements()) {
            int[] all = PairProduct.join(result, pair.summed());
            return new LabelledTensor(a.spread(all).mul(b.spread(all)), all).summed(mask(result));
        }
        MatrixSteps steps = MatrixSteps.of(pair, a.labels, b.labels, sizes);
        return new LabelledTensor(steps.of(a.tensor, b.tensor), result);
    }

    /** Views with axes of size 1 for the labels that it does not have. */
    private Tensor spread(int... all) {
        long mine = mask();
        Tensor x = ordered(Arrays.stream(all).filter(label -> (mine >> label & 1) != 0).toArray());
        for (int axis = 0; axis < all.length; axis++) {
            x = (mine >> all[axis] & 1) != 0 ? x : x.unsqueeze(axis);
        }
        return x;
    }
}
