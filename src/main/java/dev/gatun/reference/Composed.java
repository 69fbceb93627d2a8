package dev.gatun.reference;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Functions of neural networks, composed of the operations of {@link Value}, whose gradients follow
 * from those of the operations.
 */
public final class Composed {
    /**
     * How the losses of the rows are reduced: not at all, to their sum, or to their mean over the
     * rows that are not ignored.
     */
    public enum Reduction {
        NONE,
        SUM,
        MEAN
    }

    private Composed() {}

    /** x times the normal distribution function at x. */
    public static Value gelu(Value x) {
        Objects.requireNonNull(x, "gelu: x is null");
        return x.mul(0.5).mul(x.mul(-Math.sqrt(0.5)).erfc());
    }

    /** GELU's approximation by tanh: x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))). */
    public static Value geluTanh(Value x) {
        Objects.requireNonNull(x, "geluTanh: x is null");
        Value inner = x.add(x.pow(3).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
        return x.mul(0.5).mul(inner.tanh().add(1));
    }

    /** e^x over its sum along an axis. */
    public static Value softmax(Value x, int axis) {
        Objects.requireNonNull(x, "softmax: x is null");
        Value exp = shifted(x, axis).exp();
        return exp.div(exp.sum(true, axis));
    }

    /** The logarithm of {@link #softmax}. */
    public static Value logSoftmax(Value x, int axis) {
        Objects.requireNonNull(x, "logSoftmax: x is null");
        Value shifted = shifted(x, axis);
        return shifted.sub(shifted.exp().sum(true, axis).log());
    }

    /**
     * x minus its maximum along the axis, as a constant, so that no exponential overflows; softmax
     * does not depend on it.
     */
    private static Value shifted(Value x, int axis) {
        return x.sub(x.max(true, axis).detach());
    }

    /**
     * Cross-entropy of rows of logits (the last axis) with one class each. A row whose class is
     * {@code ignoreIndex} has no loss; {@code smoothing} is the share of each target that is
     * distributed evenly over all classes.
     */
    public static Value crossEntropy(
            Value logits, int[] labels, int ignoreIndex, double smoothing, Reduction reduction) {
        Objects.requireNonNull(logits, "crossEntropy: logits is null");
        Objects.requireNonNull(labels, "crossEntropy: labels is null");
        Objects.requireNonNull(reduction, "crossEntropy: reduction is null");
        int[] classes = labels.clone();
        int[] shape = logits.shape();
        int count = shape[shape.length - 1];
        double[] target = new double[classes.length * count];
        for (int row = 0; row < classes.length; row++) {
            if (classes[row] != ignoreIndex) {
                Index.require(classes[row] >= 0 && classes[row] < count, "no such class");
                Arrays.fill(target, row * count, (row + 1) * count, smoothing / count);
                target[row * count + classes[row]] += 1 - smoothing;
            }
        }
        return crossEntropy(logits, Value.of(shape, target), reduction);
    }

    /** As above with a target distribution for each row; one that is all 0 is ignored. */
    public static Value crossEntropy(Value logits, Value target, Reduction reduction) {
        Objects.requireNonNull(logits, "crossEntropy: logits is null");
        Objects.requireNonNull(target, "crossEntropy: target is null");
        Objects.requireNonNull(reduction, "crossEntropy: reduction is null");
        // A class with target 0 adds nothing, even if its logit is -inf.
        Value none = target.map(t -> t == 0 ? 1 : 0, (t, y) -> 0);
        Value terms = logSoftmax(logits, -1).maskedFill(none, 0).mul(target);
        Value losses = terms.sum(false, -1).neg();
        DoubleStream rows = Arrays.stream(target.sum(false, -1).data()).filter(sum -> sum != 0);
        return switch (reduction) {
            case NONE -> losses;
            case SUM -> losses.sum(false);
            case MEAN -> losses.sum(false).div(Value.scalar((double) rows.count()));
        };
    }

    /** (x - mean) / sqrt(biased variance + eps) * weight + bias over weight's trailing axes. */
    public static Value layerNorm(Value x, Value weight, Value bias, double eps) {
        Objects.requireNonNull(x, "layerNorm: x is null");
        Objects.requireNonNull(weight, "layerNorm: weight is null");
        Objects.requireNonNull(bias, "layerNorm: bias is null");
        int[] axes = trailing(weight);
        Value centred = x.sub(x.mean(true, axes));
        Value variance = centred.mul(centred).mean(true, axes);
        return centred.div(variance.add(eps).sqrt()).mul(weight).add(bias);
    }

    /** x / sqrt(mean of x^2 + eps) * weight over weight's trailing axes. */
    public static Value rmsNorm(Value x, Value weight, double eps) {
        Objects.requireNonNull(x, "rmsNorm: x is null");
        Objects.requireNonNull(weight, "rmsNorm: weight is null");
        return x.div(x.mul(x).mean(true, trailing(weight)).add(eps).sqrt()).mul(weight);
    }

    private static int[] trailing(Value weight) {
        return IntStream.range(-weight.shape().length, 0).toArray();
    }
}
