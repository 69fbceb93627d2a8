package dev.gatun.tensor.op.order;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Ordering.Interpolation;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.ValuesAndIndices;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.TensorRefusals;

/** Medians, quantiles and the most frequent element: what sorted rows have at some place. */
public final class Quantiles {
    private Quantiles() {}

    public static ValuesAndIndices median(Tensor x, int axis, boolean keepDim) {
        int along = ShapeRules.rowAxis("median", x.shape(), axis);
        Tensor row = Sorting.row(x);
        long k = (Sorting.filled("median", row, along) + 1) / 2;
        Tensor place = Sorting.first("median", row, along, false, k).narrow(along, k - 1, 1);
        if (x.dtype().isFloating()) {
            // The largest is NaN where there is one.
            Tensor last = Sorting.first("median", row, along, true, 1);
            place = Tensor.where(row.detach().gather(along, last).isNaN(), last, place);
        }
        return Sorting.reduced(Sorting.chosen("median", x, along, place), x, along, keepDim);
    }

    /** The lower median of what stands before the NaN in order. */
    public static ValuesAndIndices nanMedian(Tensor x, int axis, boolean keepDim) {
        int along = ShapeRules.rowAxis("nanMedian", x.shape(), axis);
        Tensor row = Sorting.row(x);
        long n = Sorting.filled("nanMedian", row, along);
        Tensor order = Sorting.first("nanMedian", row, along, false, n);
        Tensor known = row.detach().isNaN().logicalNot().sum(along, true);
        Tensor middle = known.sub(1).maximum(0).floorDivide(2);
        Tensor place = order.gather(along, middle);
        return Sorting.reduced(Sorting.chosen("nanMedian", x, along, place), x, along, keepDim);
    }

    /** The end of the longest run of equals in order: of as long ones the first. */
    public static ValuesAndIndices mode(Tensor x, int axis, boolean keepDim) {
        int along = ShapeRules.rowAxis("mode", x.shape(), axis);
        Tensor row = Sorting.row(x).detach();
        long n = Sorting.filled("mode", row, along);
        Tensor order = Sorting.first("mode", row, along, false, n);
        Tensor sorted = row.gather(along, order);
        Tensor differs = sorted.narrow(along, 1, n - 1).ne(sorted.narrow(along, 0, n - 1));
        Tensor first = Tensor.ones(row.shape().with(along, 1), DType.BOOL);
        Tensor places = along(Tensor.arange(n), row, along);
        Tensor starts = Tensor.where(Tensor.cat(along, first, differs), places, 0L);
        Tensor lengths = places.sub(starts.cummax(along).values());
        Tensor place = order.gather(along, lengths.argMax(along, true));
        return Sorting.reduced(Sorting.chosen("mode", x, along, place), x, along, keepDim);
    }

    /** The value at position q (n - 1) of the sorted elements. */
    public static Tensor quantile(Tensor x, Tensor q, int axis, Interpolation by, boolean keepDim) {
        int along = checked("quantile", x, q, axis);
        Tensor row = Sorting.row(x).to(x.dtype().computeType());
        long n = Sorting.filled("quantile", row, along);
        Tensor position = at(by, along(q.detach().to(DType.F64), row, along).mul(n - 1.0));
        Tensor sorted = Sorting.sort(row, along, false).values();
        Tensor low = sorted.indexSelect(along, position.floor().to(DType.I64).reshape(-1));
        Tensor high = sorted.indexSelect(along, position.ceil().to(DType.I64).reshape(-1));
        Tensor isUnknown = row.detach().isNaN().any(along, true);
        Tensor values = between(low, high, position).maskedFill(isUnknown, Double.NaN);
        return inFront(values, x, q, along, keepDim);
    }

    /** The same of the elements that are not NaN, whose number differs from row to row. */
    public static Tensor nanQuantile(
            Tensor x, Tensor q, int axis, Interpolation by, boolean keepDim) {
        int along = checked("nanQuantile", x, q, axis);
        Tensor row = Sorting.row(x).to(x.dtype().computeType());
        Sorting.filled("nanQuantile", row, along);
        Tensor known = row.detach().isNaN().logicalNot().sum(along, true);
        Tensor most = known.sub(1).maximum(0).to(DType.F64);
        Tensor each = along(q.detach().to(DType.F64), row, along);
        Tensor position = at(by, each.mul(most));
        Tensor sorted = Sorting.sort(row, along, false).values();
        Tensor low = sorted.gather(along, position.floor().to(DType.I64));
        Tensor high = sorted.gather(along, position.ceil().to(DType.I64));
        return inFront(between(low, high, position), x, q, along, keepDim);
    }

    private static int checked(String op, Tensor x, Tensor q, int axis) {
        int along = ShapeRules.rowAxis(op, x.shape(), axis);
        Checks.floating(op, x);
        if (q.rank() > 1) {
            throw new ShapeException(op, "q is one number or a vector", q.shape());
        }
        for (double each : q.toDoubleArray()) {
            if (!(each >= 0 && each <= 1)) {
                throw TensorRefusals.argument(op, "q must be from 0 to 1", each);
            }
        }
        return along;
    }

    /** A vector, or one number, along an axis of rows. */
    private static Tensor along(Tensor vector, Tensor rows, int axis) {
        return vector.reshape(Shape.along(axis, rows.rank(), vector.numel()).dims());
    }

    /** A position from which linear interpolation gives what is wanted. */
    private static Tensor at(Interpolation by, Tensor position) {
        return switch (by) {
            case LINEAR -> position;
            case LOWER -> position.floor();
            case HIGHER -> position.ceil();
            case NEAREST -> position.round();
            case MIDPOINT -> position.floor().add(position.ceil()).mul(0.5);
        };
    }

    private static Tensor between(Tensor low, Tensor high, Tensor position) {
        Tensor part = position.sub(position.floor()).to(low.dtype());
        // Infinities have a difference only where there is something to interpolate.
        Tensor isBetween = part.gt(0).logicalAnd(high.ne(low));
        Tensor step = Tensor.where(isBetween, high, 0).sub(Tensor.where(isBetween, low, 0));
        return low.add(step.mul(part));
    }

    /** One for each q in front of the other axes. */
    private static Tensor inFront(Tensor values, Tensor x, Tensor q, int along, boolean keepDim) {
        Tensor front = values.unsqueeze(0).transpose(0, along + 1);
        Tensor each = keepDim && x.rank() > 0 ? front : front.squeeze(along + 1);
        return q.rank() == 0 ? each.squeeze(0) : each;
    }
}
