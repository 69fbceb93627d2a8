package dev.gatun.nn.attention;

import dev.gatun.SteadyProcess;
import dev.gatun.memory.Scope;
import dev.gatun.optim.AdamW;
import dev.gatun.optim.Clipping;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.io.IOException;
import java.util.List;

/** Trains a small GPT, and says what the process held after a tenth of the steps and at the end. */
final class SteadyGptMain {
    private SteadyGptMain() {}

    /** Takes the number of steps, layers, heads, width, context and batch. */
    public static void main(String[] arguments) throws IOException {
        int[] sizes = List.of(arguments).stream().mapToInt(Integer::parseInt).toArray();
        int steps = sizes[0];
        Generator generator = new Generator(20261127);
        try (Scope network = Scope.open("network")) {
            Gpt2 model = new Gpt2(Gpt2Config.of(65, sizes[4], sizes[3], sizes[1], sizes[2]));
            AdamW optimizer = new AdamW(model.parameters(), 1e-3);
            for (int i = 0; i < steps; i++) {
                step(model, optimizer, generator, Shape.of(sizes[5], sizes[4]));
                if (i == steps / 10 || i == steps - 1) {
                    System.out.println(SteadyProcess.held(network));
                }
            }
        }
    }

    private static void step(Gpt2 model, AdamW optimizer, Generator generator, Shape shape) {
        try (Scope _ = Scope.open("step")) {
            Tensor tokens = Tensor.randint(0, 65, shape, DType.I64, generator);
            optimizer.zeroGrad();
            model.apply(tokens).flatten(0, 1).crossEntropy(tokens.flatten()).backward();
            Clipping.clipGradNorm(model.parameters(), 1);
            optimizer.step();
        }
    }
}
