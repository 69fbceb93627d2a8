package dev.gatun.examples;

import dev.gatun.memory.Scope;
import dev.gatun.nn.Embedding;
import dev.gatun.nn.Layer;
import dev.gatun.nn.Linear;
import dev.gatun.nn.recurrent.LSTM;
import dev.gatun.nn.recurrent.LSTMResult;
import dev.gatun.nn.recurrent.LSTMState;
import dev.gatun.nn.recurrent.RecurrentOptions;
import dev.gatun.optim.AdamW;
import dev.gatun.optim.Schedule;
import dev.gatun.tensor.Tensor;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Long short-term memory that learns a text by its characters: what it has read stands in a state,
 * which it carries from one character to the next.
 */
@Command(
        name = "CharLstm",
        mixinStandardHelpOptions = true,
        description =
                "Trains long short-term memory on the characters of a text, and lets it write.")
final class CharLstm implements Runnable {
    private static final double RATE = 3e-3;
    private static final double LEAST_RATE = 3e-4;

    @Mixin private TextOptions options = new TextOptions();

    @Option(
            names = "--layers",
            paramLabel = "N",
            defaultValue = "1",
            description = "layers upon each other (${DEFAULT-VALUE})")
    private int layers;

    @Option(
            names = "--width",
            paramLabel = "N",
            defaultValue = "64",
            description = "elements of a character's vector (${DEFAULT-VALUE})")
    private int width;

    @Option(
            names = "--units",
            paramLabel = "N",
            defaultValue = "128",
            description = "units of a layer (${DEFAULT-VALUE})")
    private int units;

    public static void main(String[] args) {
        RunOptions.run(new CharLstm(), args);
    }

    @Override
    public void run() {
        options.seed();
        try (Scope _ = Scope.open("model")) {
            CharText text = options.text();
            TextModel model = new TextModel(text.vocabulary().size(), width, units, layers);
            new CharTraining(
                            options,
                            text,
                            model,
                            Map.of(
                                    "width", Integer.toString(width),
                                    "units", Integer.toString(units),
                                    "layers", Integer.toString(layers)),
                            new AdamW(model.parameters(), RATE),
                            Schedule.cosine(Math.max(1, options.steps()), LEAST_RATE))
                    .run("char-lstm", "Long short-term memory on characters", model::writer);
        }
    }

    /** Vectors of characters, long short-term memory over them, and a score for each next one. */
    private static final class TextModel extends Layer {
        private final Embedding embedding;
        private final LSTM lstm;
        private final Linear head;
        private final int layers;

        TextModel(int vocabulary, int width, int units, int layers) {
            this.layers = layers;
            RecurrentOptions shape = RecurrentOptions.DEFAULT.batchFirst().layers(layers);
            embedding = child("embedding", new Embedding(vocabulary, width));
            lstm = child("lstm", new LSTM(width, units, shape));
            head = child("head", new Linear(units, vocabulary));
        }

        @Override
        protected Tensor forward(Tensor numbers) { // (B, T)
            return head.apply(lstm.apply(embedding.apply(numbers)).output()); // (B, T, vocabulary)
        }

        /** Scores of what follows, from a state that it carries on, made in the current scope. */
        UnaryOperator<Tensor> writer() {
            Tensor zeros = Tensor.zeros(layers, 1, lstm.units());
            LSTMState state = new LSTMState(zeros, zeros.copy());
            return unseen -> { // (1, t)
                LSTMResult result = lstm.apply(embedding.apply(unseen), state);
                state.hidden().copy_(result.state().hidden());
                state.cell().copy_(result.state().cell());
                return head.apply(result.output().select(1, -1));
            };
        }
    }
}
