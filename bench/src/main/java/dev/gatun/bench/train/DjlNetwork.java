package dev.gatun.bench.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.pytorch.engine.PtGradientCollector;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.gatun.bench.ops.DjlEngine;
import dev.gatun.optim.AdamOptions;
import dev.gatun.optim.AdamW;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** The network of {@link SmallNetwork} by PyTorch, called through DJL, with DJL's own AdamW. */
final class DjlNetwork implements Training {
    private final NDManager manager;
    private final NDArray x;
    private final NDArray labels;
    private final List<NDArray> parameters;
    private final Loss crossEntropy = Loss.softmaxCrossEntropyLoss();
    private final Optimizer optimizer;

    private DjlNetwork(NDManager manager, SmallNetwork from) {
        this.manager = manager;
        x = array(from.x());
        labels = manager.create(from.labels().toLongArray());
        parameters = from.parameters().stream().map(this::array).toList();
        parameters.forEach(parameter -> parameter.setRequiresGradient(true));
        AdamOptions like = AdamW.options();
        optimizer =
                Optimizer.adamW()
                        .optLearningRateTracker(Tracker.fixed((float) from.rate()))
                        .optBeta1((float) like.beta1())
                        .optBeta2((float) like.beta2())
                        .optEpsilon((float) like.eps())
                        .optWeightDecays((float) like.weightDecay())
                        .build();
    }

    /** A network with the same batch and parameters; empty if PyTorch's libraries are missing. */
    static Optional<Training> like(SmallNetwork network) {
        return DjlEngine.manager().map(manager -> new DjlNetwork(manager, network));
    }

    private NDArray array(Tensor from) {
        return manager.create(from.toFloatArray(), new Shape(from.shape().dims()));
    }

    @Override
    public String name() {
        return "PyTorch";
    }

    @Override
    public void threads(int count) {
        JniUtils.setNumThreads(count);
    }

    private NDArray loss() {
        NDArray hidden = Activation.relu(x.matMul(parameters.get(0)).add(parameters.get(1)));
        NDArray scores = hidden.matMul(parameters.get(2)).add(parameters.get(3));
        return crossEntropy.evaluate(new NDList(labels), new NDList(scores));
    }

    @Override
    public void forward() {
        try (NDScope _ = new NDScope();
                PtGradientCollector _ = new PtGradientCollector()) {
            loss();
        }
    }

    @Override
    public void gradients() {
        lossWithGradients();
        // DJL's AdamW sets the gradients to 0.
        for (NDArray parameter : parameters) {
            try (NDArray gradient = parameter.getGradient()) {
                gradient.subi(gradient);
            }
        }
    }

    private double lossWithGradients() {
        try (NDScope _ = new NDScope();
                PtGradientCollector collector = new PtGradientCollector()) {
            NDArray loss = loss();
            collector.backward(loss);
            return loss.getFloat();
        }
    }

    @Override
    public double step() {
        double loss = lossWithGradients();
        for (int i = 0; i < parameters.size(); i++) {
            NDArray parameter = parameters.get(i);
            try (NDArray gradient = parameter.getGradient()) {
                optimizer.update("parameter " + i, parameter, gradient);
            }
        }
        return loss;
    }

    @Override
    public void close() {
        manager.close();
    }
}
