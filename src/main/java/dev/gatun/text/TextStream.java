package dev.gatun.text;

import dev.gatun.checks.Nulls;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.LongFunction;

/**
 * The text that a model continues with, piece by piece as it is made, until one of some strings
 * would come, which is not part of it, or there are enough tokens. What may be the beginning of
 * such a string is held back until it is known.
 */
public final class TextStream implements Iterator<String> {
    private final TokenStream tokens;
    private final LongFunction<String> decode;
    private final int most;
    private final List<String> stops = new ArrayList<>();
    private final StringBuilder held = new StringBuilder();
    private boolean isAtEnd;
    private String next = "";

    /**
     * A text.
     *
     * @param decode the characters of a token
     * @param most the largest number of tokens
     */
    public TextStream(TokenStream tokens, LongFunction<String> decode, int most) {
        this.tokens = Nulls.refuse("TextStream", "tokens", tokens);
        this.decode = Nulls.refuse("TextStream", "decode", decode);
        this.most = most;
    }

    /**
     * Ends before a string, besides those given before.
     *
     * @return this
     * @throws IllegalArgumentException if it is empty
     */
    public TextStream until(String stop) {
        if (Nulls.refuse("until", "stop", stop).isEmpty()) {
            throw new IllegalArgumentException("until: the string is empty");
        }
        stops.add(stop);
        return this;
    }

    @Override
    public boolean hasNext() {
        while (next.isEmpty() && !isAtEnd) {
            advance();
        }
        return !next.isEmpty();
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the text has ended");
        }
        String piece = next;
        next = "";
        return piece;
    }

    private void advance() {
        if (tokens.count() >= most) {
            isAtEnd = true;
            give(held.length());
            return;
        }
        long token = tokens.nextLong();
        held.append(Nulls.refuse("TextStream", "what decode returned", decode.apply(token)));
        int stop = firstStop();
        if (stop >= 0) {
            isAtEnd = true;
            give(stop);
        } else {
            give(held.length() - beginning());
        }
    }

    private void give(int length) {
        next = held.substring(0, length);
        held.delete(0, length);
    }

    private int firstStop() {
        return stops.stream().mapToInt(held::indexOf).filter(at -> at >= 0).min().orElse(-1);
    }

    /** The length of the longest end of the text that a string to stop at begins with. */
    private int beginning() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, held.length());
                    length > longest;
                    length--) {
                if (held.toString().endsWith(stop.substring(0, length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}
