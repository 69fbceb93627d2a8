package dev.gatun.io;

import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the dictionary in the header of a {@code .npy} file: {@code {'descr': '<f4',
 * 'fortran_order': False, 'shape': (3, 4), }}. Of Python's notation it knows what NumPy writes:
 * strings without escapes, True and False, tuples of whole numbers, which have a final L where
 * Python 2 wrote them.
 */
final class NpyText {
    private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");

    private final String file;
    private final String text;
    private int at;

    NpyText(String file, String text) {
        this.file = file;
        this.text = text;
    }

    /**
     * The header that the text describes.
     *
     * @param length the size of the header in bytes
     * @param size the size of the file
     */
    NpyHeader header(long length, long size) {
        Set<String> seen = new HashSet<>();
        String descr = "";
        boolean isFortran = false;
        long[] dims = {};
        expect('{');
        while (!isNext('}')) {
            String key = string();
            if (!KEYS.contains(key) || !seen.add(key)) {
                throw refusal(KEYS.contains(key) ? "'" + key + "' twice" : "a key '" + key + "'");
            }
            expect(':');
            switch (key) {
                case "descr" -> descr = descr();
                case "fortran_order" -> isFortran = truth();
                default -> dims = tuple();
            }
            if (!isNext(',')) {
                expect('}');
                at--;
            }
        }
        skipSpace();
        if (at < text.length()) {
            throw refusal("more after the dictionary");
        }
        if (!seen.equals(KEYS)) {
            throw refusal("not all of 'descr', 'fortran_order' and 'shape'");
        }
        return NpyHeader.of(file, type(descr), order(descr), isFortran, dims, length, size);
    }

    private FormatException refusal(String what) {
        return new FormatException(file, "its header has " + what + ": " + shown());
    }

    private String shown() {
        String line = text.strip();
        return line.length() <= 200 ? line : line.substring(0, 200) + "...";
    }

    private void skipSpace() {
        while (at < text.length() && " \n\t\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean isNext(char c) {
        skipSpace();
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) {
        if (!isNext(c)) {
            throw refusal("no '" + c + "' at character " + at);
        }
    }

    private String string() {
        char quote = isNext('"') ? '"' : '\'';
        if (quote == '\'') {
            expect('\'');
        }
        int end = text.indexOf(quote, at);
        if (end < 0) {
            throw refusal("a string without an end");
        }
        String string = text.substring(at, end);
        at = end + 1;
        return string;
    }

    private String descr() {
        if (isNext('[') || isNext('(')) {
            throw new FormatException(
                    file, "holds records, which tensors cannot hold; save each field by itself");
        }
        return string();
    }

    private boolean truth() {
        skipSpace();
        for (String word : List.of("True", "False")) {
            if (text.startsWith(word, at)) {
                at += word.length();
                return word.equals("True");
            }
        }
        throw refusal("neither True nor False for 'fortran_order'");
    }

    private long[] tuple() {
        LongStream.Builder dims = LongStream.builder();
        expect('(');
        int count = 0;
        boolean isOver = isNext(')');
        while (!isOver) {
            dims.add(number());
            count++;
            boolean isFollowed = isNext(',');
            isOver = isNext(')');
            if (!isFollowed && (!isOver || count == 1)) {
                throw refusal("a shape that is no tuple");
            }
        }
        return dims.build().toArray();
    }

    private long number() {
        skipSpace();
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        String digits = text.substring(start, at);
        isNext('L');
        // 18 digits fit a long.
        if (digits.isEmpty()
                || digits.length() > 18
                || (digits.length() > 1 && digits.startsWith("0"))) {
            throw refusal("a shape whose sizes are not whole numbers of up to 18 digits");
        }
        return Long.parseLong(digits);
    }

    private StoredType type(String descr) {
        String code = hasOrder(descr) ? descr.substring(1) : descr;
        for (StoredType type : StoredType.values()) {
            if (!code.isEmpty() && type.numpyCode().equals(code) && type.dtype() != null) {
                return type;
            }
        }
        String what = refused(code);
        throw new FormatException(
                file,
                "holds elements of '" + descr + "'" + (what == null ? ", no known type" : what));
    }

    private static @Nullable String refused(String code) {
        return switch (code.isEmpty() ? ' ' : code.charAt(0)) {
            case 'O' -> ", Python objects in a pickle, which can run programs and is not read";
            case 'c' -> ", complex numbers; save the real and the imaginary parts";
            case 'f' -> ", floating-point numbers of that size; save as float64";
            case 'S', 'a', 'U' -> ", text, which tensors cannot hold";
            case 'M', 'm' -> ", dates or durations; save as int64";
            case 'V' -> ", raw bytes or a type that NumPy does not know; save as float32";
            default -> null;
        };
    }

    private static boolean hasOrder(String descr) {
        return !descr.isEmpty() && "<>=|".indexOf(descr.charAt(0)) >= 0;
    }

    private static ByteOrder order(String descr) {
        return switch (descr.charAt(0)) {
            case '<' -> ByteOrder.LITTLE_ENDIAN;
            case '>' -> ByteOrder.BIG_ENDIAN;
            default -> ByteOrder.nativeOrder();
        };
    }
}
