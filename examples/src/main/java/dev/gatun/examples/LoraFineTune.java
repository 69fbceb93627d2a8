package dev.gatun.examples;

import dev.gatun.memory.Scope;
import dev.gatun.nn.LoRA;
import dev.gatun.nn.attention.Gpt2;
import dev.gatun.nn.attention.Gpt2Config;
import dev.gatun.optim.AdamW;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A network that has learned one text learns another with most of its weights frozen: beside each
 * matrix stands a product of two thin ones, which is trained, and at the end added to it (Hu and
 * others 2021).
 */
@Command(
        name = "LoraFineTune",
        mixinStandardHelpOptions = true,
        description = "Learns sonnets; adapts to plain sentences by matrices of low rank; merges.")
final class LoraFineTune implements Runnable {
    private static final int CONTEXT = 32;
    private static final int BATCH = 16;
    private static final int WRITTEN = 150;

    @Mixin private TrainingOptions options = new TrainingOptions();

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "600",
            description = "steps of training on each text (${DEFAULT-VALUE})")
    private int steps;

    @Option(
            names = "--width",
            paramLabel = "N",
            defaultValue = "64",
            description = "elements of a state (${DEFAULT-VALUE})")
    private int width;

    @Option(
            names = "--rank",
            paramLabel = "N",
            defaultValue = "4",
            description = "rank of what is added (${DEFAULT-VALUE})")
    private int rank;

    public static void main(String[] args) {
        RunOptions.run(new LoraFineTune(), args);
    }

    @Override
    public void run() {
        options.seed();
        try (Scope _ = Scope.open("model");
                Training training = new Training(options, "lora-fine-tune", steps, "characters")) {
            CharText sonnets = CharText.of(null);
            CharText sentences = CharText.of(sonnets.vocabulary(), CosineSimilarity.text());
            Gpt2 model = new Gpt2(Gpt2Config.of(sonnets.vocabulary().size(), CONTEXT, width, 2, 2));
            train(training, model, sonnets, 3e-3);
            if (training.isStopped()) {
                return;
            }
            options.print("first: " + training.log().summary());
            double before = sentences.judge(model, CONTEXT);

            model.freeze();
            long all = count(model.parameters());
            var adapters =
                    LoRA.attach(model, rank, 2.0 * rank, 0, (path, _) -> path.contains(".h."));
            long trained = adapters.values().stream().mapToLong(a -> count(a.parameters())).sum();
            options.print("%d numbers are trained beside %d frozen ones".formatted(trained, all));
            train(training, model, sentences, 1e-2);
            if (training.isStopped()) {
                return;
            }
            TrainingLog log = training.log();
            options.print("adapted: " + log.summary());
            double adapted = sentences.judge(model, CONTEXT);
            options.print(
                    "loss on the sentences: %.3f before, %.3f adapted".formatted(before, adapted));
            merge(model, sentences, adapters.values());
            options.write("it writes: ");
            sentences
                    .continued(new Continuation(model), "\n", WRITTEN, 0.7)
                    .forEachRemaining(options::write);
            options.print("");
            options.picture("lora-fine-tune.svg", log.chart("Adaptation by low rank")::save);
        }
    }

    private static void train(Training training, Gpt2 model, CharText text, double rate) {
        List<Tensor> trained = model.parameters().stream().filter(Tensor::requiresGrad).toList();
        AdamW optimizer = new AdamW(trained, rate);
        training.start(model, optimizer);
        while (training.hasNext()) {
            try (Scope _ = Scope.open("step")) {
                Tensor loss = CharText.loss(model, text.batch(BATCH, CONTEXT));
                optimizer.zeroGrad();
                loss.backward();
                optimizer.step();
                training.step(loss.item(), (long) BATCH * CONTEXT);
            }
        }
    }

    private void merge(Gpt2 model, CharText text, Iterable<LoRA> adapters) {
        try (Scope _ = Scope.open("merge");
                GradientMode _ = Gradients.noGrad()) {
            Tensor inputs = text.batch(BATCH, CONTEXT).x();
            Tensor apart = model.apply(inputs);
            adapters.forEach(LoRA::merge);
            double difference = model.apply(inputs).sub(apart).abs().max().item();
            options.print("merged, scores differ by at most %.1e".formatted(difference));
        }
    }

    private static long count(List<Tensor> tensors) {
        return tensors.stream().mapToLong(Tensor::numel).sum();
    }
}
