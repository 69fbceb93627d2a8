package dev.gatun.data;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of a text by RFC 4180, one after another. */
final class CsvReader {
    private static final int END = -1;
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final Reader reader;
    private final char separator;
    private int peeked = -2;
    private int line = 1;
    private int column = 1;

    /** The line that the last record began in. */
    private int start = 1;

    CsvReader(Reader reader, char separator) {
        if (separator == '"' || separator == '\r' || separator == '\n') {
            throw new IllegalArgumentException(
                    "Csv: a quote or the end of a line cannot separate fields");
        }
        this.reader = reader;
        this.separator = separator;
    }

    /** The line that the last record began in, from 1. */
    int line() {
        return start;
    }

    /** The next record, or null after the last. Lines with nothing in them are passed over. */
    @Nullable List<String> next() throws IOException {
        if (line == 1 && column == 1 && peek() == BYTE_ORDER_MARK) {
            read();
            column = 1;
        }
        while (peek() == '\n' || peek() == '\r') {
            endOfLine();
        }
        if (peek() == END) {
            return null;
        }
        start = line;
        List<String> fields = new ArrayList<>();
        fields.add(field());
        while (peek() == separator) {
            read();
            fields.add(field());
        }
        if (peek() != END) {
            endOfLine();
        }
        return List.copyOf(fields);
    }

    private String field() throws IOException {
        return peek() == '"' ? quoted() : plain();
    }

    private String plain() throws IOException {
        StringBuilder text = new StringBuilder();
        while (peek() != separator && peek() != '\n' && peek() != '\r' && peek() != END) {
            if (peek() == '"') {
                throw refusal("a quote inside a field that does not begin with one");
            }
            text.append((char) read());
        }
        return text.toString();
    }

    /** A field in quotes, in which two quotes are one, and lines may end. */
    private String quoted() throws IOException {
        int firstLine = line;
        int firstColumn = column;
        read();
        StringBuilder text = new StringBuilder();
        while (true) {
            int next = read();
            if (next == END) {
                line = firstLine;
                column = firstColumn;
                throw refusal("the quote that begins here has no end");
            }
            if (next != '"') {
                text.append((char) next);
            } else if (peek() == '"') {
                text.append((char) read());
            } else {
                break;
            }
        }
        if (peek() != separator && peek() != '\n' && peek() != '\r' && peek() != END) {
            throw refusal("after the end of a quoted field stands neither a separator nor the end");
        }
        return text.toString();
    }

    /** CR LF or LF. */
    private void endOfLine() throws IOException {
        if (read() == '\r' && read() != '\n') {
            throw refusal("a carriage return without a line feed");
        }
    }

    private int peek() throws IOException {
        if (peeked == -2) {
            peeked = reader.read();
        }
        return peeked;
    }

    private int read() throws IOException {
        int next = peek();
        peeked = -2;
        if (next == '\n') {
            line++;
            column = 1;
        } else {
            column++;
        }
        return next;
    }

    private IllegalArgumentException refusal(String what) {
        return new IllegalArgumentException(
                "Csv: line %d, column %d: %s".formatted(line, column, what));
    }
}
