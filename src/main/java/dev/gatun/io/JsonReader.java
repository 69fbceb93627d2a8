package dev.gatun.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

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

    /** Reads the value of a member of an object. */
    interface Member {
        void read(String key);
    }

    FormatException refusal(String problem) {
        return new FormatException(file, problem + " at byte " + at + " of its JSON");
    }

    /** Reads an object; each value is to be read by the caller, who is given its key. */
    void object(Member member) {
        expect('{');
        Set<String> seen = new HashSet<>();
        if (isNext('}')) {
            return;
        }
        do {
            String key = string();
            if (!seen.add(key)) {
                throw refusal("has the key '" + key + "' twice");
            }
            expect(':');
            member.read(key);
        } while (isNext(','));
        expect('}');
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
        int start = at;
        long value = 0;
        while (at < bytes.length && isDigit(bytes[at])) {
            value = 10 * value + (bytes[at] - '0'); // of more than 18 digits it is not used
            at++;
        }
        int digits = at - start;
        boolean isFraction = at < bytes.length && ".eE".indexOf(bytes[at]) >= 0;
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
        int start = at;
        boolean isEscaped = false;
        boolean isAscii = true;
        while (at < bytes.length && bytes[at] != '"') {
            isAscii &= bytes[at] >= 0;
            if (bytes[at] >= 0 && bytes[at] < ' ') {
                throw refusal("has a control character in a string");
            }
            isEscaped |= bytes[at] == '\\';
            at += bytes[at] == '\\' ? 2 : 1;
        }
        if (at >= bytes.length) {
            at = bytes.length;
            throw refusal("has a string without an end");
        }
        // Without a decoder, of which headers of thousands of names would make as many.
        String text =
                isAscii && !isEscaped
                        ? new String(bytes, start, at - start, StandardCharsets.US_ASCII)
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
            case '{' -> object(_ -> skip(depth + 1));
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
