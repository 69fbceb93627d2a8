package dev.gatun.tensor.op.index;

import dev.gatun.kernel.fill.Triangles;
import dev.gatun.kernel.move.Gather;
import dev.gatun.kernel.move.Scatter;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.internal.TensorRefusals;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.op.move.Copies;
import dev.gatun.tensor.tape.BuiltIn;
import dev.gatun.tensor.tape.SingleOp;
import org.jspecify.annotations.Nullable;

/** Operations that select elements by index, and triangles of matrices. */
public sealed interface IndexOp extends BuiltIn {

    /** Gathers elements by index along an axis counted from the front. */
    record GatherOp(int axis) implements IndexOp {
        public static Tensor of(Tensor x, int axis, Tensor index) {
            GatherOp op = new GatherOp(ShapeRules.axis("gather", x.shape(), axis));
            fits("gather", op.axis, index, x);
            inRange("gather", x, op.axis, index);
            return op.apply(x, index);
        }

        @Override
        public Tensor[] forward(Call call, Tensor... in) {
            return new Tensor[] {
                Creation.computed(
                        in[1].shape(),
                        in[0].dtype(),
                        (to, from) -> Gather.gather(axis, from[0], from[1], to),
                        in)
            };
        }

        @Override
        public String name() {
            return "gather";
        }

        @Override
        public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
            Tensor zeros = zeros(call, upstream[0]);
            return new @Nullable Tensor[] {
                zeros.scatterAdd(axis, call.input(1), upstream[0]), null
            };
        }
    }

    /** Selects slices by index along an axis counted from the front. */
    record IndexSelectOp(int axis) implements IndexOp {
        public static Tensor of(Tensor x, int axis, Tensor indices) {
            IndexSelectOp op = new IndexSelectOp(ShapeRules.axis("indexSelect", x.shape(), axis));
            Checks.dtype("indexSelect", indices, DType.I64);
            Checks.rank("indexSelect", indices, 1);
            inRange("indexSelect", x, op.axis, indices);
            return op.apply(x, indices);
        }

        @Override
        public Tensor[] forward(Call call, Tensor... in) {
            return new Tensor[] {
                Creation.computed(
                        in[0].shape().with(axis, in[1].numel()),
                        in[0].dtype(),
                        (to, from) -> Gather.indexSelect(axis, from[0], from[1], to),
                        in)
            };
        }

        @Override
        public String name() {
            return "indexSelect";
        }

        @Override
        public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
            Tensor zeros = zeros(call, upstream[0]);
            return new @Nullable Tensor[] {zeros.indexAdd(axis, call.input(1), upstream[0]), null};
        }
    }

    /** Adds elements at indices along an axis counted from the front. */
    record ScatterAddOp(int axis) implements IndexOp {
        public static Tensor of(Tensor x, int axis, Tensor index, Tensor source) {
            ScatterAddOp op = new ScatterAddOp(ShapeRules.axis("scatterAdd", x.shape(), axis));
            addable("scatterAdd", x, source);
            fits("scatterAdd", op.axis, index, x);
            fits("scatterAdd", -1, index, source);
            inRange("scatterAdd", x, op.axis, index);
            return op.apply(x, index, source);
        }

        @Override
        public Tensor[] forward(Call call, Tensor... in) {
            return added((to, from) -> Scatter.add(axis, from[0], from[1], to), in);
        }

        @Override
        public String name() {
            return "scatterAdd";
        }

        @Override
        public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
            Tensor source = null;
            if (call.needs(2)) {
                Tensor used = upstream[0].gather(axis, call.input(1));
                // Elements of the source outside the shape of the index are not used.
                source = ScatterOp.widened(used, call.inputShape(2));
            }
            return new @Nullable Tensor[] {call.needs(0) ? upstream[0] : null, null, source};
        }
    }

    /** Adds slices at indices along an axis counted from the front. */
    record IndexAddOp(int axis) implements IndexOp {
        public static Tensor of(Tensor x, int axis, Tensor indices, Tensor source) {
            IndexAddOp op = new IndexAddOp(ShapeRules.axis("indexAdd", x.shape(), axis));
            addable("indexAdd", x, source);
            Checks.dtype("indexAdd", indices, DType.I64);
            Checks.rank("indexAdd", indices, 1);
            Shape wanted = x.shape().with(op.axis, indices.numel());
            if (!wanted.equals(source.shape())) {
                throw new ShapeException(
                        "indexAdd",
                        "the source must have a slice for each index",
                        source.shape(),
                        wanted);
            }
            inRange("indexAdd", x, op.axis, indices);
            return op.apply(x, indices, source);
        }

        @Override
        public Tensor[] forward(Call call, Tensor... in) {
            return added((to, from) -> Scatter.indexAdd(axis, from[0], from[1], to), in);
        }

        @Override
        public String name() {
            return "indexAdd";
        }

        @Override
        public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
            return new @Nullable Tensor[] {
                call.needs(0) ? upstream[0] : null,
                null,
                call.needs(2) ? upstream[0].indexSelect(axis, call.input(1)) : null
            };
        }
    }

    /** The lower or the upper triangle of matrices, with zeros elsewhere. */
    record TriangleOp(boolean isLower, long diagonal) implements IndexOp, SingleOp {
        public static Tensor of(Tensor x, boolean isLower, long diagonal) {
            TriangleOp op = new TriangleOp(isLower, diagonal);
            if (x.rank() < 2) {
                throw new ShapeException(
                        op.name(), "takes matrices", x.rank() + " < 2", "", x.shape());
            }
            return op.apply(x);
        }

        @Override
        public Tensor forward(Tensor x) {
            Creation.Kernel kernel =
                    isLower
                            ? (to, from) -> Triangles.tril(from[0], to, diagonal)
                            : (to, from) -> Triangles.triu(from[0], to, diagonal);
            return Creation.computed(x.shape(), x.dtype(), kernel, x);
        }

        @Override
        public String name() {
            return isLower ? "tril" : "triu";
        }

        @Override
        public Tensor backward(Call call, Tensor upstream) {
            return of(upstream, isLower, diagonal);
        }
    }

    /** A copy of the first input, to which a kernel adds the third at the indices of the second. */
    private static Tensor[] added(Creation.Kernel kernel, Tensor... in) {
        Tensor sum = Copies.copy(in[0]);
        Creation.write(sum, kernel, in[1], in[2]);
        return new Tensor[] {sum};
    }

    /** Zeros of the first input's shape, to which the gradients of selected elements are added. */
    private static Tensor zeros(Call call, Tensor upstream) {
        return Creation.full(call.inputShape(0), 0, upstream.dtype());
    }

    /**
     * Checks the shape of an index for each element.
     *
     * @param along the axis along which the sizes may differ, or -1
     */
    static void fits(String op, int along, Tensor index, Tensor into) {
        Checks.dtype(op, index, DType.I64);
        boolean fits = index.rank() == into.rank();
        for (int axis = 0; axis < index.rank() && fits; axis++) {
            fits = axis == along || index.size(axis) <= into.size(axis);
        }
        if (!fits) {
            throw new ShapeException(
                    op,
                    "the index must have the other's rank, and be no larger"
                            + (along < 0 ? "" : " outside axis " + along),
                    index.shape(),
                    into.shape());
        }
    }

    private static void addable(String op, Tensor x, Tensor source) {
        Checks.dtype(op, x, DType.F32, DType.F64, DType.I64, DType.I32);
        if (x.dtype() != source.dtype()) {
            throw TensorRefusals.dtypesDiffer(op, x, source, "");
        }
    }

    /** Checks the values of indices. */
    static void inRange(String op, Tensor x, int axis, Tensor index) {
        inRange(op, x, axis, 0, index);
    }

    /** Indices that may be counted from the end, counted from the front. */
    static Tensor fromFront(String op, Tensor x, int axis, Tensor index) {
        long size = x.size(axis);
        if (firstBad(index, size) == null) {
            return index;
        }
        Tensor isFromEnd = index.lt(0).logicalAnd(index.ge(-size));
        Tensor counted = Tensor.where(isFromEnd, index.add(size), index);
        inRange(op, x, axis, -size, counted);
        return counted;
    }

    private static Gather.@Nullable BadIndex firstBad(Tensor index, long size) {
        try (Hold _ = Hold.on(index)) {
            return Gather.checkIndices(Internals.operand(index), size);
        }
    }

    private static void inRange(String op, Tensor x, int axis, long least, Tensor index) {
        long size = x.size(axis);
        Gather.BadIndex bad = firstBad(index, size);
        if (bad != null) {
            throw new IllegalArgumentException(
                    "%s: index %d, at position %d of %s, is out of range for axis %d of %s (%d to %d)"
                            .formatted(
                                    op,
                                    bad.value(),
                                    bad.position(),
                                    index.describe(),
                                    axis,
                                    x.describe(),
                                    least,
                                    size - 1));
        }
    }
}
