package dev.gatun.bench.train;

import dev.gatun.Gatun;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import java.util.Optional;

/** The training of a network by Gatun: one batch, again and again. */
abstract class GatunTraining implements Training {
    /** The same batch and parameters by PyTorch; empty if its libraries are missing. */
    abstract Optional<Training> peer();

    /** The loss of the batch. */
    abstract Tensor loss();

    /** Clears the gradients of all parameters. */
    abstract void zeroGrad();

    /** Changes the parameters by their gradients. */
    abstract void update();

    @Override
    public String name() {
        return "Gatun";
    }

    @Override
    public void threads(int count) {
        Gatun.setThreads(count);
    }

    /** The loss, after the gradients of all parameters are computed anew. */
    final Tensor lossWithGradients() {
        zeroGrad();
        Tensor loss = loss();
        loss.backward();
        return loss;
    }

    @Override
    public final void forward() {
        try (Scope _ = Scope.open("forward")) {
            loss();
        }
    }

    @Override
    public final void gradients() {
        try (Scope _ = Scope.open("gradients")) {
            lossWithGradients();
        }
    }

    @Override
    public final double step() {
        try (Scope _ = Scope.open("step")) {
            Tensor loss = lossWithGradients();
            update();
            return loss.item();
        }
    }
}
