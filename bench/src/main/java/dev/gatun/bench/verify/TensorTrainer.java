package dev.gatun.bench.verify;

import dev.gatun.memory.Scope;
import dev.gatun.optim.AdamW;
import dev.gatun.shape.DType;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/** By Gatun's tensors: parameters in a scope of their own, each step in another. */
final class TensorTrainer implements Trainer {
    private final Scope scope = Scope.open("parameters");
    private final Algebra<Tensor> on;
    private final Network network;
    private final List<Tensor> parameters;
    private final AdamW adamW;

    TensorTrainer(Network network, DType dtype) {
        this.network = network;
        on = new TensorAlgebra(dtype);
        parameters =
                network.parameters().stream()
                        .map(each -> on.parameter(each.shape(), each.start()))
                        .toList();
        adamW = new AdamW(parameters, network.rate());
    }

    @Override
    public Step step() {
        try (Scope _ = Scope.open("step")) {
            long start = System.nanoTime();
            parameters.forEach(Tensor::zeroGrad);
            Tensor loss = network.loss(on, parameters);
            on.backward(loss);
            long half = System.nanoTime();
            List<double[]> gradients = parameters.stream().map(on::gradient).toList();
            double value = loss.item();
            long update = System.nanoTime();
            descend();
            return new Step(value, gradients, half - start + System.nanoTime() - update);
        }
    }

    private void descend() {
        if (network.descent() == Network.Descent.ADAM_W) {
            adamW.step();
            return;
        }
        try (GradientMode _ = Gradients.noGrad()) {
            for (Tensor parameter : parameters) {
                Tensor gradient = Objects.requireNonNull(parameter.grad(), "no gradient");
                parameter.sub_(gradient.mul(network.rate()));
            }
        }
    }

    @Override
    public void close() {
        scope.close();
    }
}
