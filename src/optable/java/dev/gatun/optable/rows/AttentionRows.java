package dev.gatun.optable.rows;

import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.RandomCall;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Attention, with each kind of mask. */
final class AttentionRows {
    private static final OperandSpec ANY = OperandSpec.of(Domain.of(-2, 2));
    private static final DType[] FLOATING = {DType.F32, DType.F64, DType.BF16, DType.F16};
    private static final Tolerance SUMS = Tolerance.sums(4 * 64);
    private static final double SCALE = 0.7;

    private AttentionRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(
                List.of(
                        OpRow.of("scaledDotProductAttention", draw -> attention(draw, false))
                                .operands(ANY, ANY, ANY, ANY)
                                .known(null, "F.scaled_dot_product_attention")
                                .types(FLOATING)
                                .tolerance(SUMS)
                                .records("AttentionOp")
                                .refuses(
                                        "scaledDotProductAttention: takes queries (..., l, e),"
                                                + " keys (..., s, e) and values (..., s, d):"
                                                + " [2, 3] x [4, 2] x [4, 3]",
                                        () -> attend(2, 3, 4, 2, 4, 3))
                                .refuses(
                                        "scaledDotProductAttention: takes queries",
                                        () -> attend(2, 3, 4, 3, 5, 3))
                                .refuses(
                                        "scaledDotProductAttention: a mask and isCausal exclude"
                                                + " each other",
                                        () ->
                                                one().scaledDotProductAttention(
                                                                one(), one(), one(), true, 1,
                                                                false))
                                .refuses(
                                        "scaledDotProductAttention: the heads of the queries must"
                                                + " be a multiple",
                                        () ->
                                                one().scaledDotProductAttention(
                                                                one(), one(), null, true, 1, true))
                                .refuses(
                                        "scaledDotProductAttention: cannot expand",
                                        () ->
                                                one().scaledDotProductAttention(
                                                                one(),
                                                                one(),
                                                                Tensor.zeros(3),
                                                                false,
                                                                1,
                                                                false)),
                        OpRow.of("scaledDotProductAttention", draw -> attention(draw, true))
                                .variant("with a mask of bool")
                                .operands(ANY, ANY, ANY, OperandSpec.MASK)
                                .types(FLOATING)
                                .tolerance(SUMS)
                                .records("AttentionOp")));
    }

    private static Tensor one() {
        return Tensor.zeros(2, 2);
    }

    private static Tensor attend(long... sizes) {
        return Tensor.zeros(sizes[0], sizes[1])
                .scaledDotProductAttention(
                        Tensor.zeros(sizes[2], sizes[3]), Tensor.zeros(sizes[4], sizes[5]), false);
    }

    private static Call attention(RandomCall draw, boolean isMasked) {
        long queries = Math.min(draw.size(), 40);
        long keys = Math.min(draw.someSize(), 40);
        long width = Math.min(draw.someSize(), 7);
        long groups = 1L + draw.below(2);
        long heads = 1L + draw.below(2);
        boolean isCausal = !isMasked && draw.below(3) == 0;
        boolean isAdded = !isMasked && !isCausal && draw.coin();
        Shape shape = Shape.of(heads * groups, queries, width);
        List<Tensor> operands = new ArrayList<>();
        operands.add(draw.operand(0, shape));
        operands.add(draw.operand(1, Shape.of(heads, keys, width)));
        operands.add(draw.operand(2, Shape.of(heads, keys, 2)));
        if (isMasked || isAdded) {
            Shape scores = draw.coin() ? shape.with(2, keys) : Shape.of(queries, keys);
            operands.add(draw.operand(3, scores));
        }
        return new Call(
                operands,
                t ->
                        t[0].scaledDotProductAttention(
                                t[1],
                                t[2],
                                isMasked ? t[3].ne(0) : isAdded ? t[3] : null,
                                isCausal,
                                SCALE,
                                groups > 1 || queries % 2 == 0),
                x -> oracle(groups, isMasked, isCausal, x));
    }

    private static NdArray oracle(long groups, boolean isMasked, boolean isCausal, NdArray... x) {
        int keys = Math.toIntExact(x[1].shape().dim(1));
        return NdArray.generate(
                x[0].shape().with(2, 2),
                at -> {
                    long head = at[0] / groups;
                    double[] scores = new double[keys];
                    for (int j = 0; j < keys; j++) {
                        for (int e = 0; e < x[0].shape().dim(2); e++) {
                            scores[j] += x[0].get(at[0], at[1], e) * x[1].get(head, j, e);
                        }
                        scores[j] *= SCALE;
                        boolean isHidden =
                                (isCausal && j > at[1])
                                        || (isMasked && x[3].broadcast(at[0], at[1], j) == 0);
                        scores[j] +=
                                x.length > 3 && !isMasked ? x[3].broadcast(at[0], at[1], j) : 0;
                        scores[j] = isHidden ? Double.NEGATIVE_INFINITY : scores[j];
                    }
                    double most = Arrays.stream(scores).max().orElse(0);
                    double sum = 0;
                    double mean = 0;
                    for (int j = 0; j < keys && most > Double.NEGATIVE_INFINITY; j++) {
                        double weight = Math.exp(scores[j] - most);
                        sum += weight;
                        mean += weight * x[2].get(head, j, at[2]);
                    }
                    return sum == 0 ? 0 : mean / sum;
                });
    }
}
