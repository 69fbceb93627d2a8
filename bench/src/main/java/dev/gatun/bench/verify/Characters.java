package dev.gatun.bench.verify;

import java.util.stream.IntStream;

/** A text as classes, one a character: what a language model reads and what it should say next. */
final class Characters {
    private static final String TEXT =
            "a lock lifts a ship by letting water in: the gate behind it shuts, the level rises, and the"
                    + " gate before it opens on the lake. nothing is pushed, and nothing is lost on"
                    + " the way. ";

    /** The letters, then the other characters. */
    private static final String KNOWN = "abcdefghijklmnopqrstuvwxyz .,:";

    /** How many characters there are. */
    static final int COUNT = KNOWN.length();

    private Characters() {}

    /** Characters of the text from a place on, starting over at its end. */
    static IntStream from(int place, int length) {
        return IntStream.range(place, place + length)
                .map(i -> KNOWN.indexOf(TEXT.charAt(i % TEXT.length())));
    }

    /** {@code rows} pieces of the text, one after another, each moved on by {@code shift}. */
    static int[] rows(int rows, int length, int shift) {
        return IntStream.range(0, rows)
                .flatMap(row -> from(row * length + shift, length))
                .toArray();
    }
}
