package dev.gatun.tensor.op.order;

import dev.gatun.kernel.order.RowOrder;
import dev.gatun.shape.DType;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.ValuesAndIndices;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.Tape;

/**
 * Elements chosen by their rank along an axis: a kernel finds their indices, and {@code gather}
 * takes them, which has gradients of every order. A tensor without axes is taken as a row of one
 * element.
 */
public final class Sorting {
    private Sorting() {}

    public static Tensor argsort(Tensor x, int axis, boolean isDescending) {
        int along = ShapeRules.rowAxis("argsort", x.shape(), axis);
        Tensor row = row(x);
        Tensor order = first("argsort", row, along, isDescending, row.size(along));
        return Tape.cut("argsort", x.rank() > 0 ? order : order.reshape(), x);
    }

    public static ValuesAndIndices sort(Tensor x, int axis, boolean isDescending) {
        int along = ShapeRules.rowAxis("sort", x.shape(), axis);
        Tensor row = row(x);
        return chosen("sort", x, along, first("sort", row, along, isDescending, row.size(along)));
    }

    public static ValuesAndIndices topk(Tensor x, long k, int axis, boolean isLargest) {
        int along = ShapeRules.rowAxis("topk", x.shape(), axis);
        Tensor row = row(x);
        if (k < 0 || k > row.size(along)) {
            throw outOfRange("topk", k, 0, row, along);
        }
        Tensor order = first("topk", row, along, isLargest, k);
        return k == 0 && x.rank() == 0
                ? new ValuesAndIndices(row.narrow(0, 0, 0), order)
                : chosen("topk", x, along, order);
    }

    public static ValuesAndIndices kthvalue(Tensor x, long k, int axis, boolean keepDim) {
        int along = ShapeRules.rowAxis("kthvalue", x.shape(), axis);
        Tensor row = row(x);
        if (k < 1 || k > row.size(along)) {
            throw outOfRange("kthvalue", k, 1, row, along);
        }
        Tensor place = first("kthvalue", row, along, false, k).narrow(along, k - 1, 1);
        return reduced(chosen("kthvalue", x, along, place), x, along, keepDim);
    }

    static Tensor row(Tensor x) {
        return x.rank() > 0 ? x : x.reshape(1);
    }

    static long filled(String op, Tensor row, int along) {
        long n = row.size(along);
        if (n == 0) {
            throw new ShapeException(op, "there is nothing to choose from", row.shape());
        }
        return n;
    }

    /** The indices of the first elements in order. */
    static Tensor first(String op, Tensor row, int along, boolean isDescending, long count) {
        if (row.size(along) > RowOrder.LONGEST) {
            throw new ShapeException(
                    op,
                    "rows of more than " + RowOrder.LONGEST + " elements cannot be sorted",
                    row.shape());
        }
        return Creation.computed(
                row.shape().with(along, count),
                DType.I64,
                (to, from) -> RowOrder.run(from[0], along, isDescending, to),
                row);
    }

    /** The elements at some places, which have no gradient. */
    static ValuesAndIndices chosen(String op, Tensor x, int along, Tensor places) {
        Tensor values = row(x).gather(along, places);
        Tensor indices = Tape.cut(op, places.detach(), x);
        return x.rank() > 0
                ? new ValuesAndIndices(values, indices)
                : new ValuesAndIndices(values.reshape(), indices.reshape());
    }

    static ValuesAndIndices reduced(ValuesAndIndices kept, Tensor x, int along, boolean keepDim) {
        return keepDim || x.rank() == 0
                ? kept
                : new ValuesAndIndices(kept.values().squeeze(along), kept.indices().squeeze(along));
    }

    private static ShapeException outOfRange(String op, long k, int least, Tensor x, int along) {
        return new ShapeException(
                op,
                "k " + k + " is out of range for axis " + along,
                least + " to " + x.size(along),
                "",
                x.shape());
    }
}
