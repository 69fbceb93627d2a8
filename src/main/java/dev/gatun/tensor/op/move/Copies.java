package dev.gatun.tensor.op.move;

import dev.gatun.kernel.move.Convert;
import dev.gatun.kernel.move.Copy;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import java.util.Arrays;
import java.util.List;

/** Operations on shape and order that cannot be views: the elements are copied. */
public final class Copies {
    /** The greatest number of parts of a split. */
    private static final long MOST_PARTS = 1 << 20;

    private Copies() {}

    public static Tensor copy(Tensor from) {
        return copyTo(from, Scope.current());
    }

    public static Tensor copyTo(Tensor from, Scope target) {
        return convert(from, target, from.dtype());
    }

    /** A contiguous copy in another type, in the current scope. */
    public static Tensor convert(Tensor from, DType dtype) {
        return convert(from, Scope.current(), dtype);
    }

    /** A contiguous copy in another type. */
    public static Tensor convert(Tensor from, Scope target, DType dtype) {
        try (Hold _ = Hold.on(from)) {
            Tensor to = Internals.unwritten(target, from.shape(), dtype);
            write(from, to);
            return to;
        }
    }

    /** Copies elements, and converts them if types differ; the shapes are equal. */
    public static void write(Tensor from, Tensor to) {
        try (Hold _ = Hold.on(from, to)) {
            if (from.dtype() == to.dtype()) {
                Copy.copy(Internals.operand(from), Internals.operand(to));
            } else {
                Convert.convert(Internals.operand(from), Internals.operand(to));
            }
        }
    }

    /** A view if the strides allow it, otherwise a view of a copy. */
    public static Tensor reshape(String op, Tensor from, Shape to) {
        if (to.equals(from.shape())) {
            return from;
        }
        Layout view = from.layout().reshape(to);
        return view != null
                ? new ViewOp.ReshapeOp(op, view).apply(from)
                : new ViewOp.ReshapeOp(op, Layout.contiguous(to)).apply(CopyOp.of(from));
    }

    public static Tensor view(Tensor from, Shape to) {
        Layout view = from.layout().reshape(to);
        if (view == null) {
            throw new ShapeException(
                    "view",
                    "no strides can say it",
                    from.layout().toString(),
                    "reshape copies where it must",
                    from.shape(),
                    to);
        }
        return new ViewOp.ReshapeOp("view", view).apply(from);
    }

    /** Consecutive views of at most {@code size} elements along an axis. */
    public static List<Tensor> split(String op, Tensor from, long size, int axis) {
        int at = ShapeRules.axis(op, from.shape(), axis);
        long whole = from.shape().dim(at);
        long count = Math.max(1, Math.ceilDiv(whole, size));
        if (count > MOST_PARTS) {
            throw new ShapeException(
                    op,
                    "would make " + count + " tensors, more than " + MOST_PARTS,
                    "axis " + axis + " by " + size,
                    "reshape instead",
                    from.shape());
        }
        long[] sizes = new long[(int) count];
        Arrays.setAll(sizes, i -> Math.min(size, whole - i * size));
        return new SplitOp(op, at, sizes).parts(from);
    }

    /** The shape with the axes from {@code first} to {@code last} merged. */
    public static Shape flattened(Shape shape, int first, int last) {
        int from = ShapeRules.axis("flatten", shape, first);
        int to = ShapeRules.axis("flatten", shape, last);
        if (from > to) {
            throw new ShapeException(
                    "flatten",
                    "the first axis stands behind the last",
                    first + " > " + last,
                    "",
                    shape);
        }
        long[] dims = new long[shape.rank() - (to - from)];
        for (int axis = 0; axis < shape.rank(); axis++) {
            int at = axis <= from ? axis : Math.max(from, axis - (to - from));
            dims[at] = axis > from && axis <= to ? dims[at] * shape.dim(axis) : shape.dim(axis);
        }
        return ShapeRules.shape("flatten", dims);
    }

    public static Tensor stack(int axis, Tensor... tensors) {
        if (tensors.length == 0) {
            throw new IllegalArgumentException("stack: nothing to stack");
        }
        int at = ShapeRules.newAxis("stack", tensors[0].shape(), axis);
        for (Tensor tensor : tensors) {
            if (!tensor.shape().equals(tensors[0].shape())) {
                throw new ShapeException(
                        "stack",
                        "shapes differ",
                        "",
                        "cat joins along an axis that may differ",
                        tensors[0].shape(),
                        tensor.shape());
            }
        }
        return CatOp.of(
                at, Arrays.stream(tensors).map(t -> t.unsqueeze(at)).toArray(Tensor[]::new));
    }

    public static Tensor repeat(String op, Tensor from, long... counts) {
        if (counts.length < from.rank()) {
            throw new ShapeException(
                    op,
                    "one count an axis is needed",
                    counts.length + " < " + from.rank(),
                    "",
                    from.shape());
        }
        // (r0 x d0, r1 x d1) is the expanded view (r0, d0, r1, d1) of (1, d0, 1, d1), copied.
        int rank = counts.length;
        long[] dims = new long[rank];
        long[] stretched = new long[2 * rank];
        long[] source = new long[2 * rank];
        for (int axis = 0; axis < rank; axis++) {
            int own = axis - (rank - from.rank());
            long dim = own < 0 ? 1 : from.size(own);
            if (counts[axis] < 0) {
                throw new IllegalArgumentException(op + ": count " + counts[axis] + " is negative");
            }
            dims[axis] = dim == 0 ? 0 : counts[axis] * dim; // expanding throws on overflow
            stretched[2 * axis] = counts[axis];
            stretched[2 * axis + 1] = dim;
            source[2 * axis] = 1;
            source[2 * axis + 1] = dim;
        }
        Shape expanded = ShapeRules.shape(op, stretched);
        Tensor pieces = new ViewOp.ExpandOp(expanded).apply(from.reshape(source));
        return CopyOp.of(pieces).reshape(dims);
    }
}
