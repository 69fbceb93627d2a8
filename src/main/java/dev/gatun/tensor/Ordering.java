package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.op.order.Counting;
import dev.gatun.tensor.op.order.Distinct;
import dev.gatun.tensor.op.order.Quantiles;
import dev.gatun.tensor.op.order.RandomChoice;
import dev.gatun.tensor.op.order.Sorting;
import org.jspecify.annotations.Nullable;

/**
 * Methods of {@link Tensor} that put elements in order, choose them by rank, and count them. NaN is
 * larger than every number, as in PyTorch; equal elements stay in the order in which they stand.
 * Results are of this tensor's type, and indices of type I64. Axes are given from either end; of a
 * tensor without axes 0 and -1 are taken. The gradient of an element goes to where it was chosen.
 */
public sealed interface Ordering permits Tensor {
    /**
     * The different elements of a tensor.
     *
     * @param values each once, in ascending order
     * @param inverse for each element of the tensor its place among the values, of type I64
     * @param counts how often each value occurs, of type I64
     */
    record Uniques(Tensor values, Tensor inverse, Tensor counts) {
        public Uniques {
            Nulls.refuse("Uniques", "values", values);
            Nulls.refuse("Uniques", "inverse", inverse);
            Nulls.refuse("Uniques", "counts", counts);
        }
    }

    /**
     * How many numbers lie in each of some intervals of equal width.
     *
     * @param counts one for each interval, of the numbers' type
     * @param edges where the intervals begin, and the last ends
     */
    record Histogram(Tensor counts, Tensor edges) {
        public Histogram {
            Nulls.refuse("Histogram", "counts", counts);
            Nulls.refuse("Histogram", "edges", edges);
        }
    }

    /** What a quantile is where it lies between two elements. */
    enum Interpolation {
        /** On the line between them. */
        LINEAR,
        /** The smaller. */
        LOWER,
        /** The larger. */
        HIGHER,
        /** The one that is nearer; from the middle, that at the even place. */
        NEAREST,
        /** Their mean. */
        MIDPOINT
    }

    private Tensor self() {
        return (Tensor) this;
    }

    /** {@link #sort(int, boolean)} in ascending order. */
    default ValuesAndIndices sort(int axis) {
        return sort(axis, false);
    }

    /**
     * The elements in order along an axis, and where each stood. The sort is stable, as PyTorch's
     * with {@code stable=True}.
     */
    default ValuesAndIndices sort(int axis, boolean isDescending) {
        return Sorting.sort(self(), axis, isDescending);
    }

    /** {@link #argsort(int, boolean)} in ascending order. */
    default Tensor argsort(int axis) {
        return argsort(axis, false);
    }

    /** The indices that put the elements in order along an axis; equal elements stay in order. */
    default Tensor argsort(int axis, boolean isDescending) {
        return Sorting.argsort(self(), axis, isDescending);
    }

    /** The {@code k} largest along the last axis, the largest first. */
    default ValuesAndIndices topk(long k) {
        return topk(k, -1, true);
    }

    /**
     * The {@code k} largest or smallest elements along an axis, in order, and where they stand; of
     * equals those that come first.
     *
     * @throws dev.gatun.shape.ShapeException if there are fewer than k
     */
    default ValuesAndIndices topk(long k, int axis, boolean isLargest) {
        return Sorting.topk(self(), k, axis, isLargest);
    }

    /** {@link #kthvalue(long, int, boolean)}, without the axis. */
    default ValuesAndIndices kthvalue(long k, int axis) {
        return kthvalue(k, axis, false);
    }

    /**
     * The k-th smallest element along an axis, counted from 1 as in PyTorch, and where it stands.
     *
     * @throws dev.gatun.shape.ShapeException if there is none
     */
    default ValuesAndIndices kthvalue(long k, int axis, boolean keepDim) {
        return Sorting.kthvalue(self(), k, axis, keepDim);
    }

    /** The median of all elements: of the two in the middle the lower, as in PyTorch. */
    default Tensor median() {
        return Quantiles.median(self().flatten(), 0, false).values();
    }

    /** {@link #median(int, boolean)}, without the axis. */
    default ValuesAndIndices median(int axis) {
        return median(axis, false);
    }

    /**
     * The median along an axis, and where it stands. Of the two in the middle it is the lower, as
     * in PyTorch; NumPy's is their mean, {@code quantile(0.5, axis, keepDim)}. NaN where there is a
     * NaN.
     *
     * @throws dev.gatun.shape.ShapeException if there are no elements
     */
    default ValuesAndIndices median(int axis, boolean keepDim) {
        return Quantiles.median(self(), axis, keepDim);
    }

    /** {@link #quantile(Tensor, int, boolean)} of one q, without an axis for it. */
    default Tensor quantile(double q, int axis, boolean keepDim) {
        return quantile(Tensor.scalar(q), axis, Interpolation.LINEAR, keepDim);
    }

    /** {@link #quantile(Tensor, int, Interpolation, boolean)} with linear interpolation. */
    default Tensor quantile(Tensor q, int axis, boolean keepDim) {
        return quantile(q, axis, Interpolation.LINEAR, keepDim);
    }

    /**
     * Quantiles along an axis of n elements: the value at position {@code q * (n - 1)} of the
     * sorted elements. NaN where there is a NaN. Of F16 and BF16 in F32.
     *
     * @param q numbers from 0 to 1; a vector of them makes a new first axis. Without a gradient
     * @param interpolation what stands between two elements
     * @throws dev.gatun.shape.ShapeException if there are no elements, or q is a matrix
     * @throws IllegalArgumentException if a q is not from 0 to 1, or this is not a floating-point
     *     tensor
     */
    default Tensor quantile(Tensor q, int axis, Interpolation interpolation, boolean keepDim) {
        Nulls.refuse("quantile", "q", q);
        Nulls.refuse("quantile", "interpolation", interpolation);
        return Quantiles.quantile(self(), q, axis, interpolation, keepDim);
    }

    /** {@link #nanQuantile(Tensor, int, Interpolation, boolean)} of one q, by lines. */
    default Tensor nanQuantile(double q, int axis, boolean keepDim) {
        return nanQuantile(Tensor.scalar(q), axis, Interpolation.LINEAR, keepDim);
    }

    /**
     * {@link #quantile(Tensor, int, Interpolation, boolean)} of the elements that are not NaN; NaN
     * where there are none.
     */
    default Tensor nanQuantile(Tensor q, int axis, Interpolation interpolation, boolean keepDim) {
        Nulls.refuse("nanQuantile", "q", q);
        Nulls.refuse("nanQuantile", "interpolation", interpolation);
        return Quantiles.nanQuantile(self(), q, axis, interpolation, keepDim);
    }

    /**
     * {@link #median(int, boolean)} of the elements that are not NaN; NaN where there are none.
     *
     * @throws dev.gatun.shape.ShapeException if there are no elements
     */
    default ValuesAndIndices nanMedian(int axis, boolean keepDim) {
        return Quantiles.nanMedian(self(), axis, keepDim);
    }

    /**
     * The most frequent element along an axis, the smallest of several, and where it stands last. A
     * NaN differs from every other.
     *
     * @throws dev.gatun.shape.ShapeException if there are no elements
     */
    default ValuesAndIndices mode(int axis, boolean keepDim) {
        return Quantiles.mode(self(), axis, keepDim);
    }

    /**
     * The different elements in ascending order, which of them each element is, and how often each
     * occurs. A NaN differs from every other, as in PyTorch; NumPy takes them for one. Without a
     * gradient.
     */
    default Uniques unique() {
        return Distinct.unique(self());
    }

    /**
     * {@link #unique()} of the slices of an axis, in the order of their first elements, then of
     * their second ones, and so on.
     */
    default Uniques unique(int axis) {
        return Distinct.unique(self(), axis);
    }

    /** {@link #unique()} where only what stands side by side is compared, and nothing is sorted. */
    default Uniques uniqueConsecutive() {
        return Distinct.consecutive(self());
    }

    /** {@link #uniqueConsecutive()} of the slices of an axis. */
    default Uniques uniqueConsecutive(int axis) {
        return Distinct.consecutive(self(), axis);
    }

    /**
     * Whether each element equals one of others, as NaN equals nothing; of type BOOL. PyTorch's and
     * NumPy's {@code isin}. Without a gradient.
     */
    default Tensor isIn(Tensor others) {
        Nulls.refuse("isIn", "others", others);
        return Distinct.isIn(self(), others);
    }

    /**
     * For each value, how many elements of this tensor, which must be sorted along the last axis,
     * come before it: where it can be inserted. Without a gradient.
     *
     * @param values of this tensor's type; of any shape if this tensor is a vector, otherwise of
     *     its sizes but for the last axis
     * @param isRight whether equal elements come before the value: the last place, not the first
     * @throws dev.gatun.shape.ShapeException if the shapes are not as above
     * @throws IllegalArgumentException if types differ
     */
    default Tensor searchSorted(Tensor values, boolean isRight) {
        Nulls.refuse("searchSorted", "values", values);
        return Counting.searchSorted(self(), values, isRight);
    }

    /**
     * {@link #searchSorted(Tensor, boolean)} where this tensor is sorted once its elements are
     * taken in an order.
     *
     * @param order of this tensor's shape: what {@code argsort(-1)} gives
     */
    default Tensor searchSorted(Tensor values, boolean isRight, Tensor order) {
        Nulls.refuse("searchSorted", "values", values);
        Nulls.refuse("searchSorted", "order", order);
        return Counting.searchSorted(self(), values, isRight, order);
    }

    /**
     * In which of the intervals between boundaries each element lies: how many of them are less, or
     * with {@code isRight} not larger; of type I64. Without a gradient.
     *
     * @param boundaries a vector in ascending order, of this tensor's type
     */
    default Tensor bucketize(Tensor boundaries, boolean isRight) {
        Nulls.refuse("bucketize", "boundaries", boundaries);
        return Counting.bucketize(self(), boundaries, isRight);
    }

    /** How often each whole number from 0 on occurs in a vector; of type I64. */
    default Tensor bincount() {
        return bincount(0);
    }

    /**
     * How often each whole number from 0 on occurs in a vector; of type I64.
     *
     * @param minLength the least length of the result
     * @throws dev.gatun.shape.ShapeException if this is not a vector
     * @throws IllegalArgumentException if a number is negative, or not an integer
     */
    default Tensor bincount(long minLength) {
        return Counting.bincount(self(), null, minLength);
    }

    /**
     * The sum of the weights at each whole number from 0 on.
     *
     * @param weights one for each number; sums are of F32 for F32, and of F64 for other types
     * @param minLength the least length of the result
     * @throws dev.gatun.shape.ShapeException if this is not a vector, or the weights have another
     *     shape
     * @throws IllegalArgumentException if a number is negative, or not an integer
     */
    default Tensor bincount(Tensor weights, long minLength) {
        Nulls.refuse("bincount", "weights", weights);
        return Counting.bincount(self(), Counting.weights("bincount", self(), weights), minLength);
    }

    /** {@link #histogram(long, double, double)} from the smallest element to the largest. */
    default Histogram histogram(long bins) {
        return Counting.histogram(self(), bins);
    }

    /**
     * How many elements lie in each of some intervals of equal width, all of which but the last
     * exclude their upper end. NaN and what lies outside is not counted. Without a gradient.
     *
     * @throws IllegalArgumentException if the bounds are not finite numbers {@code low < high}, or
     *     this is not a floating-point tensor
     */
    default Histogram histogram(long bins, double low, double high) {
        return Counting.histogram(self(), bins, low, high, null);
    }

    /**
     * The sum of the weights in each interval; {@link #histogram(long, double, double)}.
     *
     * @param weights one for each element
     */
    default Histogram histogram(long bins, double low, double high, Tensor weights) {
        Nulls.refuse("histogram", "weights", weights);
        return Counting.histogram(self(), bins, low, high, weights);
    }

    /**
     * How many elements, or which sum of weights, lie in each interval between edges. Without a
     * gradient.
     *
     * @param edges in ascending order
     * @param weights one for each element, or null to count
     * @throws dev.gatun.shape.ShapeException if the edges are not a vector of two or more, or the
     *     weights have another shape
     */
    default Histogram histogram(Tensor edges, @Nullable Tensor weights) {
        Nulls.refuse("histogram", "edges", edges);
        return Counting.histogram(self(), edges, weights);
    }

    /** {@link #multinomial(long, boolean, Generator)} by {@link Generator#standard}. */
    default Tensor multinomial(long count, boolean withReplacement) {
        return multinomial(count, withReplacement, Generator.standard());
    }

    /**
     * Indices drawn at random, with probabilities in proportion to the elements of a vector, or of
     * each row of a matrix; of type I64.
     *
     * @param withReplacement whether an index may be drawn again
     * @throws dev.gatun.shape.ShapeException if this is neither a vector nor a matrix
     * @throws IllegalArgumentException if an element is negative or not finite, or fewer than
     *     needed are above 0
     */
    default Tensor multinomial(long count, boolean withReplacement, Generator generator) {
        Nulls.refuse("multinomial", "generator", generator);
        return RandomChoice.multinomial(self(), count, withReplacement, generator);
    }

    /**
     * Rows drawn at random: elements of axis 0, all equally likely.
     *
     * @param withReplacement whether one may be drawn again
     * @throws IllegalArgumentException if the count is not positive, or without replacement more
     *     than there are
     */
    default Tensor choice(long count, boolean withReplacement, Generator generator) {
        return RandomChoice.choice(self(), count, withReplacement, generator);
    }

    /** {@link #choice} in proportion to weights, a vector as long as axis 0. */
    default Tensor choice(
            long count, boolean withReplacement, Tensor weights, Generator generator) {
        return RandomChoice.choice(self(), count, withReplacement, weights, generator);
    }

    /** The same elements with those along axis 0 in random order; a copy. */
    default Tensor shuffle(Generator generator) {
        return RandomChoice.shuffle(self(), generator);
    }
}
