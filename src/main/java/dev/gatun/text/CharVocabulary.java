package dev.gatun.text;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;

/**
 * The characters of a text, in the order of their code points, and their numbers from 0. A
 * character outside the first plane of Unicode is one, too.
 */
public final class CharVocabulary {
    private final int[] characters;

    private CharVocabulary(int[] characters) {
        this.characters = characters;
    }

    /**
     * The distinct characters of a text.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public static CharVocabulary of(String text) {
        Nulls.refuse("of", "text", text);
        if (text.isEmpty()) {
            throw new IllegalArgumentException("of: the text has no characters");
        }
        return new CharVocabulary(text.codePoints().distinct().sorted().toArray());
    }

    /** The number of distinct characters. */
    public int size() {
        return characters.length;
    }

    /** All characters in their order: {@link #of} of them is this vocabulary again. */
    public String characters() {
        return new String(characters, 0, characters.length);
    }

    /** Whether all characters of a text are in this vocabulary. */
    public boolean covers(String text) {
        Nulls.refuse("covers", "text", text);
        return text.codePoints().allMatch(each -> Arrays.binarySearch(characters, each) >= 0);
    }

    /**
     * The numbers of the characters of a text, a vector of I64.
     *
     * @throws IllegalArgumentException if one is not in this vocabulary
     */
    public Tensor encode(String text) {
        int[] points = Nulls.refuse("encode", "text", text).codePoints().toArray();
        long[] numbers = new long[points.length];
        for (int i = 0; i < points.length; i++) {
            numbers[i] = Arrays.binarySearch(characters, points[i]);
            if (numbers[i] < 0) {
                throw new IllegalArgumentException(
                        "encode: character %d, '%s' (U+%04X), is not among the %d of the vocabulary"
                                .formatted(
                                        i,
                                        Character.toString(points[i]),
                                        points[i],
                                        characters.length));
            }
        }
        return Tensor.of(numbers);
    }

    /**
     * The text of numbers.
     *
     * @param numbers of integers, of any shape, read row by row
     * @throws IllegalArgumentException if one is no number of a character, or they are no integers
     */
    public String decode(Tensor numbers) {
        Nulls.refuse("decode", "numbers", numbers);
        if (numbers.dtype() != DType.I64 && numbers.dtype() != DType.I32) {
            throw new IllegalArgumentException("decode: takes integers, not " + numbers.describe());
        }
        StringBuilder text = new StringBuilder();
        for (long number : numbers.toLongArray()) {
            text.append(decode(number));
        }
        return text.toString();
    }

    /**
     * The character of a number.
     *
     * @throws IllegalArgumentException if there is none
     */
    public String decode(long number) {
        if (number < 0 || number >= characters.length) {
            throw new IllegalArgumentException(
                    "decode: %d is not the number of one of %d characters"
                            .formatted(number, characters.length));
        }
        return Character.toString(characters[(int) number]);
    }
}
