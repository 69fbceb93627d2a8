package dev.gatun.examples;

import dev.gatun.data.Batch;
import dev.gatun.data.NextTokenDataset;
import dev.gatun.memory.Scope;
import dev.gatun.nn.Layer;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import dev.gatun.text.CharVocabulary;
import dev.gatun.text.Sampler;
import dev.gatun.text.SamplerOptions;
import dev.gatun.text.TextStream;
import dev.gatun.text.TokenStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A text as numbers of its characters: nine tenths to learn from, the rest to judge by.
 *
 * @param vocabulary the characters
 * @param training numbers of the first part
 * @param validation numbers of the rest
 */
record CharText(CharVocabulary vocabulary, Tensor training, Tensor validation) {
    /** A file, or, if there is none, the sonnets that come with the examples. */
    static CharText of(@Nullable Path file) {
        String text = read(file);
        return of(CharVocabulary.of(text), text);
    }

    /** The characters of a file, or, if there is none, of the sonnets. */
    static String read(@Nullable Path file) {
        try (InputStream in =
                file == null
                        ? Objects.requireNonNull(CharText.class.getResourceAsStream("sonnets.txt"))
                        : Files.newInputStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A text of these characters. */
    static CharText of(CharVocabulary vocabulary, String text) {
        Tensor all = vocabulary.encode(text);
        long first = all.numel() * 9 / 10;
        return new CharText(
                vocabulary, all.narrow(0, 0, first), all.narrow(0, first, all.numel() - first));
    }

    /** Random parts of the text to learn from, and the same moved on by one, (count, context). */
    Batch batch(int count, int context) {
        return new NextTokenDataset(training, context).sample(count, Generator.standard());
    }

    /** The mean cross-entropy of a network's scores, (B, T, vocabulary), for each character. */
    static Tensor loss(Layer network, Batch batch) {
        return network.apply(batch.x()).flatten(0, 1).crossEntropy(batch.y().flatten());
    }

    /** The loss on all of the text held out, in parts that follow each other. */
    double judge(Layer network, int context) {
        NextTokenDataset parts = new NextTokenDataset(validation, context);
        long count = (parts.size() - 1) / context + 1;
        int most = 16;
        double sum = 0;
        boolean isTraining = network.isTraining();
        network.eval();
        try (GradientMode _ = Gradients.noGrad()) {
            for (long first = 0; first < count; first += most) {
                try (Scope _ = Scope.open("batch")) {
                    long[] starts =
                            LongStream.range(first, Math.min(first + most, count))
                                    .map(part -> part * context)
                                    .toArray();
                    sum += loss(network, parts.batch(starts)).item() * starts.length;
                }
            }
        }
        if (isTraining) {
            network.train();
        }
        return sum / count;
    }

    /**
     * What a network goes on with.
     *
     * @param network gives the scores of what follows, as {@link TokenStream} asks for them
     */
    TextStream continued(
            UnaryOperator<Tensor> network, String start, int count, double temperature) {
        Sampler sampler = new Sampler(SamplerOptions.at(temperature), Generator.standard());
        TokenStream tokens = new TokenStream(network, sampler, vocabulary.encode(start));
        return new TextStream(tokens, vocabulary::decode, count);
    }
}
