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
import org.jspecify.annotations.Nullable;

/** Norms of channels over a batch, over groups of channels, and of each by itself. */
final class ChannelNormRows {
    private static final OperandSpec ANY = OperandSpec.of(Domain.of(-4, 4));
    private static final DType[] FLOATING = {DType.F32, DType.F64, DType.BF16, DType.F16};
    private static final double EPS = 1e-2;

    /** Deviations of 4 may be divided by the root of {@link #EPS} alone. */
    private static final Tolerance NORMS = new Tolerance(200, 20_000);

    private ChannelNormRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(ofBatches(), ofItems());
    }

    private static List<RowBuilder> ofBatches() {
        return List.of(
                OpRow.of("batchNorm", ChannelNormRows::byBatch)
                        .operands(ANY, ANY, ANY)
                        .known(null, "F.batch_norm")
                        .types(FLOATING)
                        .tolerance(NORMS)
                        .records("BatchNormOp")
                        .refuses(
                                "batchNorm: takes (N, C, ...): [2] (1 axes < 2)",
                                () -> byBatch(Tensor.zeros(2), null, null))
                        .refuses(
                                "batchNorm: one element of a channel has no variance: [1, 3]",
                                () -> byBatch(Tensor.zeros(1, 3), null, null))
                        .refuses(
                                "batchNorm: weight must have one number for each channel: [2, 3] x [2]",
                                () -> byBatch(Tensor.zeros(2, 3), Tensor.zeros(2), null))
                        .refuses(
                                "batchNorm: takes a running mean and a running variance, or neither",
                                () ->
                                        Tensor.zeros(2, 3)
                                                .batchNorm(
                                                        Tensor.zeros(3),
                                                        null,
                                                        null,
                                                        null,
                                                        0.1,
                                                        EPS))
                        .refuses(
                                "batchNorm: eps must not be negative, not -1.0",
                                () ->
                                        Tensor.zeros(2, 3)
                                                .batchNorm(null, null, null, null, 0.1, -1)),
                OpRow.of("batchNorm", ChannelNormRows::byThePast)
                        .variant("by statistics of the past")
                        .operands(ANY, ANY, OperandSpec.of(Domain.of(0.5, 2)), ANY, ANY)
                        .types(FLOATING)
                        .tolerance(NORMS)
                        .records("MapOp")
                        .refuses(
                                "batchNorm: the running mean must have one number for each channel",
                                () ->
                                        Tensor.zeros(2, 3)
                                                .batchNorm(
                                                        Tensor.zeros(2),
                                                        Tensor.zeros(3),
                                                        null,
                                                        null,
                                                        EPS)));
    }

    private static Tensor byBatch(Tensor x, @Nullable Tensor weight, @Nullable Tensor bias) {
        return x.batchNorm(null, null, weight, bias, 0.1, EPS);
    }

    private static List<RowBuilder> ofItems() {
        return List.of(
                OpRow.of("groupNorm", ChannelNormRows::byGroups)
                        .operands(ANY, ANY, ANY)
                        .known(null, "F.group_norm")
                        .types(FLOATING)
                        .tolerance(NORMS)
                        .records("NormOp")
                        .refuses(
                                "groupNorm: the channels are not divisible into 2 groups: [2, 3]",
                                () -> Tensor.zeros(2, 3).groupNorm(2, null, null, EPS))
                        .refuses(
                                "groupNorm: groups must be positive, not 0",
                                () -> Tensor.zeros(2, 3).groupNorm(0, null, null, EPS))
                        .refuses(
                                "groupNorm: takes floating-point numbers",
                                () ->
                                        Tensor.zeros(2, 3)
                                                .to(DType.I64)
                                                .groupNorm(1, null, null, EPS)),
                OpRow.of("instanceNorm", ChannelNormRows::byInstance)
                        .operands(ANY, ANY, ANY)
                        .known(null, "F.instance_norm")
                        .types(FLOATING)
                        .tolerance(NORMS)
                        .records("NormOp")
                        .refuses(
                                "instanceNorm: takes (N, C, ...) with more than one element for"
                                        + " each channel of an item: [2, 3, 1]",
                                () -> Tensor.zeros(2, 3, 1).instanceNorm(null, null, EPS)));
    }

    /** Few enough elements for differences; a channel has several. */
    private static Shape shape(RandomCall draw, long channels) {
        Shape shape = Shape.of(2L + draw.below(2), channels);
        for (int axes = draw.below(3); axes > 0; axes--) {
            shape = shape.insert(shape.rank(), 1L + draw.below(3));
        }
        return shape;
    }

    /** Where weight and bias stand among the operands; -1 for none. */
    private record Parameters(int weight, int bias) {
        static Parameters draw(RandomCall draw, List<Tensor> operands, long channels) {
            int weight = draw.below(4) == 0 ? -1 : operands.size();
            if (weight >= 0) {
                operands.add(draw.operand(weight, Shape.of(channels)));
            }
            // The bias has the place behind the weight's, so that the operands stay in their order.
            int bias = weight < 0 || draw.coin() ? -1 : operands.size();
            if (bias >= 0) {
                operands.add(draw.operand(bias, Shape.of(channels)));
            }
            return new Parameters(weight, bias);
        }

        @Nullable Tensor weight(Tensor... t) {
            return weight < 0 ? null : t[weight];
        }

        @Nullable Tensor bias(Tensor... t) {
            return bias < 0 ? null : t[bias];
        }

        double of(double normal, int channel, NdArray... x) {
            double scaled = weight < 0 ? normal : normal * x[weight].get(channel);
            return bias < 0 ? scaled : scaled + x[bias].get(channel);
        }
    }

    private static Call byBatch(RandomCall draw) {
        long channels = 1L + draw.below(3);
        Shape shape = shape(draw, channels);
        List<Tensor> operands = new ArrayList<>();
        operands.add(draw.operand(0, shape));
        Parameters parameters = Parameters.draw(draw, operands, channels);
        boolean[] isAveraged = new boolean[shape.rank()];
        Arrays.fill(isAveraged, true);
        isAveraged[1] = false;
        return new Call(
                operands,
                t -> byBatch(t[0], parameters.weight(t), parameters.bias(t)),
                x ->
                        NdArray.generate(
                                shape,
                                at -> {
                                    double[] others = x[0].along(isAveraged, at);
                                    double normal = normal(x[0].get(at), others);
                                    return parameters.of(normal, (int) at[1], x);
                                }));
    }

    private static double normal(double value, double... others) {
        double mean = Arrays.stream(others).average().orElseThrow();
        double variance =
                Arrays.stream(others).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        return (value - mean) / Math.sqrt(variance + EPS);
    }

    private static Call byThePast(RandomCall draw) {
        long channels = draw.below(4);
        Shape shape = shape(draw, channels);
        List<Tensor> operands = new ArrayList<>();
        operands.add(draw.operand(0, shape));
        operands.add(draw.operand(1, Shape.of(channels)));
        operands.add(draw.operand(2, Shape.of(channels)));
        Parameters parameters = Parameters.draw(draw, operands, channels);
        return new Call(
                operands,
                t -> t[0].batchNorm(t[1], t[2], parameters.weight(t), parameters.bias(t), EPS),
                x ->
                        NdArray.generate(
                                shape,
                                at -> {
                                    int channel = (int) at[1];
                                    double normal =
                                            (x[0].get(at) - x[1].get(channel))
                                                    / Math.sqrt(x[2].get(channel) + EPS);
                                    return parameters.of(normal, channel, x);
                                }));
    }

    private static Call byGroups(RandomCall draw) {
        long groups = 1L + draw.below(2);
        long each = 1L + draw.below(2);
        Shape shape = shape(draw, groups * each);
        return ofItems(draw, shape, groups, false);
    }

    private static Call byInstance(RandomCall draw) {
        long channels = 1L + draw.below(3);
        Shape shape = Shape.of(draw.below(3), channels, 2L + draw.below(3));
        return ofItems(draw, draw.coin() ? shape : shape.insert(2, 2), channels, true);
    }

    private static Call ofItems(RandomCall draw, Shape shape, long groups, boolean isInstance) {
        List<Tensor> operands = new ArrayList<>();
        operands.add(draw.operand(0, shape));
        Parameters parameters = Parameters.draw(draw, operands, shape.dim(1));
        long each = shape.dim(1) / groups;
        return new Call(
                operands,
                t ->
                        isInstance
                                ? t[0].instanceNorm(parameters.weight(t), parameters.bias(t), EPS)
                                : t[0].groupNorm(
                                        groups, parameters.weight(t), parameters.bias(t), EPS),
                x ->
                        NdArray.generate(
                                shape,
                                at -> {
                                    double normal = normal(x[0].get(at), group(x[0], each, at));
                                    return parameters.of(normal, (int) at[1], x);
                                }));
    }

    /** The elements of an item whose channels are in the group of this one. */
    private static double[] group(NdArray x, long each, long... at) {
        boolean[] isAveraged = new boolean[x.shape().rank()];
        Arrays.fill(isAveraged, 2, isAveraged.length, true);
        List<Double> elements = new ArrayList<>();
        long first = at[1] / each * each;
        for (long channel = first; channel < first + each; channel++) {
            long[] one = at.clone();
            one[1] = channel;
            for (double value : x.along(isAveraged, one)) {
                elements.add(value);
            }
        }
        return elements.stream().mapToDouble(v -> v).toArray();
    }
}
