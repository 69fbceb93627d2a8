package dev.gatun.examples;

import dev.gatun.io.Checkpoint;
import dev.gatun.io.Checkpoints;
import dev.gatun.memory.Scope;
import dev.gatun.nn.Module;
import dev.gatun.optim.Optimizer;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A training that Ctrl-C stops and {@code --resume} goes on with. A checkpoint holds all that the
 * next step depends on but the data, which the program makes again from the same options; so a
 * training that is resumed has the bits of one that never stopped. What is trained anew afterwards
 * is a further phase, which begins with another {@link #start}.
 */
final class Training implements AutoCloseable {
    private static final int KEPT = 2;

    private final TrainingOptions options;
    private final int steps;
    private final String unit;
    private final Path directory;
    private final Checkpoints checkpoints;
    private final Interruption interruption = new Interruption();
    private final List<TrainingLog> logs = new ArrayList<>(); // one for each phase
    private UnaryOperator<Checkpoint> state = UnaryOperator.identity();
    private boolean isPast;
    private boolean isStopped;

    /**
     * A training.
     *
     * @param program names the directory of the checkpoints, unless an option does
     * @param steps of each phase
     * @param unit what the speed counts, such as "rows"
     */
    Training(TrainingOptions options, String program, int steps, String unit) {
        this.options = options;
        this.steps = steps;
        this.unit = unit;
        directory = options.save(program);
        checkpoints = Checkpoints.in(directory, KEPT);
    }

    /** Begins the first phase or the next, or goes on with it where a checkpoint was left. */
    void start(Module network, Optimizer optimizer) {
        start(network, optimizer, UnaryOperator.identity(), _ -> {});
    }

    /**
     * Begins the first phase or the next, or goes on with it where a checkpoint was left.
     *
     * @param save puts into a checkpoint what there is beside network and optimizer
     * @param load takes it out again
     */
    void start(
            Module network,
            Optimizer optimizer,
            UnaryOperator<Checkpoint> save,
            Consumer<Checkpoint> load) {
        state =
                now ->
                        save.apply(now)
                                .with("network", network.stateDict())
                                .with("optimizer", optimizer.stateDict())
                                .withValues("optimizer", optimizer.hyperparameters());
        int phase = logs.size() + 1;
        double[] losses = {};
        isPast = false;
        try (Scope _ = Scope.open("checkpoint")) {
            Optional<Checkpoint> newest = newest();
            if (newest.isPresent() && newest.get().longValue("phase") >= phase) {
                Checkpoint at = newest.get();
                isPast = at.longValue("phase") > phase;
                losses = losses(at, phase);
                network.loadStateDict(at.tensors("network"), !isPast); // later ones may add to it
                if (!isPast) {
                    optimizer.loadStateDict(at.tensors("optimizer"), at.values("optimizer"));
                    Generator.standard().restore(at.value("generator"));
                    load.accept(at);
                    options.print("goes on after %d steps".formatted(at.step()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        logs.add(new TrainingLog(options, steps, unit, losses));
    }

    private Optional<Checkpoint> newest() throws IOException {
        if (!options.isResumed()) {
            return Optional.empty();
        }
        Optional<Checkpoint> newest = checkpoints.newest();
        if (newest.isEmpty() && logs.isEmpty()) {
            options.print("there is no checkpoint in %s; it starts".formatted(directory));
        }
        return newest;
    }

    /** The losses of a phase, as many as it has made steps. */
    private static double[] losses(Checkpoint at, int phase) {
        return Objects.requireNonNull(at.tensors("losses").get(Integer.toString(phase)))
                .toDoubleArray();
    }

    /** Whether a step is to be made. */
    boolean hasNext() {
        return !isStopped && !isPast && log().made() < steps;
    }

    /**
     * Notes a step that has been made: its loss, and how many rows it has read. Leaves a checkpoint
     * if one is due or Ctrl-C was pressed.
     */
    void step(double loss, long count) {
        log().step(loss, count);
        isStopped = interruption.isWanted(); // asked once: whoever stops it finds a checkpoint
        if (isStopped || options.isDue(log().made(), steps)) {
            save();
        }
        if (!hasNext()) {
            log().close();
        }
        if (isStopped) {
            options.print(
                    ("stopped after %d steps, with a checkpoint in %s; --resume, beside the same"
                                    + " options, goes on from it")
                            .formatted(made(), directory));
        }
    }

    private void save() {
        Map<String, Tensor> losses = new LinkedHashMap<>();
        for (int i = 0; i < logs.size(); i++) {
            losses.put(Integer.toString(i + 1), Tensor.of(logs.get(i).losses()));
        }
        Checkpoint now =
                Checkpoint.at(made())
                        .with("phase", logs.size())
                        .with("losses", losses)
                        .with("generator", Generator.standard().state());
        try {
            checkpoints.save(state.apply(now));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The steps that have been made in all phases. */
    private int made() {
        return logs.stream().mapToInt(TrainingLog::made).sum();
    }

    /** Whether Ctrl-C has stopped it, so that the program has nothing left to do. */
    boolean isStopped() {
        return isStopped;
    }

    /** The losses of the current phase. */
    TrainingLog log() {
        return logs.getLast();
    }

    @Override
    public void close() {
        logs.forEach(TrainingLog::close);
        interruption.close();
    }
}
