package dev.gatun.bench.train;

import dev.gatun.nn.Embedding;
import dev.gatun.nn.Layer;
import dev.gatun.nn.Linear;
import dev.gatun.nn.attention.Gpt2;
import dev.gatun.nn.attention.Gpt2Config;
import dev.gatun.nn.recurrent.LSTM;
import dev.gatun.nn.recurrent.RecurrentOptions;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A network whose training step is timed, and the target for it. */
interface TimedNetwork {
    /** How many characters the texts have. */
    long CHARACTERS = 65;

    /** All networks. */
    static List<TimedNetwork> all() {
        return Stream.<TimedNetwork>concat(
                        NetworkSizes.ALL.stream(),
                        Stream.of(
                                recurrence(64, 128, 16, 32),
                                recurrence(128, 256, 32, 64),
                                gpt(2, 2, 32, 32, 8, 0.3),
                                gpt(4, 4, 128, 64, 12, 0.75),
                                gpt(6, 6, 384, 256, 4, 1)))
                .toList();
    }

    private static TextNetwork recurrence(long width, long units, long batch, long context) {
        return new TextNetwork(
                "LSTM v%d d%d h%d b%d t%d".formatted(CHARACTERS, width, units, batch, context),
                () -> new Recurrence(CHARACTERS, width, units),
                CHARACTERS,
                batch,
                context,
                Double.POSITIVE_INFINITY,
                0.5);
    }

    /** With a head of its own, the exact GELU, and no dropout. */
    private static TextNetwork gpt(
            int layers, long heads, long width, long context, long batch, double share) {
        Gpt2Config config = Gpt2Config.of(CHARACTERS, context, width, layers, heads);
        return new TextNetwork(
                "GPT L%d h%d d%d T%d b%d".formatted(layers, heads, width, context, batch),
                () -> new Gpt2(config.untied().withExactGelu()),
                CHARACTERS,
                batch,
                context,
                1,
                share);
    }

    /** The name in tables. */
    String name();

    /** Makes the network, to be trained by AdamW at that rate. */
    GatunTraining open(double rate);

    /**
     * One line that compares a run with the target; empty if the run has no figure for this
     * network.
     */
    Optional<String> verdict(List<StepTime> run, int threads);

    /** Characters' scores by an embedding, a long short-term memory, and a linear layer. */
    final class Recurrence extends Layer {
        private final Embedding embedding;
        private final LSTM lstm;
        private final Linear head;

        Recurrence(long vocabulary, long width, long units) {
            embedding = child("e", new Embedding(vocabulary, width));
            lstm = child("l", new LSTM(width, units, RecurrentOptions.DEFAULT.batchFirst()));
            head = child("o", new Linear(units, vocabulary));
        }

        @Override
        protected Tensor forward(Tensor numbers) { // (B, T)
            return head.apply(lstm.apply(embedding.apply(numbers)).output());
        }
    }
}
