package dev.gatun.bench.train;

import dev.gatun.memory.Scope;
import dev.gatun.optim.AdamW;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Two layers with ReLU between them, cross-entropy and AdamW, on one batch of random rows. */
public final class SmallNetwork extends GatunTraining {
    private static final long SEED = 20261122;

    private final Scope scope = Scope.open("network");
    private final double rate;
    private final Tensor x;
    private final Tensor labels;
    private final Tensor weight1;
    private final Tensor bias1;
    private final Tensor weight2;
    private final Tensor bias2;
    private final List<Tensor> parameters;
    private final AdamW optimizer;

    /**
     * Makes a network with these numbers of inputs, hidden units and classes and this batch size,
     * trained by AdamW at this rate.
     */
    public SmallNetwork(long inputs, long units, long classes, long batch, double rate) {
        this.rate = rate;
        Generator generator = new Generator(SEED);
        x = uniform(generator, 1, batch, inputs);
        labels = Tensor.randint(0, classes, Shape.of(batch), DType.I64, generator);
        weight1 = uniform(generator, inputs, inputs, units).requiresGrad_(true);
        bias1 = uniform(generator, inputs, units).requiresGrad_(true);
        weight2 = uniform(generator, units, units, classes).requiresGrad_(true);
        bias2 = uniform(generator, units, classes).requiresGrad_(true);
        parameters = List.of(weight1, bias1, weight2, bias2);
        optimizer = new AdamW(parameters, rate);
    }

    /** Uniform in [-b, b), where b is 1 over the square root of the number of inputs of a unit. */
    private static Tensor uniform(Generator generator, long fanIn, long... shape) {
        Tensor shares = Tensor.rand(Shape.of(shape), DType.F32, generator);
        return shares.add_(-0.5).mul_(2 / Math.sqrt((double) fanIn));
    }

    @Override
    Optional<Training> peer() {
        return DjlNetwork.like(this);
    }

    /** The batch: rows by inputs. */
    Tensor x() {
        return x;
    }

    /** A class for each row. */
    Tensor labels() {
        return labels;
    }

    /** The rate of AdamW. */
    double rate() {
        return rate;
    }

    /** Weights and biases, layer by layer. */
    List<Tensor> parameters() {
        return parameters;
    }

    @Override
    Tensor loss() {
        Tensor hidden = x.matmul(weight1).add(bias1).relu();
        return hidden.matmul(weight2).add(bias2).crossEntropy(labels);
    }

    @Override
    void zeroGrad() {
        optimizer.zeroGrad();
    }

    @Override
    void update() {
        optimizer.step();
    }

    /** The optimizer. */
    AdamW optimizer() {
        return optimizer;
    }

    @Override
    public void close() {
        scope.close();
    }
}
