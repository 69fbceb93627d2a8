package dev.gatun.examples;

import dev.gatun.io.Checkpoint;
import dev.gatun.memory.Scope;
import dev.gatun.nn.Layer;
import dev.gatun.optim.Clipping;
import dev.gatun.optim.Optimizer;
import dev.gatun.optim.Schedule;
import dev.gatun.optim.Scheduler;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The training of a network on the characters of a text, which leaves checkpoints as it goes. */
final class CharTraining {
    private static final double MOST_NORM = 1;
    private static final double TEMPERATURE = 0.8;

    private final TextOptions options;
    private final CharText text;
    private final Layer network;
    private final Optimizer optimizer;
    private final Scheduler scheduler;
    private final Map<String, String> sizes;

    /**
     * A training.
     *
     * @param network numbers of characters (B, T) to scores (B, T, vocabulary)
     * @param sizes what checkpoints say of the network
     */
    CharTraining(
            TextOptions options,
            CharText text,
            Layer network,
            Map<String, String> sizes,
            Optimizer optimizer,
            Schedule schedule) {
        this.options = options;
        this.text = text;
        this.network = network;
        this.sizes = new TreeMap<>(sizes); // by name, so that equal checkpoints are equal files
        this.optimizer = optimizer;
        this.scheduler = new Scheduler(optimizer, schedule);
    }

    /**
     * Trains, judges, and writes.
     *
     * @param program names directory and picture
     * @param writer makes what gives the scores of what follows a text
     */
    void run(String program, String title, Supplier<UnaryOperator<Tensor>> writer) {
        try (Training training = new Training(options, program, options.steps(), "characters")) {
            training.start(network, optimizer, this::save, this::load);
            TrainingLog log = training.log();
            options.print(
                    "%,d characters of %d kinds, %,d weights; steps %d to %d"
                            .formatted(
                                    text.training().numel() + text.validation().numel(),
                                    text.vocabulary().size(),
                                    network.parameters().stream().mapToLong(Tensor::numel).sum(),
                                    log.made(),
                                    options.steps()));
            train(training);
            if (training.isStopped()) {
                return;
            }
            if (log.made() > 0) {
                options.print(log.summary());
                options.picture(program + ".svg", log.chart(title)::save);
            }
            network.eval();
            double loss = text.judge(network, options.context());
            options.print("loss on the text held out: %.4f".formatted(loss));
            text.continued(writer.get(), "\n", options.written(), TEMPERATURE)
                    .forEachRemaining(options::write);
            options.print("");
        }
    }

    /** A training as long as a log is, at one rate and without checkpoints. */
    static void brief(
            CharText text,
            Layer network,
            Optimizer optimizer,
            TrainingLog log,
            int batch,
            int context) {
        for (int i = 0; i < log.length(); i++) {
            try (Scope _ = Scope.open("step")) {
                Tensor loss = CharText.loss(network, text.batch(batch, context));
                optimizer.zeroGrad();
                loss.backward();
                optimizer.step();
                log.step(loss.item(), (long) batch * context);
            }
        }
    }

    private void train(Training training) {
        List<Tensor> parameters = network.parameters();
        while (training.hasNext()) {
            try (Scope _ = Scope.open("step")) {
                Tensor loss =
                        CharText.loss(network, text.batch(options.batch(), options.context()));
                optimizer.zeroGrad();
                loss.backward();
                Clipping.clipGradNorm(parameters, MOST_NORM);
                optimizer.step();
                scheduler.step();
                training.step(loss.item(), (long) options.batch() * options.context());
            }
        }
    }

    private Checkpoint save(Checkpoint now) {
        return now.with("characters", text.vocabulary().characters())
                .withValues("network", sizes)
                .withValues("schedule", scheduler.state());
    }

    private void load(Checkpoint at) {
        scheduler.load(at.values("schedule"));
    }
}
