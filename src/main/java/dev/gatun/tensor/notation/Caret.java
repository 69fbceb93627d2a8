package dev.gatun.tensor.notation;

/** Messages that show a text and point at a place in it. */
final class Caret {
    private Caret() {}

    /** A problem, the text below it, and a caret below the character at a position. */
    static String under(String problem, String text, int position) {
        return problem + "\n  " + text + "\n  " + " ".repeat(position) + "^";
    }

    static IllegalArgumentException refusal(String op, String problem, String text, int position) {
        return new IllegalArgumentException(op + ": " + under(problem, text, position));
    }
}
