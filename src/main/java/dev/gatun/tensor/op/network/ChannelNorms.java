package dev.gatun.tensor.op.network;

import static dev.gatun.expr.Expr.arg;
import static dev.gatun.expr.Expr.scalar;

import dev.gatun.kernel.reduce.Reduction;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.internal.TensorRefusals;
import dev.gatun.tensor.tape.RecordedDraws;
import dev.gatun.tensor.tape.Tape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Norms of tensors (N, C, ...) with a weight and a bias for each of C channels. */
public final class ChannelNorms {
    /** The statistics of the past and of this batch, by their shares. */
    private static final Formula MOVED =
            Formula.of(
                            arg(0).add(arg(2).sub(arg(0)).mul(scalar(0))),
                            arg(1).add(arg(3).mul(scalar(1)).sub(arg(1)).mul(scalar(0))))
                    .named("batchNorm");

    private static final Formula AFFINE =
            Formula.of(arg(0).mul(arg(1)).add(arg(2))).named("affine");

    private final String name;
    private final Tensor x;
    private final @Nullable Tensor weight;
    private final @Nullable Tensor bias;
    private final double eps;

    private ChannelNorms(
            String name, Tensor x, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        this.name = name;
        Checks.floating(name, x);
        if (x.rank() < 2) {
            throw new ShapeException(
                    name, "takes (N, C, ...)", x.rank() + " axes < 2", "", x.shape());
        }
        if (!(eps >= 0)) {
            throw TensorRefusals.argument(name, "eps must not be negative", eps);
        }
        this.x = x;
        this.weight = weight == null ? null : channels("weight", weight);
        this.bias = bias == null ? null : channels("bias", bias);
        this.eps = eps;
    }

    /** A number for each channel as (1, C, 1, ...), of the type of the result. */
    private Tensor channels(String what, Tensor given) {
        Checks.floating(name, given);
        if (!given.shape().equals(Shape.of(x.size(1)))) {
            throw new ShapeException(
                    name,
                    what + " must have one number for each channel",
                    "",
                    "axis 1 has them",
                    x.shape(),
                    given.shape());
        }
        return given.to(x.dtype().computeType()).reshape(perChannel().dims());
    }

    /** (1, C, 1, ...). */
    private Shape perChannel() {
        return Shape.along(1, x.rank(), x.size(1));
    }

    /** By the statistics of the batch; those of the past, if there are any, follow them. */
    public static Tensor batchNorm(
            Tensor x,
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVariance,
            @Nullable Tensor weight,
            @Nullable Tensor bias,
            double momentum,
            double eps) {
        ChannelNorms norm = new ChannelNorms("batchNorm", x, weight, bias, eps);
        return norm.byBatch(runningMean, runningVariance, momentum);
    }

    /** By statistics of the past. */
    public static Tensor batchNorm(
            Tensor x,
            Tensor mean,
            Tensor variance,
            @Nullable Tensor weight,
            @Nullable Tensor bias,
            double eps) {
        ChannelNorms norm = new ChannelNorms("batchNorm", x, weight, bias, eps);
        Tensor means = norm.channels("the running mean", mean);
        Tensor variances = norm.channels("the running variance", variance);
        return norm.by(means, variances);
    }

    private Tensor by(Tensor mean, Tensor variance) {
        Tensor rstd = variance.add(eps).rsqrt();
        return BatchNormOp.scaled(x, mean, weight == null ? rstd : rstd.mul(weight), bias);
    }

    private Tensor byBatch(
            @Nullable Tensor runningMean, @Nullable Tensor runningVariance, double momentum) {
        checkRunning(runningMean, runningVariance);
        Shape shape = perChannel();
        DType type = x.dtype().computeType();
        if (x.numel() == 0) { // which has no statistics; what stood before stays
            return by(Tensor.zeros(shape, type), Tensor.ones(shape, type));
        }
        long count = x.numel() / x.size(1);
        if (count == 1) {
            throw new ShapeException(name, "one element of a channel has no variance", x.shape());
        }
        Tensor mean = Internals.unwritten(shape, type);
        Tensor variance = Internals.unwritten(shape, type);
        try (Hold _ = Hold.on(x, mean, variance)) {
            Reduction.meanAndVariance(
                    Internals.operand(x),
                    Internals.operand(mean),
                    Internals.operand(variance),
                    0,
                    BatchNormOp.others(x.rank()));
        }
        List<Tensor> inputs = new ArrayList<>(List.of(x, mean, variance));
        if (weight != null) {
            inputs.add(weight);
        }
        if (bias != null) {
            inputs.add(bias);
        }
        BatchNormOp op = new BatchNormOp(weight != null, bias != null, eps);
        Tensor y = op.apply(inputs.toArray(Tensor[]::new));
        if (runningMean != null && runningVariance != null && !isAgain()) {
            double unbiased = count / (count - 1.0);
            MOVED.into(
                    List.of(runningMean, runningVariance),
                    new double[] {momentum, unbiased},
                    runningMean,
                    runningVariance,
                    mean.reshape(x.size(1)).to(runningMean.dtype()),
                    variance.reshape(x.size(1)).to(runningVariance.dtype()));
        }
        return y;
    }

    /** Whether a checkpoint runs its block again, which has been counted. */
    private static boolean isAgain() {
        RecordedDraws block = Tape.current().draws();
        return block != null && block.isAgain();
    }

    private void checkRunning(@Nullable Tensor mean, @Nullable Tensor variance) {
        if ((mean == null) != (variance == null)) {
            throw new IllegalArgumentException(
                    name + ": takes a running mean and a running variance, or neither");
        }
        for (Tensor each : new @Nullable Tensor[] {mean, variance}) {
            if (each != null) {
                channels("a running statistic", each);
                Checks.writable(name, each);
                if (each.requiresGrad()) {
                    throw TensorRefusals.state(
                            name,
                            each,
                            "is a running statistic and requires a gradient; give its detach()");
                }
            }
        }
    }

    /** By the statistics of groups of channels of one item. */
    public static Tensor groupNorm(
            Tensor x, long groups, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        Checks.positive("groupNorm", "groups", groups);
        ChannelNorms norm = new ChannelNorms("groupNorm", x, weight, bias, eps);
        if (x.size(1) % groups != 0) {
            throw new ShapeException(
                    "groupNorm",
                    "the channels are not divisible into " + groups + " groups",
                    x.shape());
        }
        return norm.byGroups(groups);
    }

    /** By the statistics of each channel of one item. */
    public static Tensor instanceNorm(
            Tensor x, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        ChannelNorms norm = new ChannelNorms("instanceNorm", x, weight, bias, eps);
        long elements = 1; // of a channel of an item, also where there is no item
        for (int axis = 2; axis < x.rank(); axis++) {
            elements *= x.size(axis);
        }
        if (elements == 1) {
            throw new ShapeException(
                    "instanceNorm",
                    "takes (N, C, ...) with more than one element for each channel of an item",
                    x.shape());
        }
        return norm.byGroups(Math.max(x.size(1), 1));
    }

    private Tensor byGroups(long groups) {
        long items = x.size(0) * groups;
        Tensor rows = x.reshape(x.size(0), groups, items == 0 ? 0 : x.numel() / items);
        Tensor normal = rows.layerNorm(null, null, eps).reshape(x.shape().dims());
        if (weight != null && bias != null) {
            return AFFINE.apply(normal, weight, bias);
        }
        Tensor scaled = weight == null ? normal : normal.mul(weight);
        return bias == null ? scaled : scaled.add(bias);
    }
}
