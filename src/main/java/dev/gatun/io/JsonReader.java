package dev.gatun.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259) value by value: strict, without a tree of values. Equal keys of an object
 * are refused, as the format of safetensors demands.
 */
final class JsonReader {
    private static final int DEEPEST = 64;

    private final String file;
    private final byte[] bytes;
    private int at;

    /**
     * Reads from an array.
     *
     * @param file named in messages
     */
    JsonReader(String file, byte[] bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    FormatException refusal(String problem) {
        return new FormatException(file, problem + " at byte " + at + " of its JSON");
    }

    /** Begins an object, whose members are read in turn. */
    Members object() {
        expect('{');
        return new Members();
    }

    /**
     * The members of an object: a key, then its value, which the caller reads. Pulled and not
     * handed to a function: the first lambda of a class takes a millisecond to link, and opening a
     * file is to take few.
     */
    final class Members {
        private static final int FEW = 8;

        /** The first keys; all of them are in the set once there are more. */
        private final String[] few = new String[FEW];

        private @Nullable Set<String> many;
        private int count;

        /** The next key; null after the last member. */
        @Nullable String next() {
            if (count == 0 ? isNext('}') : !isNext(',')) {
                if (count > 0) {
                    expect('}');
                }
                return null;
            }
            String key = string();
            if (!isNew(key)) {
                throw refusal("has the key '" + key + "' twice");
            }
            count++;
            expect(':');
            return key;
        }

        private boolean isNew(String key) {
            if (count >= FEW) {
                if (many == null) {
                    many = new HashSet<>(Arrays.asList(few));
                }
                return many.add(key);
            }
            for (int i = 0; i < count; i++) {
                if (few[i].equals(key)) {
                    return false;
                }
            }
            few[count] = key;
            return true;
        }
    }

    /** Reads an array of whole numbers, 0 or more. */
    long[] wholes() {
        long[] numbers = new long[4];
        int count = 0;
        expect('[');
        if (!isNext(']')) {
            do {
                if (count == numbers.length) {
                    numbers = Arrays.copyOf(numbers, 2 * count);
                }
                numbers[count++] = whole();
            } while (isNext(','));
            expect(']');
        }
        return Arrays.copyOf(numbers, count);
    }

    private long whole() {
        skipSpace();
        byte[] all = bytes;
        int start = at;
        int end = start;
        long value = 0;
        // Few steps a byte, as in string().
        while (end < all.length && all[end] >= '0' && all[end] <= '9') {
            value = 10 * value + (all[end++] - '0'); // of more than 18 digits it is not used
        }
        at = end;
        int digits = end - start;
        boolean isFraction =
                at < bytes.length && (bytes[at] == '.' || bytes[at] == 'e' || bytes[at] == 'E');
        // 18 digits fit a long.
        if (digits == 0 || digits > 18 || (digits > 1 && bytes[start] == '0') || isFraction) {
            throw refusal("has no whole number of up to 18 digits");
        }
        return value;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Reads a string. */
    String string() {
        expect('"');
        byte[] all = bytes;
        int start = at;
        int end = start;
        boolean isEscaped = false;
        boolean isAscii = true;
        // Few steps a byte: the header of a file is read once, before this loop is compiled.
        while (end < all.length && all[end] != '"') {
            byte b = all[end++];
            if (b < ' ') {
                if (b >= 0) {
                    at = end - 1;
                    throw refusal("has a control character in a string");
                }
                isAscii = false;
            } else if (b == '\\') {
                isEscaped = true;
                end++;
            }
        }
        at = Math.min(end, all.length);
        if (at == all.length) {
            throw refusal("has a string without an end");
        }
        // Without a decoder, of which headers of thousands of names would make as many.
        String text =
                isAscii && !isEscaped
                        ? new String(all, start, at - start, StandardCharsets.US_ASCII)
                        : decoded(start, at);
        at++;
        return isEscaped ? unescaped(text) : text;
    }

    private String decoded(int start, int end) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, end - start))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new FormatException(
                    file, "has a string that is not UTF-8 at byte " + start + " of its JSON", e);
        }
    }

    private String unescaped(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char escape = text.charAt(++i);
            int simple = "\"\\/bfnrt".indexOf(escape);
            if (simple >= 0) {
                plain.append("\"\\/\b\f\n\r\t".charAt(simple));
            } else if (escape == 'u' && i + 4 < text.length()) {
                plain.append(hexadecimal(text.substring(i + 1, i + 5)));
                i += 4;
            } else {
                throw refusal("has an unknown escape in a string");
            }
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(plain)) {
            throw refusal("has half of a surrogate pair in a string");
        }
        return plain.toString();
    }

    private char hexadecimal(String digits) {
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), 16);
            if (digit < 0 || digits.charAt(i) > 'f') {
                throw refusal("has an unknown escape in a string");
            }
            value = value << 4 | digit;
        }
        return (char) value;
    }

    /** Reads any value, and gives a string as itself, anything else as its JSON. */
    String text() {
        skipSpace();
        if (at < bytes.length && bytes[at] == '"') {
            return string();
        }
        int start = at;
        skip(0);
        return decoded(start, at);
    }

    private void skip(int depth) {
        skipSpace();
        if (at == bytes.length || depth > DEEPEST) {
            throw refusal(depth > DEEPEST ? "is nested too deep" : "has no value");
        }
        switch (bytes[at]) {
            case '{' -> {
                Members members = object();
                while (members.next() != null) {
                    skip(depth + 1);
                }
            }
            case '[' -> {
                at++;
                if (!isNext(']')) {
                    do {
                        skip(depth + 1);
                    } while (isNext(','));
                    expect(']');
                }
            }
            case '"' -> string();
            default -> {
                int start = at;
                while (at < bytes.length && isPartOfWord(bytes[at])) {
                    at++;
                }
                checkWord(new String(bytes, start, at - start, StandardCharsets.US_ASCII));
            }
        }
    }

    private static boolean isPartOfWord(byte b) {
        return isDigit(b) || (b >= 'a' && b <= 'z') || "+-.E".indexOf(b) >= 0;
    }

    private void checkWord(String word) {
        boolean isNumber = word.matches("-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?");
        if (!isNumber && !Set.of("true", "false", "null").contains(word)) {
            throw refusal("has no value");
        }
    }

    /** Refuses anything but space after the last value. */
    void end() {
        skipSpace();
        if (at < bytes.length) {
            throw refusal("has more after its end");
        }
    }

    private void skipSpace() {
        while (at < bytes.length && bytes[at] <= ' ' && " \n\t\r".indexOf(bytes[at]) >= 0) {
            at++;
        }
    }

    private boolean isNext(char c) {
        if (at < bytes.length && bytes[at] == c) { // mostly there is no space
            at++;
            return true;
        }
        skipSpace();
        if (at < bytes.length && bytes[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) {
        if (!isNext(c)) {
            throw refusal("has no '" + c + "'");
        }
    }
}
