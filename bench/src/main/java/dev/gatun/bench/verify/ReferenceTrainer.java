package dev.gatun.bench.verify;

import dev.gatun.optim.AdamOptions;
import dev.gatun.optim.AdamW;
import dev.gatun.reference.Optimizer;
import dev.gatun.reference.Value;
import java.util.List;

/** By the reference. */
final class ReferenceTrainer implements Trainer {
    private final Algebra<Value> on = new ReferenceAlgebra();
    private final Network network;
    private final List<Value> parameters;
    private final Optimizer optimizer;

    ReferenceTrainer(Network network) {
        this.network = network;
        parameters =
                network.parameters().stream()
                        .map(each -> on.parameter(each.shape(), each.start().clone()))
                        .toList();
        optimizer = new Optimizer(parameters.toArray(Value[]::new));
    }

    @Override
    public Step step() {
        long start = System.nanoTime();
        optimizer.zeroGrad();
        Value loss = network.loss(on, parameters);
        on.backward(loss);
        long half = System.nanoTime();
        List<double[]> gradients =
                parameters.stream().map(each -> on.gradient(each).clone()).toList();
        long update = System.nanoTime();
        switch (network.descent()) {
            case SGD -> optimizer.sgd(network.rate());
            case ADAM_W -> {
                AdamOptions like = AdamW.options();
                optimizer.adamW(
                        network.rate(), like.beta1(), like.beta2(), like.eps(), like.weightDecay());
            }
        }
        return new Step(loss.item(), gradients, half - start + System.nanoTime() - update);
    }

    @Override
    public void close() {}
}
