package dev.gatun.tensor.op.order;

import dev.gatun.kernel.order.RowOrder;
import dev.gatun.kernel.order.SortedSearch;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Ordering.Histogram;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.TensorRefusals;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.Tape;
import org.jspecify.annotations.Nullable;

/** Search among sorted numbers, and what is counted by it. */
public final class Counting {
    private Counting() {}

    public static Tensor searchSorted(Tensor sorted, Tensor values, boolean isRight) {
        Checks.oneType("searchSorted", sorted, values);
        boolean isOne = sorted.rank() == 1;
        Shape rows = sorted.shape();
        if (!isOne
                && (rows.rank() == 0
                        || values.rank() != rows.rank()
                        || !values.shape().with(-1, 1).equals(rows.with(-1, 1)))) {
            throw new ShapeException(
                    "searchSorted",
                    "what is sorted must be a vector, or differ from the values in the last axis"
                            + " alone",
                    rows,
                    values.shape());
        }
        if (rows.dim(-1) > RowOrder.LONGEST) {
            throw new ShapeException(
                    "searchSorted",
                    "rows of more than " + RowOrder.LONGEST + " elements cannot be searched",
                    rows);
        }
        Tensor asked = isOne ? values.flatten() : values;
        Tensor places =
                Creation.computed(
                        asked.shape(),
                        DType.I64,
                        (to, from) -> SortedSearch.run(from[0], from[1], isRight, to),
                        sorted,
                        asked);
        return Tape.cut(
                "searchSorted",
                isOne ? places.reshape(values.shape().dims()) : places,
                sorted,
                values);
    }

    /**
     * The same of elements that are in order once they are taken at some places.
     *
     * @param order what {@code argsort} gives
     */
    public static Tensor searchSorted(
            Tensor unsorted, Tensor values, boolean isRight, Tensor order) {
        Checks.dtype("searchSorted", order, DType.I64);
        if (!order.shape().equals(unsorted.shape())) {
            throw new ShapeException(
                    "searchSorted",
                    "the order needs a place for each element",
                    order.shape(),
                    unsorted.shape());
        }
        Tensor sorted = unsorted.rank() == 0 ? unsorted : unsorted.gather(-1, order);
        return searchSorted(sorted, values, isRight);
    }

    public static Tensor bucketize(Tensor x, Tensor boundaries, boolean isRight) {
        Checks.rank("bucketize", boundaries, 1);
        Checks.oneType("bucketize", boundaries, x);
        Tensor places = searchSorted(boundaries.detach(), x.detach(), isRight);
        return Tape.cut("bucketize", places, x, boundaries);
    }

    public static Tensor bincount(Tensor x, @Nullable Tensor weights, long minLength) {
        Checks.rank("bincount", x, 1);
        Checks.dtype("bincount", x, DType.I64, DType.I32, DType.U8);
        if (minLength < 0) {
            throw TensorRefusals.argument("bincount", "minLength must not be negative", minLength);
        }
        long most = x.numel() == 0 ? -1 : x.max().itemLong();
        long least = x.numel() == 0 ? 0 : x.min().itemLong();
        if (least < 0) {
            throw TensorRefusals.argument("bincount", "counts numbers from 0 on", least);
        }
        if (most == Long.MAX_VALUE) {
            throw TensorRefusals.argument("bincount", "a number is too large to count", most);
        }
        Tensor added = weights == null ? Creation.full(x.shape(), 1, DType.I64) : weights;
        Shape wanted = Shape.of(Math.max(minLength, most + 1));
        return Creation.full(wanted, 0, added.dtype()).scatterAdd(0, x.to(DType.I64), added);
    }

    /** One weight for each number; in double unless they are floats. */
    public static Tensor weights(String op, Tensor x, Tensor weights) {
        if (!weights.shape().equals(x.shape())) {
            throw new ShapeException(
                    op, "one weight a number is needed", x.shape(), weights.shape());
        }
        return weights.dtype() == DType.F32 ? weights : weights.to(DType.F64);
    }

    public static Histogram histogram(
            Tensor x, long bins, double low, double high, @Nullable Tensor weights) {
        Checks.floating("histogram", x);
        Checks.length("histogram", "bins", bins);
        if (!(low < high) || !Double.isFinite(high - low)) {
            throw TensorRefusals.argument(
                    "histogram", "takes finite numbers low < high", low + " and " + high);
        }
        return counted(x, Tensor.linspace(low, high, bins + 1, x.dtype().computeType()), weights);
    }

    public static Histogram histogram(Tensor x, Tensor edges, @Nullable Tensor weights) {
        Checks.floating("histogram", x);
        Checks.rank("histogram", edges, 1);
        if (edges.numel() < 2) {
            throw new ShapeException("histogram", "needs two edges or more", edges.shape());
        }
        Tensor own = edges.detach().to(x.dtype().computeType());
        if (!own.narrow(0, 0, own.numel() - 1)
                .le(own.narrow(0, 1, own.numel() - 1))
                .all()
                .itemBoolean()) {
            throw TensorRefusals.argument(
                    "histogram", "edges must be in ascending order", edges.describe());
        }
        return counted(x, own, weights);
    }

    /** Counts below the first edge and above the last too, and leaves those out. */
    private static Histogram counted(Tensor x, Tensor edges, @Nullable Tensor weights) {
        long bins = edges.numel() - 1;
        Tensor flat = x.detach().to(edges.dtype()).flatten();
        Tensor place = edges.searchSorted(flat, true);
        Tensor inLast = Tensor.where(flat.eq(edges.select(0, bins)), bins, place);
        Tensor added = null;
        if (weights != null) {
            added = weights("histogram", x, weights.detach()).flatten();
        }
        Tensor counts = bincount(inLast, added, bins + 2).narrow(0, 1, bins).to(flat.dtype());
        return new Histogram(Tape.cut("histogram", counts, x), edges);
    }

    public static Histogram histogram(Tensor x, long bins) {
        Checks.floating("histogram", x);
        double low = x.numel() == 0 ? 0 : x.detach().min().item();
        double high = x.numel() == 0 ? 1 : x.detach().max().item();
        boolean isPoint = low == high;
        return histogram(x, bins, isPoint ? low - 0.5 : low, isPoint ? high + 0.5 : high, null);
    }
}
