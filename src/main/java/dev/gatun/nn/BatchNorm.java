package dev.gatun.nn;

import dev.gatun.checks.Ranges;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Tensor;

/**
 * What the batch norms share: in training by the statistics of the batch, which move the running
 * ones; in evaluation by the running ones. {@link Tensor#batchNorm(Tensor, Tensor, Tensor, Tensor,
 * double, double)}.
 */
public abstract sealed class BatchNorm extends Layer permits BatchNorm1d, BatchNorm2d {
    private final Parameter weight;
    private final Parameter bias;
    private final Buffer runningMean;
    private final Buffer runningVariance;
    private final Buffer batches;
    private final double eps;
    private final double momentum;
    private final int ranks;

    /**
     * A batch norm.
     *
     * @param ranks a bit for each number of axes that is taken
     */
    BatchNorm(long channels, double eps, double momentum, int ranks) {
        Ranges.positive("BatchNorm", "channels", channels);
        this.eps = Ranges.notNegative("BatchNorm", "eps", eps);
        this.momentum = Ranges.fraction("BatchNorm", "momentum", momentum);
        this.ranks = ranks;
        weight = parameter("weight", Tensor.ones(channels));
        bias = parameter("bias", Tensor.zeros(channels));
        runningMean = buffer("running_mean", Tensor.zeros(channels));
        runningVariance = buffer("running_var", Tensor.ones(channels));
        batches = buffer("num_batches_tracked", Tensor.scalar(0L));
    }

    @Override
    protected final Tensor forward(Tensor x) { // (N, C, ...)
        if ((ranks >> x.rank() & 1) == 0) {
            throw new ShapeException(
                    typeName(), "%s are not the axes it takes".formatted(x.shape()));
        }
        Tensor mean = runningMean.tensor();
        Tensor variance = runningVariance.tensor();
        if (!isTraining()) {
            return x.batchNorm(mean, variance, weight.tensor(), bias.tensor(), eps);
        }
        batches.tensor().add_(1);
        return x.batchNorm(mean, variance, weight.tensor(), bias.tensor(), momentum, eps);
    }

    @Override
    protected final String options() {
        return "%d, eps=%s, momentum=%s, affine=True, track_running_stats=True"
                .formatted(weight.tensor().size(0), Sizes.print(eps), Sizes.print(momentum));
    }
}
