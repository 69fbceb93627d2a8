package dev.gatun.io;

import dev.gatun.data.Batch;
import dev.gatun.data.DataLoader;
import dev.gatun.data.TensorDataset;
import dev.gatun.memory.Scope;
import dev.gatun.nn.Activation;
import dev.gatun.nn.Dropout;
import dev.gatun.nn.LayerNorm;
import dev.gatun.nn.Linear;
import dev.gatun.nn.Sequential;
import dev.gatun.optim.AdamW;
import dev.gatun.optim.Clipping;
import dev.gatun.optim.Schedule;
import dev.gatun.optim.Scheduler;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import dev.gatun.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A training that saves after every step, killed again and again: {@code KilledTrainingMain 200}
 * kills it at 200 random moments, and says whether it ended with the bits of one that was left
 * alone.
 */
public final class KilledTrainingMain {
    private static final int EXAMPLES = 96;

    /** The exit code of a process that was ended by signal 9. */
    private static final int KILLED = 128 + 9;

    private KilledTrainingMain() {}

    /**
     * Trains in a directory up to a step, from the last checkpoint there; or, given a number alone,
     * kills such a training so many times.
     */
    public static void main(String[] args) throws Exception {
        if (args.length == 1) {
            Path directory = Files.createTempDirectory("killed");
            System.out.println(killed(directory, Integer.parseInt(args[0])));
        } else {
            try (Scope _ = Scope.open("training")) {
                new Training(Path.of(args[0])).run(Long.parseLong(args[1]));
            }
        }
    }

    /** Everything that has a state: a network, moments, a rate, an order of examples, dropout. */
    private static final class Training {
        private final Checkpoints checkpoints;
        private final Sequential network;
        private final AdamW optimizer;
        private final Scheduler scheduler;
        private final DataLoader loader;

        Training(Path directory) {
            checkpoints = Checkpoints.in(directory, 2);
            Generator.standard().manualSeed(11);
            network =
                    new Sequential(
                            new Linear(16, 64),
                            new LayerNorm(64),
                            Activation.gelu(),
                            new Dropout(0.2), // draws from the standard generator
                            new Linear(64, 4));
            optimizer = new AdamW(network.parameters(), 1e-2);
            scheduler =
                    new Scheduler(
                            optimizer, Schedule.warmUp(20).then(20, Schedule.exponential(0.999)));
            Generator dice = new Generator(12);
            Tensor x = Tensor.randn(Shape.of(EXAMPLES, 16), DType.F32, dice);
            TensorDataset examples = new TensorDataset(x, x.narrow(1, 0, 4).argMax(1));
            loader = DataLoader.of(examples, 10).shuffle(13); // the last one of an epoch has 6
        }

        void run(long steps) throws IOException {
            long step = resumed();
            while (step < steps) {
                try (Scope _ = Scope.open("step")) {
                    Batch batch = loader.next();
                    optimizer.zeroGrad();
                    network.apply(batch.x()).crossEntropy(batch.y()).backward();
                    Clipping.clipGradNorm(network.parameters(), 1);
                    optimizer.step();
                    scheduler.step();
                }
                step++;
                checkpoints.save(
                        Checkpoint.at(step)
                                .with("network", network.stateDict())
                                .with("optimizer", optimizer.stateDict())
                                .withValues("optimizer", optimizer.hyperparameters())
                                .withValues("schedule", scheduler.state())
                                .withValues("data", loader.state())
                                .with("generator", Generator.standard().state()));
            }
        }

        private long resumed() throws IOException {
            try (Scope _ = Scope.open("checkpoint")) {
                Optional<Checkpoint> newest = checkpoints.newest();
                if (newest.isEmpty()) {
                    return 0;
                }
                Checkpoint last = newest.get();
                network.loadStateDict(last.tensors("network"));
                optimizer.loadStateDict(last.tensors("optimizer"), last.values("optimizer"));
                scheduler.load(last.values("schedule"));
                loader.load(last.values("data"));
                Generator.standard().restore(last.value("generator"));
                return last.step();
            }
        }
    }

    /**
     * Trains, and kills the process so many times at random moments.
     *
     * @return what happened, in words
     */
    static String killed(Path directory, int kills) throws Exception {
        Random random = new Random(kills);
        long began = 0;
        int resumed = 0;
        for (int i = 0; i < kills; i++) {
            ChildJvm.Running child = start(directory, "run", Long.MAX_VALUE);
            Path part = directory.resolve("run");
            // Until it saves, so that it is killed while it does.
            while (newest(part) <= began && child.process().isAlive()) {
                Thread.sleep(1);
            }
            TimeUnit.MICROSECONDS.sleep(random.nextInt(30_000));
            child.process().destroyForcibly();
            ChildJvm.Result result = child.await();
            if (result.exit() != KILLED) {
                return "kill " + i + ": " + result.err();
            }
            try (Scope _ = Scope.open("check")) {
                long step = Checkpoints.in(part, 2).newest().orElseThrow().step();
                if (step != newest(part)) {
                    return "kill " + i + ": the newest file is torn";
                }
                resumed += step > began ? 1 : 0;
                began = step;
            }
        }
        long last = began + 3;
        ChildJvm.Result end = start(directory, "run", last).await();
        if (end.exit() != 0) {
            return "the last run: " + end.err();
        }
        end = start(directory, "alone", last).await();
        if (end.exit() != 0) {
            return "the run left alone: " + end.err();
        }
        String name = "step-%012d.safetensors".formatted(last);
        boolean isEqual =
                Files.mismatch(
                                directory.resolve("run").resolve(name),
                                directory.resolve("alone").resolve(name))
                        == -1;
        return "%d kills, %d with new steps, %d steps, %s bits"
                .formatted(kills, resumed, last, isEqual ? "the same" : "OTHER");
    }

    /** With loops that are all interpreted: when one is compiled depends on the machine. */
    private static ChildJvm.Running start(Path directory, String name, long steps)
            throws IOException {
        return ChildJvm.running(KilledTrainingMain.class)
                .with("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Dgatun.code=interpret")
                .with("--add-modules=jdk.incubator.vector")
                .start(directory.resolve(name).toString(), Long.toString(steps));
    }

    private static long newest(Path directory) throws IOException {
        return Checkpoints.in(directory, 1).files().stream()
                .findFirst()
                .map(file -> Long.parseLong(file.getFileName().toString().substring(5, 17)))
                .orElse(0L);
    }
}
