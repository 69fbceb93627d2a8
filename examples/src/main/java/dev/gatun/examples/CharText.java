package dev.gatun.examples;

import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A text as numbers of its characters: nine tenths to learn from, the rest to judge by.
 *
 * @param characters those that occur, in order; a number is a place here
 * @param training numbers of the first part
 * @param validation numbers of the rest
 */
record CharText(String characters, Tensor training, Tensor validation) {
    /**
     * Parts of a text, and the same moved on by one character.
     *
     * @param inputs (B, T)
     * @param targets (B, T)
     */
    record Batch(Tensor inputs, Tensor targets) {}

    /** A file, or, if there is none, the sonnets that come with the examples. */
    static CharText of(@Nullable Path file) {
        try (InputStream in =
                file == null
                        ? Objects.requireNonNull(CharText.class.getResourceAsStream("sonnets.txt"))
                        : Files.newInputStream(file)) {
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CharText of(String text) {
        StringBuilder characters = new StringBuilder();
        text.chars().distinct().sorted().forEach(each -> characters.append((char) each));
        return of(characters.toString(), text);
    }

    /** A text of these characters. */
    static CharText of(String characters, String text) {
        Tensor all = numbers(characters, text);
        long first = all.numel() * 9 / 10;
        return new CharText(
                characters, all.narrow(0, 0, first), all.narrow(0, first, all.numel() - first));
    }

    private static Tensor numbers(String characters, String text) {
        return Tensor.of(text.chars().mapToLong(characters::indexOf).toArray());
    }

    int vocabulary() {
        return characters.length();
    }

    /** The numbers of a text of these characters. */
    Tensor numbers(String text) {
        return numbers(characters, text);
    }

    char character(long number) {
        return characters.charAt((int) number);
    }

    /** Random parts of a text, which has more than {@code context} characters. */
    static Batch batch(Tensor text, long count, long context) {
        Tensor starts = Tensor.randint(0, text.numel() - context, count, 1);
        Tensor parts = text.take(starts.add(Tensor.arange(0, context + 1, 1, DType.I64)));
        return new Batch(parts.narrow(1, 0, context), parts.narrow(1, 1, context));
    }
}
