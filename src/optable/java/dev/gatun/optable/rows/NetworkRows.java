package dev.gatun.optable.rows;

import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.RandomCall;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.optable.oracle.PhiloxOracle;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;

/** Rows of a table, dropout, gates, rotations by position. */
final class NetworkRows {
    private static final OperandSpec ANY = OperandSpec.of(Domain.of(-4, 4));
    private static final OperandSpec ALL = OperandSpec.of(Domain.ALL);
    private static final DType[] FLOATING = {DType.F32, DType.F64, DType.BF16, DType.F16};

    private NetworkRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(tables(), draws(), gates(), rotations());
    }

    private static List<RowBuilder> tables() {
        return List.of(
                OpRow.of("embedding", NetworkRows::embedding)
                        .operands(ALL, OperandSpec.INDEX)
                        .known(null, "F.embedding")
                        .records("EmbeddingOp")
                        .refuses(
                                "embedding: index 3, at position 1 of tensor [2] int64, is out of"
                                        + " range for the rows of tensor [3, 2] float32 (0 to 2)",
                                () -> Tensor.zeros(3, 2).embedding(Tensor.of(0L, 3L)))
                        .refuses(
                                "embedding: takes int64 or int32, not tensor [1] float32",
                                () -> Tensor.zeros(3, 2).embedding(Tensor.zeros(1)))
                        .refuses(
                                "embedding: takes a tensor with 2 axes: [3]",
                                () -> Tensor.zeros(3).embedding(Tensor.of(0L))),
                OpRow.of("embedding", NetworkRows::paddedEmbedding)
                        .variant("with a row of padding")
                        .operands(ALL, OperandSpec.INDEX)
                        .records("EmbeddingOp")
                        .refuses(
                                "embedding: the padding index 3 is out of range for axis 0 of"
                                        + " tensor [3, 2] float32 (-3 to 2)",
                                () -> Tensor.zeros(3, 2).embedding(Tensor.of(0L), 3)));
    }

    private static Call embedding(RandomCall draw) {
        long rows = draw.someSize();
        boolean isShort = draw.coin();
        return new Call(
                List.of(
                        draw.operand(0, Shape.of(rows, Math.min(draw.size(), 40))),
                        draw.index(draw.shape(0, 2), rows)),
                t -> t[0].embedding(isShort ? t[1].to(DType.I32) : t[1]),
                x -> rows(x[0], x[1]));
    }

    /** The last row, which is not asked for: its gradient is not what differences say. */
    private static Call paddedEmbedding(RandomCall draw) {
        long rows = draw.someSize();
        long padding = draw.coin() ? rows : -1;
        return new Call(
                List.of(
                        draw.operand(0, Shape.of(rows + 1, Math.min(draw.size(), 40))),
                        draw.index(draw.shape(0, 2), rows)),
                t -> t[0].embedding(t[1], padding),
                x -> rows(x[0], x[1]));
    }

    private static NdArray rows(NdArray table, NdArray indices) {
        int axes = indices.shape().rank();
        return NdArray.generate(
                indices.shape().insert(axes, table.shape().dim(1)),
                at -> table.get((long) indices.get(at), at[axes]));
    }

    private static List<RowBuilder> draws() {
        Generator dice = new Generator(1);
        return List.of(
                OpRow.of("dropout", NetworkRows::dropout)
                        .operands(ALL)
                        .known(null, "F.dropout")
                        .types(FLOATING)
                        .tolerance(Tolerance.ULPS)
                        .records("MapOp")
                        .refuses(
                                "dropout: p must be from 0 to 1, not 1.5",
                                () -> Tensor.zeros(2).dropout(1.5))
                        .refuses(
                                "dropout: p must be from 0 to 1, not NaN",
                                () -> Tensor.zeros(2).dropout(Double.NaN))
                        .refuses(
                                "dropout: takes floating-point numbers, not tensor [2] int64",
                                () -> Tensor.arange(2).dropout(0.5)),
                OpRow.of("rrelu", NetworkRows::rrelu)
                        .operands(ANY)
                        .known(null, "F.rrelu")
                        .types(FLOATING)
                        .tolerance(Tolerance.COMMON)
                        .records("MapOp")
                        .refuses(
                                "rrelu: slopes must be finite, the lower one first, not 1.0 and 0.5",
                                () -> Tensor.zeros(2).rrelu(1, 0.5, dice))
                        .refuses(
                                "rrelu: takes floating-point numbers, not tensor [2] int64",
                                () -> Tensor.arange(2).rrelu(0, 0.5)),
                OpRow.of(
                                "rrelu",
                                draw ->
                                        new Call(
                                                List.of(draw.operand(0, draw.shape(0, 3))),
                                                t -> t[0].rrelu(0.1, 0.3),
                                                x ->
                                                        NdArray.generate(
                                                                x[0].shape(),
                                                                at -> leaky(x[0].get(at), 0.2))))
                        .variant("of a network that is evaluated")
                        .operands(ANY)
                        .types(FLOATING)
                        .tolerance(Tolerance.ULPS)
                        .records("MapOp"));
    }

    private static double leaky(double x, double slope) {
        return x <= 0 ? x * slope : x;
    }

    /** The position of an element in row-major order. */
    private static long position(Shape shape, long... at) {
        long position = 0;
        for (int axis = 0; axis < at.length; axis++) {
            position = position * shape.dim(axis) + at[axis];
        }
        return position;
    }

    private static Call dropout(RandomCall draw) {
        Shape shape = draw.shape(0, 3);
        long seed = draw.below(1000) * 0x123456789L;
        double p = draw.pick(0, 1, 2, 3, 10) / 10.0;
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> t[0].dropout(p, new Generator(seed)),
                x ->
                        NdArray.generate(
                                shape,
                                at ->
                                        PhiloxOracle.ofTwoWords(seed, position(shape, at)) < 1 - p
                                                ? x[0].get(at) / (1 - p)
                                                : 0));
    }

    private static Call rrelu(RandomCall draw) {
        Shape shape = draw.shape(0, 3);
        long seed = draw.below(1000);
        Tensor operand = draw.operand(0, shape);
        return new Call(
                List.of(operand),
                t -> t[0].rrelu(0.25, 0.75, new Generator(seed)),
                x ->
                        NdArray.generate(
                                shape,
                                at -> {
                                    long element = position(shape, at);
                                    double uniform = PhiloxOracle.ofOneWord(seed, element);
                                    return leaky(x[0].get(at), 0.25 + 0.5 * uniform);
                                }));
    }

    private static List<RowBuilder> gates() {
        return List.of(
                gate("glu", Tensor::glu, (a, b) -> a / (1 + Math.exp(-b)))
                        .refuses(
                                "glu: the axis has no two halves: [2, 3] (axis 1 has 3 elements)",
                                () -> Tensor.zeros(2, 3).glu(-1))
                        .refuses("glu: axis 2 is out of range", () -> Tensor.zeros(2, 2).glu(2))
                        .refuses(
                                "glu: takes floating-point numbers, not tensor [2] int64",
                                () -> Tensor.arange(2).glu(0)),
                gate("swiglu", Tensor::swiglu, (a, b) -> a / (1 + Math.exp(-a)) * b)
                        .refuses(
                                "swiglu: the axis has no two halves",
                                () -> Tensor.zeros(3).swiglu(0)));
    }

    private static RowBuilder gate(
            String method, BiFunction<Tensor, Integer, Tensor> call, DoubleBinaryOperator value) {
        return OpRow.of(
                        method,
                        draw -> {
                            Shape half = draw.shape(1, 3);
                            int axis = draw.axis(half.rank());
                            int along = half.axis(axis);
                            long size = half.dim(axis);
                            return new Call(
                                    List.of(draw.operand(0, half.with(axis, 2 * size))),
                                    t -> call.apply(t[0], axis),
                                    x ->
                                            NdArray.generate(
                                                    half,
                                                    at -> {
                                                        long[] other = at.clone();
                                                        other[along] += size;
                                                        return value.applyAsDouble(
                                                                x[0].get(at), x[0].get(other));
                                                    }));
                        })
                .operands(ANY)
                .known(null, method.equals("glu") ? "F.glu" : null)
                .types(FLOATING)
                .tolerance(Tolerance.COMMON)
                .records("MapOp");
    }

    private static List<RowBuilder> rotations() {
        return List.of(
                OpRow.of("rotaryEmbedding", draw -> rotation(draw, true))
                        .operands(ANY)
                        .known(null, "torchtune.modules.RotaryPositionalEmbeddings")
                        .types(FLOATING)
                        .tolerance(Tolerance.COMMON)
                        .records("RotaryOp")
                        .refuses(
                                "rotaryEmbedding: takes vectors (..., t, d): [4] (1 axes < 2)",
                                () -> Tensor.zeros(4).rotaryEmbedding(true, 0))
                        .refuses(
                                "rotaryEmbedding: rotates an even number of the elements of a"
                                        + " vector: [2, 3] (3 of 3)",
                                () -> Tensor.zeros(2, 3).rotaryEmbedding(true, 0))
                        .refuses(
                                "rotaryEmbedding: rotates an even number",
                                () -> Tensor.zeros(2, 4).rotaryEmbedding(true, 0, 1e4, 1, 6))
                        .refuses(
                                "rotaryEmbedding: base and scale must be positive and finite,"
                                        + " not 10000.0 and 0.0",
                                () -> Tensor.zeros(2, 4).rotaryEmbedding(true, 0, 1e4, 0, 4))
                        .refuses(
                                "rotaryEmbedding: takes floating-point numbers",
                                () -> Tensor.zeros(2, 4).to(DType.I64).rotaryEmbedding(false, 0)),
                OpRow.of("rotaryEmbedding", draw -> rotation(draw, false))
                        .variant("of halves")
                        .operands(ANY)
                        .types(FLOATING)
                        .tolerance(Tolerance.COMMON)
                        .records("RotaryOp"));
    }

    private static Call rotation(RandomCall draw, boolean isInterleaved) {
        long pairs = draw.below(5);
        Shape positions = draw.shape(1, 2);
        int axis = positions.rank();
        Shape shape = positions.insert(axis, 2 * pairs + draw.pick(0, 1, 2));
        long offset = draw.pick(0, 3, -2);
        double base = draw.pick(100, 10_000);
        double scale = draw.pick(1, 4);
        boolean isPlain = shape.dim(axis) == 2 * pairs && base == 10_000 && scale == 1;
        return new Call(
                List.of(draw.operand(0, shape)),
                t ->
                        isPlain
                                ? t[0].rotaryEmbedding(isInterleaved, offset)
                                : t[0].rotaryEmbedding(
                                        isInterleaved, offset, base, scale, 2 * pairs),
                x ->
                        NdArray.generate(
                                shape,
                                at -> {
                                    long element = at[axis];
                                    if (element >= 2 * pairs) {
                                        return x[0].get(at);
                                    }
                                    long pair = isInterleaved ? element / 2 : element % pairs;
                                    boolean isFirst =
                                            isInterleaved ? element % 2 == 0 : element < pairs;
                                    long[] partner = at.clone();
                                    long distance = isInterleaved ? 1 : pairs;
                                    partner[axis] += isFirst ? distance : -distance;
                                    double angle =
                                            (offset + at[axis - 1])
                                                    / scale
                                                    * Math.pow(base, -(double) pair / pairs);
                                    double sine = (isFirst ? -1 : 1) * Math.sin(angle);
                                    return x[0].get(at) * Math.cos(angle)
                                            + x[0].get(partner) * sine;
                                }));
    }
}
