package dev.gatun.bench.train;

import dev.gatun.nn.Embedding;
import dev.gatun.nn.Layer;
import dev.gatun.nn.Linear;
import dev.gatun.nn.recurrent.LSTM;
import dev.gatun.nn.recurrent.RecurrentOptions;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A network whose training step is timed, and the target for it. */
interface TimedNetwork {
    /** All networks. */
    static List<TimedNetwork> all() {
        return Stream.<TimedNetwork>concat(
                        NetworkSizes.ALL.stream(),
                        Stream.of(
                                new TextNetwork(
                                        "LSTM v65 d64 h128 b16 t32",
                                        () -> new Recurrence(65, 64, 128),
                                        65,
                                        16,
                                        32,
                                        Double.POSITIVE_INFINITY,
                                        0.5),
                                new TextNetwork(
                                        "LSTM v65 d128 h256 b32 t64",
                                        () -> new Recurrence(65, 128, 256),
                                        65,
                                        32,
                                        64,
                                        Double.POSITIVE_INFINITY,
                                        0.5)))
                .toList();
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
