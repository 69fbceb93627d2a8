package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.op.network.ChannelNorms;
import dev.gatun.tensor.op.network.EmbeddingOp;
import dev.gatun.tensor.op.network.Gates;
import dev.gatun.tensor.op.network.Noise;
import dev.gatun.tensor.op.network.RotaryOp;
import org.jspecify.annotations.Nullable;

/**
 * Methods of {@link Tensor} that neural networks are made of, beside {@link Rows} and {@link
 * Windows}. They take floating-point numbers; BF16 and F16 give F32.
 */
public sealed interface Networks permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * The rows of this table (n, d) at indices of any shape (...): (..., d), in the table's type.
     * PyTorch's {@code F.embedding(indices, table)}. In the gradient, equal indices add up.
     *
     * @param indices of I64 or I32, from 0 to n - 1
     * @throws dev.gatun.shape.ShapeException if this is no table
     * @throws IllegalArgumentException if an index is out of range, or no integer
     */
    default Tensor embedding(Tensor indices) {
        Nulls.refuse("embedding", "indices", indices);
        return EmbeddingOp.of(self(), indices);
    }

    /**
     * {@link #embedding(Tensor)} with a row that stands for nothing: its gradient is 0, so that
     * training leaves it as it is.
     *
     * @param paddingIndex the row; a negative one counts from the end
     * @throws dev.gatun.shape.ShapeException if this is no table
     * @throws IllegalArgumentException if an index is out of range, or no integer
     */
    default Tensor embedding(Tensor indices, long paddingIndex) {
        Nulls.refuse("embedding", "indices", indices);
        return EmbeddingOp.of(self(), indices, paddingIndex);
    }

    /** {@link #dropout(double, Generator)} by the standard generator. */
    default Tensor dropout(double p) {
        return dropout(p, Generator.standard());
    }

    /**
     * Each element 0 with probability p, and divided by {@code 1 - p} otherwise, so that its mean
     * stays (Srivastava et al. 2014). This is what training does; a network that is evaluated does
     * not call it. Which elements are 0 depends on the generator and their indices, not on the
     * number of threads; a {@linkplain Gradients#checkpoint checkpoint} drops the same ones again.
     * What is dropped is 0 even where it was infinite or NaN.
     *
     * @param p from 0 to 1
     * @throws IllegalArgumentException if p is no probability, or this tensor is of integers
     */
    default Tensor dropout(double p, Generator generator) {
        Nulls.refuse("dropout", "generator", generator);
        return Noise.dropout(self(), p, generator);
    }

    /**
     * {@code x} where positive, {@code slope * x} elsewhere, where each element draws its slope
     * from lower to upper (Xu et al. 2015). PyTorch's {@code F.rrelu} with {@code training=True}.
     *
     * @throws IllegalArgumentException if slopes are not finite or not in their order, or this
     *     tensor is of integers
     */
    default Tensor rrelu(double lower, double upper, Generator generator) {
        Nulls.refuse("rrelu", "generator", generator);
        return Noise.rrelu(self(), lower, upper, generator);
    }

    /**
     * {@link #rrelu(double, double, Generator)} when a network is evaluated: with the mean of the
     * slopes.
     *
     * @throws IllegalArgumentException as there
     */
    default Tensor rrelu(double lower, double upper) {
        return Noise.rrelu(self(), lower, upper);
    }

    /**
     * {@code a * sigmoid(b)} of the two halves a and b along an axis (Dauphin et al. 2016).
     *
     * @throws dev.gatun.shape.ShapeException if there is no such axis, or its size is odd
     * @throws IllegalArgumentException if this tensor is of integers
     */
    default Tensor glu(int axis) {
        return Gates.glu(self(), axis);
    }

    /**
     * {@code silu(a) * b} of the two halves a and b along an axis (Shazeer 2020).
     *
     * @throws dev.gatun.shape.ShapeException if there is no such axis, or its size is odd
     * @throws IllegalArgumentException if this tensor is of integers
     */
    default Tensor swiglu(int axis) {
        return Gates.swiglu(self(), axis);
    }

    /**
     * Normalizes each channel of (N, C, ...), axis 1, to mean 0 and variance 1 over all other axes,
     * then scales and shifts it (Ioffe and Szegedy 2015): PyTorch's {@code F.batch_norm} with
     * {@code training=True}. The running statistics, if there are any, move toward those of the
     * batch: {@code running + momentum * (batch - running)}, where the variance is the unbiased
     * one. They move once, also within a {@linkplain Gradients#checkpoint checkpoint}.
     *
     * @param runningMean one number for each channel, written in place; or null
     * @param runningVariance likewise; null if there is no running mean
     * @param weight one number for each channel, or null for 1
     * @param bias one number for each channel, or null for 0
     * @param momentum the share of the batch; usually 0.1
     * @param eps 0 or more, added to the variance; usually 1e-5
     * @throws dev.gatun.shape.ShapeException if there is no axis of channels, a channel has one
     *     element alone, or what is for each channel is of another size
     * @throws IllegalArgumentException if eps is negative, there is a running mean without a
     *     variance or the other way, or a tensor is not of a floating-point type
     * @throws IllegalStateException if a running statistic requires a gradient
     */
    default Tensor batchNorm(
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVariance,
            @Nullable Tensor weight,
            @Nullable Tensor bias,
            double momentum,
            double eps) {
        return ChannelNorms.batchNorm(
                self(), runningMean, runningVariance, weight, bias, momentum, eps);
    }

    /**
     * {@link #batchNorm(Tensor, Tensor, Tensor, Tensor, double, double)} when a network is
     * evaluated: by the statistics given, {@code (x - mean) / sqrt(variance + eps) * weight +
     * bias}.
     *
     * @throws dev.gatun.shape.ShapeException as there
     * @throws IllegalArgumentException as there
     */
    default Tensor batchNorm(
            Tensor mean,
            Tensor variance,
            @Nullable Tensor weight,
            @Nullable Tensor bias,
            double eps) {
        Nulls.refuse("batchNorm", "mean", mean);
        Nulls.refuse("batchNorm", "variance", variance);
        return ChannelNorms.batchNorm(self(), mean, variance, weight, bias, eps);
    }

    /**
     * Normalizes groups of consecutive channels of each item of (N, C, ...) to mean 0 and variance
     * 1, then scales and shifts each channel (Wu and He 2018).
     *
     * @param groups a divisor of the number of channels
     * @param weight one number for each channel, or null for 1
     * @param bias one number for each channel, or null for 0
     * @param eps 0 or more, added to the variance; usually 1e-5
     * @throws dev.gatun.shape.ShapeException if there is no axis of channels, groups do not divide
     *     it, or weight or bias is of another size
     * @throws IllegalArgumentException if eps is negative, there is no group, or a tensor is not of
     *     a floating-point type
     */
    default Tensor groupNorm(
            long groups, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        return ChannelNorms.groupNorm(self(), groups, weight, bias, eps);
    }

    /**
     * Normalizes each channel of each item of (N, C, ...) to mean 0 and variance 1, then scales and
     * shifts it (Ulyanov, Vedaldi and Lempitsky 2016): {@link #groupNorm} with a group for each
     * channel.
     *
     * @throws dev.gatun.shape.ShapeException if there are less than three axes, a channel of an
     *     item has one element alone, or weight or bias is of another size
     * @throws IllegalArgumentException as there
     */
    default Tensor instanceNorm(@Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        return ChannelNorms.instanceNorm(self(), weight, bias, eps);
    }

    /**
     * {@link #rotaryEmbedding(boolean, long, double, double, long)} of all elements, with the
     * paper's base of 10,000.
     *
     * @throws dev.gatun.shape.ShapeException as there
     * @throws IllegalArgumentException as there
     */
    default Tensor rotaryEmbedding(boolean isInterleaved, long offset) {
        Tensor x = self();
        return RotaryOp.of(x, isInterleaved, offset, 10_000, 1, x.rank() == 0 ? 0 : x.size(-1));
    }

    /**
     * Queries or keys (..., t, d) with their positions: pair i of the first r elements of vector t
     * is rotated by the angle {@code (offset + t) / scale * base^(-2i/r)}, so that products of two
     * vectors depend on the distance of their positions (Su et al. 2021). The other elements stay
     * as they are. Angles are computed in double.
     *
     * @param isInterleaved whether elements 2i and 2i + 1 are a pair, as in the paper and in
     *     Llama's own code; or else i and r/2 + i, as in GPT-NeoX and in Hugging Face's Llama
     * @param offset the position of the first vector; the number of keys cached before it
     * @param base usually 10,000; larger for longer contexts
     * @param scale what positions are divided by: 1, or more to interpolate between those of the
     *     training (Chen et al. 2023)
     * @param rotated r, an even number of elements from 0 to d
     * @throws dev.gatun.shape.ShapeException if there are no vectors, or r is not as above
     * @throws IllegalArgumentException if base or scale is not positive and finite, or this tensor
     *     is of integers
     */
    default Tensor rotaryEmbedding(
            boolean isInterleaved, long offset, double base, double scale, long rotated) {
        return RotaryOp.of(self(), isInterleaved, offset, base, scale, rotated);
    }
}
