package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.op.IndexOp;

/**
 * Methods of {@link Tensor} that pick elements by index, or by where they stand. Indices are of
 * type I64, from 0 up to the size of the axis; one that is not is refused and named.
 */
public sealed interface Indexing permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * {@code result[i, j, k] = this[i, index[i, j, k], k]} for axis 1, and likewise for others.
     *
     * @param index as many axes as this tensor has, and no larger along the others
     * @throws dev.gatun.shape.ShapeException if it is not so
     * @throws IllegalArgumentException if an index is out of range or no I64
     */
    default Tensor gather(int axis, Tensor index) {
        Nulls.refuse("gather", "index", index);
        return IndexOp.Pick.of(self(), axis, index);
    }

    /**
     * The slices along an axis that a vector of indices names, in its order: rows of a table.
     *
     * @throws dev.gatun.shape.ShapeException if the indices are no vector
     * @throws IllegalArgumentException if an index is out of range or no I64
     */
    default Tensor indexSelect(int axis, Tensor indices) {
        Nulls.refuse("indexSelect", "indices", indices);
        return IndexOp.Select.of(self(), axis, indices);
    }

    /**
     * A copy of this tensor with {@code copy[i, index[i, j, k], k] += source[i, j, k]} for axis 1,
     * and likewise for others, for every element of the index; what goes to one place is added in
     * row-major order.
     *
     * @param index as many axes as this tensor has, and no larger along the others
     * @param source no smaller than the index along any axis; of this tensor's type
     * @throws dev.gatun.shape.ShapeException if it is not so
     * @throws IllegalArgumentException if an index is out of range or no I64, or types differ
     */
    default Tensor scatterAdd(int axis, Tensor index, Tensor source) {
        Nulls.refuse("scatterAdd", "index", index);
        Nulls.refuse("scatterAdd", "source", source);
        return IndexOp.ScatterAdd.of(self(), axis, index, source);
    }

    /**
     * A copy of this tensor with the slices of a source added to those that a vector of indices
     * names.
     *
     * @param source of this tensor's shape and type, but along the axis as long as the indices are
     *     many
     * @throws dev.gatun.shape.ShapeException if it is not so
     * @throws IllegalArgumentException if an index is out of range or no I64, or types differ
     */
    default Tensor indexAdd(int axis, Tensor indices, Tensor source) {
        Nulls.refuse("indexAdd", "indices", indices);
        Nulls.refuse("indexAdd", "source", source);
        return IndexOp.Add.of(self(), axis, indices, source);
    }

    /** The matrices' elements on and below the diagonal, and zeros; {@link #tril(long)}. */
    default Tensor tril() {
        return tril(0);
    }

    /**
     * The matrices' elements on and below a diagonal, and zeros above.
     *
     * @param diagonal how many columns the diagonal is shifted to the right
     * @throws dev.gatun.shape.ShapeException if there are fewer than two axes
     */
    default Tensor tril(long diagonal) {
        return IndexOp.Triangle.of(self(), true, diagonal);
    }

    /** The matrices' elements on and above the diagonal, and zeros; {@link #triu(long)}. */
    default Tensor triu() {
        return triu(0);
    }

    /** The matrices' elements on and above a diagonal, and zeros below; {@link #tril(long)}. */
    default Tensor triu(long diagonal) {
        return IndexOp.Triangle.of(self(), false, diagonal);
    }
}
