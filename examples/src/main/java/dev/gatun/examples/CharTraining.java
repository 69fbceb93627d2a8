package dev.gatun.examples;

import dev.gatun.io.Checkpoint;
import dev.gatun.io.Checkpoints;
import dev.gatun.memory.Scope;
import dev.gatun.nn.Layer;
import dev.gatun.optim.Clipping;
import dev.gatun.optim.Optimizer;
import dev.gatun.optim.Schedule;
import dev.gatun.optim.Scheduler;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The training of a network on the characters of a text. It leaves checkpoints of all that the next
 * step depends on, so that a training that is resumed has the bits of one that never stopped.
 */
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
        try (Interruption interruption = new Interruption()) {
            Checkpoints checkpoints = Checkpoints.in(options.save(program), 2);
            int first = options.isResumed() ? resume(checkpoints) : 0;
            options.print(
                    "%,d characters of %d kinds, %,d weights; steps %d to %d"
                            .formatted(
                                    text.training().numel() + text.validation().numel(),
                                    text.vocabulary().size(),
                                    network.parameters().stream().mapToLong(Tensor::numel).sum(),
                                    first,
                                    options.steps()));
            if (first < options.steps()) {
                try (TrainingLog log =
                        new TrainingLog(options, options.steps() - first, "characters")) {
                    int last = train(log, checkpoints, first, interruption);
                    if (interruption.isWanted()) {
                        options.print("stopped after %d steps; --resume goes on".formatted(last));
                        return;
                    }
                    options.print(log.summary());
                    options.picture(program + ".svg", log.chart(title)::save);
                }
            }
            network.eval();
            double loss = text.judge(network, options.context());
            options.print("loss on the text held out: %.4f".formatted(loss));
            text.continued(writer.get(), "\n", options.written(), TEMPERATURE)
                    .forEachRemaining(options::write);
            options.print("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    private int train(
            TrainingLog log, Checkpoints checkpoints, int first, Interruption interruption)
            throws IOException {
        List<Tensor> parameters = network.parameters();
        int step = first;
        boolean isStopped = false;
        while (step < options.steps() && !isStopped) {
            try (Scope _ = Scope.open("step")) {
                Tensor loss =
                        CharText.loss(network, text.batch(options.batch(), options.context()));
                optimizer.zeroGrad();
                loss.backward();
                Clipping.clipGradNorm(parameters, MOST_NORM);
                optimizer.step();
                scheduler.step();
                log.step(loss.item(), (long) options.batch() * options.context());
            }
            step++;
            isStopped = interruption.isWanted(); // once: whoever stops it finds a checkpoint
            if (options.isDue(step) || isStopped) {
                checkpoints.save(now(step));
            }
        }
        return step;
    }

    private Checkpoint now(int step) {
        return Checkpoint.at(step)
                .with("characters", text.vocabulary().characters())
                .withValues("network", sizes)
                .with("network", network.stateDict())
                .with("optimizer", optimizer.stateDict())
                .withValues("optimizer", optimizer.hyperparameters())
                .withValues("schedule", scheduler.state())
                .with("generator", Generator.standard().state());
    }

    private int resume(Checkpoints checkpoints) throws IOException {
        try (Scope _ = Scope.open("checkpoint")) {
            Optional<Checkpoint> newest = checkpoints.newest();
            if (newest.isEmpty()) {
                return 0;
            }
            Checkpoint at = newest.get();
            network.loadStateDict(at.tensors("network"));
            optimizer.loadStateDict(at.tensors("optimizer"), at.values("optimizer"));
            scheduler.load(at.values("schedule"));
            Generator.standard().restore(at.value("generator"));
            return (int) at.step();
        }
    }
}
