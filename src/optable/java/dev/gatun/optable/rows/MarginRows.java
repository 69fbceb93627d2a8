package dev.gatun.optable.rows;

import dev.gatun.optable.Domain;
import dev.gatun.optable.Moves;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.RandomCall;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Movement.Margin;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Locale;

/** Margins, and differences of neighbours. */
final class MarginRows {
    private MarginRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(margins(), differences());
    }

    private static List<RowBuilder> margins() {
        return List.of(
                Moves.row("pad", MarginRows::constant)
                        .known("np.pad", "F.pad")
                        .records("PlaceOp")
                        .refuses(
                                "pad: two widths an axis are needed, of the last axis first: [3]",
                                () -> Tensor.zeros(3).pad(0, 1))
                        .refuses(
                                "pad: no size for axis 0: [3] (-2 before, -2 after)",
                                () -> Tensor.zeros(3).pad(0, -2, -2))
                        .refuses(
                                "pad: no size for axis 0: [3]",
                                () -> Tensor.zeros(3).pad(0, Long.MAX_VALUE, Long.MAX_VALUE))
                        .refuses(
                                "pad: 300.0 is out of the range of uint8",
                                () -> Tensor.zeros(Shape.of(1), DType.U8).pad(300, 1, 1)),
                own(Margin.REFLECT)
                        .refuses(
                                "pad: too wide a margin for axis 0: [3] (3 > 2 in mode REFLECT)",
                                () -> Tensor.zeros(3).pad(Margin.REFLECT, 3, 0)),
                own(Margin.REPLICATE)
                        .refuses(
                                "pad: too wide a margin for axis 0: [0] (1 > 0",
                                () -> Tensor.zeros(0).pad(Margin.REPLICATE, 0, 1))
                        .refuses(
                                "pad: margins of the tensor's own elements must not be negative",
                                () -> Tensor.zeros(3).pad(Margin.REPLICATE, 0, -1)),
                own(Margin.CIRCULAR)
                        .refuses(
                                "pad: too wide a margin for axis 0: [3] (4 > 3",
                                () -> Tensor.zeros(3).pad(Margin.CIRCULAR, 0, 4)),
                OpRow.of("pad", MarginRows::gradient)
                        .variant("its gradient")
                        .operands(OperandSpec.of(Domain.whole(-3, 3)))
                        .types(DType.F32, DType.F64, DType.BF16, DType.F16)
                        .records("MarginOp"));
    }

    private static Call constant(RandomCall draw) {
        Shape shape = draw.shape(0, 4);
        int rank = shape.rank();
        long[] pads = new long[2 * draw.below(rank + 1)];
        long[] dims = shape.dims();
        long[] before = new long[rank];
        for (int i = 0; i < pads.length / 2; i++) {
            int axis = rank - 1 - i;
            pads[2 * i] = Math.max(draw.pick(-1, 0, 1, 2), -dims[axis]);
            long left = dims[axis] + Math.min(pads[2 * i], 0);
            pads[2 * i + 1] = Math.max(draw.pick(-2, 0, 1, 3), -left);
            before[axis] = pads[2 * i];
            dims[axis] += pads[2 * i] + pads[2 * i + 1];
        }
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> t[0].pad(1, pads),
                a ->
                        NdArray.generate(
                                Shape.of(dims),
                                at -> {
                                    long[] from = at.clone();
                                    boolean isInside = true;
                                    for (int axis = 0; axis < rank; axis++) {
                                        from[axis] -= before[axis];
                                        isInside &= from[axis] >= 0 && from[axis] < shape.dim(axis);
                                    }
                                    return isInside ? a[0].get(from) : 1;
                                }));
    }

    private static RowBuilder own(Margin margin) {
        return Moves.row("pad", draw -> own(draw, margin))
                .variant(margin.name().toLowerCase(Locale.ROOT))
                .records("MarginOp");
    }

    /** Widths for some of the last axes, and where each place of an axis comes from. */
    @SuppressWarnings("ArrayRecordComponent") // made for one call
    private record Widths(Margin margin, long[] pads, Shape inner, Shape whole) {
        static Widths draw(RandomCall draw, Margin margin, Shape shape) {
            int rank = shape.rank();
            long[] pads = new long[2 * draw.below(rank + 1)];
            long[] dims = shape.dims();
            for (int i = 0; i < pads.length; i++) {
                int axis = rank - 1 - i / 2;
                long n = shape.dim(axis);
                long most =
                        switch (margin) {
                            case REFLECT -> Math.max(n - 1, 0);
                            case CIRCULAR -> n;
                            case REPLICATE -> n == 0 ? 0 : 4;
                        };
                pads[i] = draw.below((int) Math.min(most, 4) + 1);
                dims[axis] += pads[i];
            }
            return new Widths(margin, pads, shape, Shape.of(dims));
        }

        long[] source(long... at) {
            long[] from = at.clone();
            for (int i = 0; i < pads.length / 2; i++) {
                int axis = from.length - 1 - i;
                long n = inner.dim(axis);
                long place = at[axis] - pads[2 * i];
                from[axis] =
                        switch (margin) {
                            case REFLECT ->
                                    place < 0 ? -place : place < n ? place : 2 * (n - 1) - place;
                            case REPLICATE -> Math.min(Math.max(place, 0), n - 1);
                            case CIRCULAR -> Math.floorMod(place, n);
                        };
            }
            return from;
        }
    }

    private static Call own(RandomCall draw, Margin margin) {
        Shape shape = draw.shape(0, 3);
        Widths widths = Widths.draw(draw, margin, shape);
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> t[0].pad(margin, widths.pads),
                a -> NdArray.generate(widths.whole, at -> a[0].get(widths.source(at))));
    }

    /** Every element added to the one that it is a copy of. */
    private static Call gradient(RandomCall draw) {
        Margin margin = List.of(Margin.values()).get(draw.below(3));
        Shape shape = draw.filled(1, 3);
        Widths widths = Widths.draw(draw, margin, shape);
        return new Call(
                List.of(draw.operand(0, widths.whole)),
                t -> {
                    Tensor x = Tensor.zeros(shape, t[0].dtype()).requiresGrad_(true);
                    return Gradients.vjp(x.pad(margin, widths.pads), t[0], x).getFirst();
                },
                a -> {
                    double[] sums = new double[(int) shape.numel()];
                    NdArray places = NdArray.generate(shape, at -> place(shape, at));
                    NdArray.generate(
                            widths.whole,
                            at -> {
                                int to = (int) places.get(widths.source(at));
                                sums[to] += a[0].get(at);
                                return 0;
                            });
                    return new NdArray(shape, sums);
                });
    }

    private static double place(Shape shape, long... at) {
        long place = 0;
        for (int axis = 0; axis < at.length; axis++) {
            place = place * shape.dim(axis) + at[axis];
        }
        return place;
    }

    private static List<RowBuilder> differences() {
        OperandSpec any = OperandSpec.of(Domain.of(-4, 4));
        return List.of(
                OpRow.of("diff", MarginRows::diff)
                        .operands(any)
                        // Differences of differences lose what their terms were rounded by.
                        .tolerance(new Tolerance(4, 64))
                        .known("np.diff", "torch.diff")
                        .refuses(
                                "diff: n must not be negative, not -1",
                                () -> Tensor.zeros(3).diff(-1, 0, null, null))
                        .refuses(
                                "diff: axis 0 is out of range: []", () -> Tensor.scalar(1f).diff(0))
                        .refuses(
                                "diff: sizes differ outside axis 0: [2, 3] x [1, 2]",
                                () -> Tensor.zeros(1, 2).diff(1, 0, Tensor.zeros(2, 3), null)),
                OpRow.of("diff", MarginRows::joined)
                        .operands(any, any)
                        .variant("between others")
                        .tolerance(new Tolerance(4, 64)));
    }

    private static Call diff(RandomCall draw) {
        Shape shape = draw.shape(1, 3);
        int axis = draw.axis(shape.rank());
        int n = draw.below(4);
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> n == 1 ? t[0].diff(axis) : t[0].diff(n, axis, null, null),
                a -> differences(a[0], shape.axis(axis), n));
    }

    private static Call joined(RandomCall draw) {
        Shape shape = draw.shape(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        Shape other = shape.with(at, draw.below(3));
        long border = other.dim(at);
        boolean isBefore = draw.coin();
        return new Call(
                List.of(draw.operand(0, shape), draw.operand(1, other)),
                t -> t[0].diff(1, axis, isBefore ? t[1] : null, isBefore ? null : t[1]),
                a -> {
                    NdArray first = isBefore ? a[1] : a[0];
                    NdArray second = isBefore ? a[0] : a[1];
                    long start = first.shape().dim(at);
                    return differences(
                            NdArray.generate(
                                    shape.with(at, shape.dim(at) + border),
                                    index ->
                                            index[at] < start
                                                    ? first.get(index)
                                                    : second.get(
                                                            Moves.moved(
                                                                    index, at, index[at] - start))),
                            at,
                            1);
                });
    }

    /** By binomial coefficients: the n-th difference at i is the sum of (-1)^(n-k) C(n, k) x. */
    private static NdArray differences(NdArray x, int at, int n) {
        double[] factors = {1};
        for (int i = 0; i < n; i++) {
            double[] next = new double[factors.length + 1];
            for (int k = 0; k < next.length; k++) {
                next[k] = (k > 0 ? factors[k - 1] : 0) - (k < factors.length ? factors[k] : 0);
            }
            factors = next;
        }
        double[] all = factors;
        return NdArray.generate(
                x.shape().with(at, Math.max(x.shape().dim(at) - n, 0)),
                index -> {
                    double sum = 0;
                    for (int k = 0; k <= n; k++) {
                        sum += all[k] * x.get(Moves.moved(index, at, index[at] + k));
                    }
                    return sum;
                });
    }
}
