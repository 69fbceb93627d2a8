package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.kernel.move.ScatterFold;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.op.index.Choosing;
import dev.gatun.tensor.op.index.IndexOp;
import dev.gatun.tensor.op.index.ScatterOp;

/**
 * Methods of {@link Tensor} that select elements by index, and triangles of matrices. Indices are
 * of type I64, at least 0 and less than the size of the axis; {@link #take}, {@link #index} and
 * {@link #indexPut} also take those that count from the end, -1 the last, as in PyTorch.
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
     * A copy of this tensor with {@code copy[i, index[i, j, k], k] = source[i, j, k]} for axis 1,
     * and likewise for others, for every element of the index. Of elements with the same
     * destination the last in row-major order stays, and has the gradient.
     *
     * @param index has as many axes as this tensor, and no greater size along the other axes
     * @param source no smaller than the index along any axis; of this tensor's type
     * @throws dev.gatun.shape.ShapeException if the shapes are not as above
     * @throws IllegalArgumentException if an index is out of range, or not of type I64, or types
     *     differ
     */
    default Tensor scatter(int axis, Tensor index, Tensor source) {
        return scatter("scatter", ScatterFold.REPLACE, axis, index, source);
    }

    /**
     * {@link #scatterAdd} with the product of an element and those that go there; PyTorch's {@code
     * scatter_reduce} by {@code 'prod'}. A gradient that is to be differentiated itself takes,
     * where a factor is 0, memory for as many factors everywhere as go to one element.
     */
    default Tensor scatterProd(int axis, Tensor index, Tensor source) {
        return scatter("scatterProd", ScatterFold.PRODUCT, axis, index, source);
    }

    /**
     * {@link #scatterAdd} with the smallest of an element and those that go there, or NaN; equals
     * share the gradient. PyTorch's {@code scatter_reduce} by {@code 'amin'}.
     */
    default Tensor scatterMin(int axis, Tensor index, Tensor source) {
        return scatter("scatterMin", ScatterFold.MINIMUM, axis, index, source);
    }

    /**
     * {@link #scatterAdd} with the largest of an element and those that go there, or NaN; equals
     * share the gradient. PyTorch's {@code scatter_reduce} by {@code 'amax'}.
     */
    default Tensor scatterMax(int axis, Tensor index, Tensor source) {
        return scatter("scatterMax", ScatterFold.MAXIMUM, axis, index, source);
    }

    private Tensor scatter(String op, ScatterFold fold, int axis, Tensor index, Tensor source) {
        Nulls.refuse(op, "index", index);
        Nulls.refuse(op, "source", source);
        return ScatterOp.of(op, fold, self(), axis, index, source);
    }

    /**
     * The indices of the elements that are not 0, a row for each and a column for each axis, in
     * row-major order; PyTorch's {@code nonzero}. NaN is not 0. Without a gradient.
     */
    default Tensor argwhere() {
        return Choosing.argwhere(self());
    }

    /**
     * The elements where a mask is true, in row-major order, as a vector. The mask and this tensor
     * broadcast.
     *
     * @throws IllegalArgumentException if the mask is not of type BOOL
     */
    default Tensor maskedSelect(Tensor mask) {
        Nulls.refuse("maskedSelect", "mask", mask);
        return Choosing.maskedSelect(self(), mask);
    }

    /**
     * The elements at indices of this tensor as a vector in row-major order; of the indices' shape.
     *
     * @throws IllegalArgumentException if an index is out of range, or not of type I64
     */
    default Tensor take(Tensor index) {
        Nulls.refuse("take", "index", index);
        return Choosing.take(self(), index);
    }

    /**
     * {@link #gather}, with an index that broadcasts against this tensor along all other axes.
     *
     * @throws dev.gatun.shape.ShapeException if it does not
     * @throws IllegalArgumentException if an index is out of range, or not of type I64
     */
    default Tensor takeAlongDim(Tensor index, int axis) {
        Nulls.refuse("takeAlongDim", "index", index);
        return Choosing.takeAlongDim(self(), index, axis);
    }

    /**
     * {@code x[i, j, ...]}: what stands at an index of the first axis, one of the second, and so
     * on. The indices broadcast to one shape, which takes the place of the axes they select from.
     *
     * @throws dev.gatun.shape.ShapeException if there are more indices than axes, or none, or they
     *     do not broadcast
     * @throws IllegalArgumentException if an index is out of range, or not of type I64
     */
    default Tensor index(Tensor... indices) {
        return Choosing.index(self(), Checks.copy("index", "indices", indices));
    }

    /**
     * A copy of this tensor with values at what {@link #index} selects. Of values for one place the
     * last stays, or all are added.
     *
     * @param values of this tensor's type; they broadcast to the shape that {@link #index} gives
     * @param isAdded whether they are added to what stands there
     * @throws dev.gatun.shape.ShapeException as {@link #index}, or if the values do not broadcast
     * @throws IllegalArgumentException if an index is out of range, or not of type I64, or types
     *     differ
     */
    default Tensor indexPut(Tensor values, boolean isAdded, Tensor... indices) {
        Nulls.refuse("indexPut", "values", values);
        return Choosing.indexPut(
                self(), values, isAdded, Checks.copy("indexPut", "indices", indices));
    }

    /**
     * A new last axis, 1 at the place that each element names and 0 elsewhere; of type I64.
     *
     * @throws IllegalArgumentException if an element is not from 0 to below the number of classes,
     *     or not of type I64
     */
    default Tensor oneHot(long classes) {
        return Choosing.oneHot(self(), classes);
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
