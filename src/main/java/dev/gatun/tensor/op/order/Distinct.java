package dev.gatun.tensor.op.order;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Ordering.Uniques;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.Tape;
import org.jspecify.annotations.Nullable;

/** Different elements, different slices, and what is among others. */
public final class Distinct {
    private Distinct() {}

    /** Sorts, and looks where an element differs from the one before. */
    public static Uniques unique(Tensor x) {
        Tensor flat = x.detach().flatten();
        Tensor order = Sorting.argsort(flat, 0, false);
        return counted("unique", x, flat, 0, order, x.shape());
    }

    /** The same without sorting. */
    public static Uniques consecutive(Tensor x) {
        Tensor flat = x.detach().flatten();
        return counted("uniqueConsecutive", x, flat, 0, null, x.shape());
    }

    /** Slices of an axis in the order of their elements. */
    public static Uniques unique(Tensor x, int axis) {
        int along = ShapeRules.axis("unique", x.shape(), axis);
        Tensor order = lexicographic(x.detach(), along);
        return counted("unique", x, x.detach(), along, order, Shape.of(x.size(along)));
    }

    public static Uniques consecutive(Tensor x, int axis) {
        int along = ShapeRules.axis("uniqueConsecutive", x.shape(), axis);
        Shape places = Shape.of(x.size(along));
        return counted("uniqueConsecutive", x, x.detach(), along, null, places);
    }

    /** The slices as rows of a matrix. */
    private static Tensor rows(Tensor x, int along) {
        long n = x.size(along);
        return x.movedim(along, 0).reshape(n, n == 0 ? 0 : x.numel() / n);
    }

    /** Sorts by the last element, then by the one before, and so on: each sort is stable. */
    private static Tensor lexicographic(Tensor x, int along) {
        Tensor rows = rows(x, along);
        Tensor order = Tensor.arange(rows.size(0));
        for (long column = rows.size(1) - 1; column >= 0; column--) {
            Tensor keys = rows.select(1, column).indexSelect(0, order);
            order = order.indexSelect(0, Sorting.argsort(keys, 0, false));
        }
        return order;
    }

    /**
     * Numbers the slices, which are a new one where they differ from the one before.
     *
     * @param order in which they are compared; null for that in which they stand
     * @param places the shape of the inverse
     */
    private static Uniques counted(
            String op, Tensor x, Tensor from, int along, @Nullable Tensor order, Shape places) {
        long n = from.size(along);
        if (n == 0) {
            Tensor none = Creation.full(Shape.of(0), 0, DType.I64);
            Tensor inverse = Creation.full(places, 0, DType.I64);
            return new Uniques(
                    Tape.cut(op, from.copy(), x), Tape.cut(op, inverse, x), Tape.cut(op, none, x));
        }
        Tensor sorted = order == null ? from : from.indexSelect(along, order);
        Tensor rows = rows(sorted, along);
        Tensor differs = rows.narrow(0, 1, n - 1).ne(rows.narrow(0, 0, n - 1)).any(1);
        Tensor isNew = Tensor.cat(0, Tensor.of(new boolean[] {true}), differs);
        Tensor rank = isNew.cumsum(0).sub(1);
        Tensor values = sorted.indexSelect(along, isNew.argwhere().reshape(-1));
        Tensor zeros = Creation.full(Shape.of(n), 0, DType.I64);
        Tensor inverse = order == null ? rank : zeros.scatterAdd(0, order, rank);
        return new Uniques(
                Tape.cut(op, values, x),
                Tape.cut(op, inverse.reshape(places.dims()), x),
                Tape.cut(op, rank.bincount(), x));
    }

    /** Whether each element equals one of others, found by bisection. */
    public static Tensor isIn(Tensor x, Tensor others) {
        DType common = x.dtype().promote(others.dtype());
        Tensor values = x.detach().to(common);
        Tensor sorted = Sorting.sort(others.detach().to(common).flatten(), 0, false).values();
        Tensor found = Creation.full(x.shape(), 0, DType.BOOL);
        if (sorted.numel() > 0) {
            Tensor place = Counting.searchSorted(sorted, values, false);
            Tensor within = place.minimum(sorted.numel() - 1).flatten();
            found = sorted.indexSelect(0, within).reshape(x.shape().dims()).eq(values);
        }
        return Tape.cut("isIn", found, x, others);
    }
}
