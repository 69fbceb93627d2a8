package dev.gatun.io;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import dev.gatun.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A training of random updates that saves after every step, killed again and again: {@code
 * KilledTrainingMain 200} kills it at 200 random moments, and says whether it ended with the bits
 * of one that was left alone.
 */
public final class KilledTrainingMain {
    private static final Shape SIZE =
            Shape.of(256, 64); // 64 KiB of weights, and as much of moments

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
            train(Path.of(args[0]), Long.parseLong(args[1]));
        }
    }

    static void train(Path directory, long steps) throws IOException {
        Checkpoints checkpoints = Checkpoints.in(directory, 2);
        Generator dice = new Generator(11);
        try (Scope run = Scope.open("training")) {
            Tensor weights = Tensor.zeros(SIZE);
            Tensor moments = Tensor.zeros(SIZE);
            long step = 0;
            Optional<Checkpoint> last = checkpoints.newest();
            if (last.isPresent()) {
                Map<String, Tensor> saved = last.get().tensors();
                weights.copy_(Objects.requireNonNull(saved.get("model.weights")));
                moments.copy_(Objects.requireNonNull(saved.get("optimizer.moments")));
                dice.restore(last.get().value("generator"));
                step = last.get().step();
            }
            while (step < steps) {
                try (Scope _ = Scope.open("step")) {
                    Tensor gradient = Tensor.randn(SIZE, DType.F32, dice).add(weights);
                    moments.mul_(0.9).add_(gradient);
                    weights.sub_(moments.mul(0.01));
                }
                step++;
                checkpoints.save(
                        Checkpoint.at(step)
                                .with("model", Map.of("weights", weights))
                                .with("optimizer", Map.of("moments", moments))
                                .with("generator", dice.state()));
            }
            assert run.isOpen();
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
            ChildJvm.Running child = start(directory, Long.MAX_VALUE);
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
        ChildJvm.Result end = start(directory, last).await();
        if (end.exit() != 0) {
            return "the last run: " + end.err();
        }
        Path alone = directory.resolve("alone");
        train(alone, last);
        String name = "step-%012d.safetensors".formatted(last);
        boolean isEqual =
                Files.mismatch(directory.resolve("run").resolve(name), alone.resolve(name)) == -1;
        return "%d kills, %d with new steps, %d steps, %s bits"
                .formatted(kills, resumed, last, isEqual ? "the same" : "OTHER");
    }

    private static ChildJvm.Running start(Path directory, long steps) throws IOException {
        return ChildJvm.running(KilledTrainingMain.class)
                .with("-XX:TieredStopAtLevel=1", "-Xshare:auto")
                .with("--add-modules=jdk.incubator.vector")
                .start(directory.resolve("run").toString(), Long.toString(steps));
    }

    private static long newest(Path directory) throws IOException {
        return Checkpoints.in(directory, 1).files().stream()
                .findFirst()
                .map(file -> Long.parseLong(file.getFileName().toString().substring(5, 17)))
                .orElse(0L);
    }
}
