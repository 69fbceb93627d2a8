package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.op.index.IndexOp;

/**
 * Methods of {@link Tensor} that select elements by index, and triangles of matrices. Indices are
 * of type I64, at least 0 and less than the size of the axis.
 */
public sealed interface Indexing permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * {@code result[i, j, k] = this[i, index[i, j, k], k]} for axis 1, and likewise for others.
     *
     * @param index has as many axes as this tensor, and no greater size along the other axes
     * @throws dev.gatun.shape.ShapeException if the shapes are not as above
     * @throws IllegalArgumentException if an index is out of range, or not of type I64
     */
    default Tensor gather(int axis, Tensor index) {
        Nulls.refuse("gather", "index", index);
        return IndexOp.GatherOp.of(self(), axis, index);
    }

    /**
     * The slices along an axis at the indices of a vector, in their order; for axis 0, rows of a
     * table.
     *
     * @throws dev.gatun.shape.ShapeException if the indices are not a vector
     * @throws IllegalArgumentException if an index is out of range, or not of type I64
     */
    default Tensor indexSelect(int axis, Tensor indices) {
        Nulls.refuse("indexSelect", "indices", indices);
        return IndexOp.IndexSelectOp.of(self(), axis, indices);
    }

    /**
     * A copy of this tensor with {@code copy[i, index[i, j, k], k] += source[i, j, k]} for axis 1,
     * and likewise for others, for every element of the index; elements with the same destination
     * are added in row-major order.
     *
     * @param index has as many axes as this tensor, and no greater size along the other axes
     * @param source no smaller than the index along any axis; of this tensor's type
     * @throws dev.gatun.shape.ShapeException if the shapes are not as above
     * @throws IllegalArgumentException if an index is out of range, or not of type I64, or types
     *     differ
     */
    default Tensor scatterAdd(int axis, Tensor index, Tensor source) {
        Nulls.refuse("scatterAdd", "index", index);
        Nulls.refuse("scatterAdd", "source", source);
        return IndexOp.ScatterAddOp.of(self(), axis, index, source);
    }

    /**
     * A copy of this tensor with the slices of a source along an axis added to those at the indices
     * of a vector.
     *
     * @param source of this tensor's type, and of its shape with the number of indices along the
     *     axis
     * @throws dev.gatun.shape.ShapeException if the shapes are not as above
     * @throws IllegalArgumentException if an index is out of range, or not of type I64, or types
     *     differ
     */
    default Tensor indexAdd(int axis, Tensor indices, Tensor source) {
        Nulls.refuse("indexAdd", "indices", indices);
        Nulls.refuse("indexAdd", "source", source);
        return IndexOp.IndexAddOp.of(self(), axis, indices, source);
    }

    /**
     * The lower triangle of the matrices in the last two axes, with zeros above the diagonal;
     * {@link #tril(long)}.
     */
    default Tensor tril() {
        return tril(0);
    }

    /**
     * The lower triangle of the matrices in the last two axes: the elements on and below a
     * diagonal, with zeros above it.
     *
     * @param diagonal by how many columns the diagonal is shifted to the right
     * @throws dev.gatun.shape.ShapeException if there are fewer than two axes
     */
    default Tensor tril(long diagonal) {
        return IndexOp.TriangleOp.of(self(), true, diagonal);
    }

    /**
     * The upper triangle of the matrices in the last two axes, with zeros below the diagonal;
     * {@link #triu(long)}.
     */
    default Tensor triu() {
        return triu(0);
    }

    /**
     * The upper triangle of the matrices in the last two axes: the elements on and above a
     * diagonal, with zeros below it; {@link #tril(long)}.
     */
    default Tensor triu(long diagonal) {
        return IndexOp.TriangleOp.of(self(), false, diagonal);
    }
}
