package dev.gatun.nn.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.memory.Scope;
import dev.gatun.nn.Embedding;
import dev.gatun.nn.Linear;
import dev.gatun.nn.Module;
import dev.gatun.optim.AdamW;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A model of text by its characters as a user writes it, in less than 40 lines. */
class TextModelTest {
    private static final String TEXT = "the quick brown fox jumps over the lazy dog. ";
    private static final String CHARACTERS = " .abcdefghijklmnopqrstuvwxyz";

    static final class TextModel extends Module {
        final Embedding embedding = child("embedding", new Embedding(CHARACTERS.length(), 16));
        final LSTM lstm = child("lstm", new LSTM(16, 64, RecurrentOptions.DEFAULT.batchFirst()));
        final Linear head = child("head", new Linear(64, CHARACTERS.length()));

        Tensor scores(LSTMResult result) {
            return head.apply(result.output()); // (B, T, characters)
        }

        LSTMResult apply(Tensor x, @Nullable LSTMState state) { // (B, T)
            return lstm.apply(embedding.apply(x), state);
        }

        String continued(String start, int length) {
            StringBuilder text = new StringBuilder(start);
            LSTMResult result = lstm.apply(embedding.apply(codes(start).unsqueeze(0)));
            while (text.length() < length) {
                long next = (long) scores(result).select(1, -1).argMax(-1).item();
                text.append(CHARACTERS.charAt((int) next));
                result = apply(Tensor.of(next).unsqueeze(0), result.state());
            }
            return text.toString();
        }
    }

    private static Tensor codes(String text) {
        return Tensor.of(text.chars().mapToLong(CHARACTERS::indexOf).toArray());
    }

    @Test
    void aModelOfCharactersLearnsASentence() {
        Tensor.manualSeed(1);
        try (Scope _ = Scope.open("model")) {
            TextModel model = new TextModel();
            AdamW optimizer = new AdamW(model.parameters(), 1e-2);
            Tensor text = codes(TEXT.repeat(3)).unsqueeze(0);
            for (int step = 0; step < 100; step++) {
                try (Scope _ = Scope.open("step")) {
                    Tensor scores =
                            model.scores(model.apply(text.narrow(1, 0, text.numel() - 1), null));
                    optimizer.zeroGrad();
                    scores.flatten(0, 1)
                            .crossEntropy(text.narrow(1, 1, text.numel() - 1).flatten())
                            .backward();
                    optimizer.step();
                }
            }
            model.eval();
            assertThat(model.continued("the quick", 2 * TEXT.length())).isEqualTo(TEXT.repeat(2));
        }
    }
}
