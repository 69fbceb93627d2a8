package dev.gatun.bench.train;

import dev.gatun.memory.Scope;
import dev.gatun.nn.Layer;
import dev.gatun.optim.AdamW;
import dev.gatun.optim.Clipping;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Layers with cross-entropy and AdamW, on one batch of random numbers. */
final class ModuleTraining extends GatunTraining {
    private static final long SEED = 20261127;

    private final Scope scope = Scope.open("network");
    private final TextNetwork settings;
    private final Layer network;
    private final List<Tensor> parameters;
    private final AdamW optimizer;
    private final Tensor numbers;
    private final Tensor next;

    ModuleTraining(TextNetwork settings, double rate) {
        this.settings = settings;
        Generator.standard().manualSeed(SEED);
        network = settings.network().get();
        parameters = network.parameters();
        optimizer = new AdamW(parameters, rate);
        numbers = numbers();
        next = numbers();
    }

    private Tensor numbers() {
        Shape shape = Shape.of(settings.batch(), settings.context());
        return Tensor.randint(0, settings.vocabulary(), shape, DType.I64, Generator.standard());
    }

    @Override
    Optional<Training> peer() {
        return Optional.empty();
    }

    @Override
    Tensor loss() {
        return network.apply(numbers).flatten(0, 1).crossEntropy(next.flatten());
    }

    @Override
    void zeroGrad() {
        optimizer.zeroGrad();
    }

    @Override
    void update() {
        if (Double.isFinite(settings.maxNorm())) {
            Clipping.clipGradNorm(parameters, settings.maxNorm());
        }
        optimizer.step();
    }

    @Override
    public void close() {
        scope.close();
    }
}
