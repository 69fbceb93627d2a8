package dev.gatun.tensor.op.order;

import dev.gatun.kernel.order.RowOrder;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Ordering.Uniques;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.ValuesAndIndices;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.TensorRefusals;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.Tape;
import java.util.Arrays;

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

    public static ValuesAndIndices median(Tensor x, int axis, boolean keepDim) {
        int along = ShapeRules.rowAxis("median", x.shape(), axis);
        Tensor row = row(x);
        long n = filled("median", row, along);
        long k = (n + 1) / 2;
        Tensor place = first("median", row, along, false, k).narrow(along, k - 1, 1);
        if (x.dtype().isFloating()) {
            // The largest is NaN where there is one.
            Tensor last = first("median", row, along, true, 1);
            place = Tensor.where(row.detach().gather(along, last).isNaN(), last, place);
        }
        return reduced(chosen("median", x, along, place), x, along, keepDim);
    }

    /** The value at position q (n - 1) of the sorted elements, interpolated between neighbours. */
    public static Tensor quantile(Tensor x, Tensor q, int axis, boolean keepDim) {
        int along = ShapeRules.rowAxis("quantile", x.shape(), axis);
        Checks.floating("quantile", x);
        if (q.rank() > 1) {
            throw new ShapeException("quantile", "q is one number or a vector", q.shape());
        }
        for (double each : q.toDoubleArray()) {
            if (!(each >= 0 && each <= 1)) {
                throw TensorRefusals.argument("quantile", "q must be from 0 to 1", each);
            }
        }
        Tensor row = row(x).to(x.dtype().computeType());
        long n = filled("quantile", row, along);
        Tensor sorted = sort(row, along, false).values();
        Tensor position = q.detach().to(DType.F64).reshape(-1).mul(n - 1.0);
        Tensor low = sorted.indexSelect(along, position.floor().to(DType.I64));
        Tensor high = sorted.indexSelect(along, position.ceil().to(DType.I64));
        long[] broadcast = new long[row.rank()];
        Arrays.fill(broadcast, 1);
        broadcast[along] = -1;
        Tensor part = position.sub(position.floor()).to(row.dtype()).reshape(broadcast);
        // Infinities have a difference only where there is something to interpolate.
        Tensor isBetween = part.gt(0).logicalAnd(high.ne(low));
        Tensor step = Tensor.where(isBetween, high, 0).sub(Tensor.where(isBetween, low, 0));
        Tensor values = low.add(step.mul(part));
        Tensor known = values.maskedFill(row.detach().isNaN().any(along, true), Double.NaN);
        // One for each q in front of the other axes.
        Tensor front = known.unsqueeze(0).transpose(0, along + 1);
        Tensor each = keepDim && x.rank() > 0 ? front : front.squeeze(along + 1);
        return q.rank() == 0 ? each.squeeze(0) : each;
    }

    /** Sorts, and looks where an element differs from the one before. */
    public static Uniques unique(Tensor x) {
        Tensor flat = x.detach().flatten();
        long n = flat.numel();
        if (n == 0) {
            Tensor none = Creation.full(Shape.of(0), 0, DType.I64);
            return new Uniques(flat.copy(), Creation.full(x.shape(), 0, DType.I64), none);
        }
        ValuesAndIndices sorted = sort(flat, 0, false);
        Tensor values = sorted.values();
        Tensor differs = values.narrow(0, 1, n - 1).ne(values.narrow(0, 0, n - 1));
        Tensor isNew = Tensor.cat(0, Tensor.of(new boolean[] {true}), differs);
        Tensor rank = isNew.cumsum(0).sub(1);
        Tensor zeros = Creation.full(Shape.of(n), 0, DType.I64);
        Tensor inverse = zeros.scatterAdd(0, sorted.indices(), rank);
        return new Uniques(
                Tape.cut("unique", values.maskedSelect(isNew), x),
                Tape.cut("unique", inverse.reshape(x.shape().dims()), x),
                Tape.cut("unique", rank.bincount(), x));
    }

    private static Tensor row(Tensor x) {
        return x.rank() > 0 ? x : x.reshape(1);
    }

    private static long filled(String op, Tensor row, int along) {
        long n = row.size(along);
        if (n == 0) {
            throw new ShapeException(op, "there is nothing to choose from", row.shape());
        }
        return n;
    }

    /** The indices of the first elements in order. */
    private static Tensor first(
            String op, Tensor row, int along, boolean isDescending, long count) {
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
    private static ValuesAndIndices chosen(String op, Tensor x, int along, Tensor places) {
        Tensor values = row(x).gather(along, places);
        Tensor indices = Tape.cut(op, places.detach(), x);
        return x.rank() > 0
                ? new ValuesAndIndices(values, indices)
                : new ValuesAndIndices(values.reshape(), indices.reshape());
    }

    private static ValuesAndIndices reduced(
            ValuesAndIndices kept, Tensor x, int along, boolean keepDim) {
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
