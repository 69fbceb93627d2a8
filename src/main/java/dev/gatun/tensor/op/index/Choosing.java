package dev.gatun.tensor.op.index;

import dev.gatun.kernel.move.TruePlaces;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.internal.TensorRefusals;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.Tape;
import java.util.Arrays;

/** Choices of elements by masks and by indices of several axes, as compositions of others. */
public final class Choosing {
    private Choosing() {}

    public static Tensor argwhere(Tensor x) {
        Tensor mask = x.detach().ne(0).contiguous();
        return Tape.cut("argwhere", argwhereOf(mask), x);
    }

    private static Tensor argwhereOf(Tensor mask) {
        long count;
        try (Hold _ = Hold.on(mask)) {
            count = TruePlaces.count(Internals.operand(mask));
        }
        return Creation.computed(
                Shape.of(count, mask.rank()),
                DType.I64,
                (to, from) -> TruePlaces.write(from[0], to),
                mask);
    }

    public static Tensor maskedSelect(Tensor x, Tensor mask) {
        Checks.dtype("maskedSelect", mask, DType.BOOL);
        Shape shape = ShapeRules.broadcast("maskedSelect", x.shape(), mask.shape());
        Tensor places = argwhereOf(mask.expand(shape.dims()).flatten().contiguous());
        return x.expand(shape.dims()).flatten().indexSelect(0, places.reshape(-1));
    }

    public static Tensor take(Tensor x, Tensor index) {
        Checks.dtype("take", index, DType.I64);
        Tensor flat = x.flatten();
        Tensor places = IndexOp.fromFront("take", flat, 0, index.detach());
        return flat.indexSelect(0, places.flatten()).reshape(index.shape().dims());
    }

    public static Tensor takeAlongDim(Tensor x, Tensor index, int axis) {
        int along = ShapeRules.axis("takeAlongDim", x.shape(), axis);
        Checks.dtype("takeAlongDim", index, DType.I64);
        Checks.rank("takeAlongDim", index, x.rank());
        Shape others =
                ShapeRules.broadcast(
                        "takeAlongDim", x.shape().with(along, 1), index.shape().with(along, 1));
        IndexOp.inRange("takeAlongDim", x, along, index);
        Tensor from = x.expand(others.with(along, x.size(along)).dims());
        return from.gather(along, index.expand(others.with(along, index.size(along)).dims()));
    }

    public static Tensor oneHot(Tensor x, long classes) {
        Checks.dtype("oneHot", x, DType.I64);
        Checks.positive("oneHot", "classes", classes);
        Tensor all = Tensor.arange(classes);
        IndexOp.inRange("oneHot", all, 0, x);
        return x.unsqueeze(x.rank()).eq(all).to(DType.I64);
    }

    /** {@code x[i, j, ...]} for indices of the first axes, which broadcast to one shape. */
    public static Tensor index(Tensor x, Tensor... indices) {
        Shape at = shapeOf("index", x, indices);
        Tensor rows = x.flatten(0, indices.length - 1);
        return rows.indexSelect(0, places("index", x, at, indices))
                .reshape(joined(at, x.shape(), indices.length).dims());
    }

    /** A copy of x with {@code x[i, j, ...] = values}, or {@code +=}. */
    public static Tensor indexPut(Tensor x, Tensor values, boolean isAdded, Tensor... indices) {
        Shape at = shapeOf("indexPut", x, indices);
        if (x.dtype() != values.dtype()) {
            throw TensorRefusals.dtypesDiffer("indexPut", x, values, x.dtype().name());
        }
        Shape wanted = joined(at, x.shape(), indices.length);
        ShapeRules.expand("indexPut", values.shape(), wanted);
        Tensor places = places("indexPut", x, at, indices);
        Tensor rows = x.flatten(0, indices.length - 1);
        Shape slices = rows.shape().with(0, places.numel());
        Tensor source = values.expand(wanted.dims()).reshape(slices.dims());
        long[] column = Shape.along(0, rows.rank(), places.numel()).dims();
        Tensor put =
                isAdded
                        ? rows.indexAdd(0, places, source)
                        : rows.scatter(0, places.reshape(column).expand(slices.dims()), source);
        return put.reshape(x.shape().dims());
    }

    /** Checks the indices, counts them from the front, and gives the shape they broadcast to. */
    private static Shape shapeOf(String op, Tensor x, Tensor... indices) {
        if (indices.length == 0 || indices.length > x.rank()) {
            throw new ShapeException(
                    op,
                    indices.length + " indices for " + x.rank() + " axes",
                    "at least one, and one an axis at most",
                    "",
                    x.shape());
        }
        for (int axis = 0; axis < indices.length; axis++) {
            Checks.dtype(op, indices[axis], DType.I64);
            indices[axis] = IndexOp.fromFront(op, x, axis, indices[axis]);
        }
        Shape[] shapes = Arrays.stream(indices).map(Tensor::shape).toArray(Shape[]::new);
        return ShapeRules.broadcast(op, shapes);
    }

    /** The places of the slices among all, in row-major order. */
    private static Tensor places(String op, Tensor x, Shape at, Tensor... indices) {
        Tensor places = indices[0];
        for (int axis = 1; axis < indices.length; axis++) {
            places = places.mul(x.size(axis)).add(indices[axis]);
        }
        return places.expand(ShapeRules.expand(op, places.shape(), at).dims()).flatten();
    }

    private static Shape joined(Shape at, Shape of, int indexed) {
        long[] dims = Arrays.copyOf(at.dims(), at.rank() + of.rank() - indexed);
        System.arraycopy(of.dims(), indexed, dims, at.rank(), of.rank() - indexed);
        return Shape.of(dims);
    }
}
