package dev.gatun.data;

import dev.gatun.checks.FileErrors;
import dev.gatun.checks.Nulls;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A table of text as RFC 4180 writes it: fields between commas, which may stand in quotes; records
 * in lines. The first record has the names of the columns.
 *
 * {@snippet :
 * Csv iris = Csv.read(Path.of("iris.csv"));
 * Tensor x = iris.numbers("sepal_length", "sepal_width"); // (n, 2)
 * Tensor y = iris.classes("species"); // (n), and iris.values("species") names them
 * }
 *
 * <p>Lines may end in CR LF or LF; lines with nothing in them are passed over; a byte order mark at
 * the beginning is too. What cannot be read is an {@link IllegalArgumentException} that names line
 * and column, both from 1.
 */
public final class Csv {
    private final List<String> header;
    private final List<List<String>> rows;

    /** The line that each row begins in. */
    private final List<Integer> lines;

    private Csv(List<String> header, List<List<String>> rows, List<Integer> lines) {
        this.header = header;
        this.rows = rows;
        this.lines = lines;
    }

    /**
     * Reads a file in UTF-8 with fields between commas.
     *
     * @throws IOException if it cannot be read, or is not UTF-8
     * @throws IllegalArgumentException if it is no table
     */
    public static Csv read(Path path) throws IOException {
        Nulls.refuse("read", "path", path);
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            return parse(reader, ',');
        } catch (CharacterCodingException e) {
            throw new IOException(path + ": is not UTF-8", e);
        } catch (IOException e) {
            throw FileErrors.named(path, e);
        }
    }

    /**
     * Reads a text.
     *
     * @param separator what stands between fields
     * @throws IllegalArgumentException if it is no table; or the separator is a quote or ends a
     *     line
     */
    public static Csv parse(String text, char separator) {
        Nulls.refuse("parse", "text", text);
        try {
            return parse(new StringReader(text), separator);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // which text in memory does not throw
        }
    }

    private static Csv parse(Reader reader, char separator) throws IOException {
        List<List<String>> records = new ArrayList<>();
        List<Integer> lines = new ArrayList<>();
        CsvReader fields = new CsvReader(reader, separator);
        for (List<String> next = fields.next(); next != null; next = fields.next()) {
            if (!records.isEmpty() && next.size() != records.getFirst().size()) {
                throw new IllegalArgumentException(
                        "Csv: line %d has %d fields, and the header %d"
                                .formatted(fields.line(), next.size(), records.getFirst().size()));
            }
            records.add(next);
            lines.add(fields.line());
        }
        if (records.isEmpty()) {
            throw new IllegalArgumentException("Csv: line 1: there is no header");
        }
        Set<String> names = new HashSet<>();
        for (String name : records.getFirst()) {
            if (!names.add(name)) {
                throw new IllegalArgumentException(
                        "Csv: line %d: two columns are called '%s'"
                                .formatted(lines.getFirst(), name));
            }
        }
        return new Csv(
                records.getFirst(),
                List.copyOf(records.subList(1, records.size())),
                List.copyOf(lines.subList(1, lines.size())));
    }

    /** The names of the columns. */
    public List<String> header() {
        return header;
    }

    /** The fields of each row. */
    public List<List<String>> rows() {
        return rows;
    }

    /**
     * The fields of a column.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public List<String> column(String name) {
        int column = index("column", Nulls.refuse("column", "name", name));
        return rows.stream().map(row -> row.get(column)).toList();
    }

    private int index(String op, String name) {
        int column = header.indexOf(name);
        if (column < 0) {
            throw new IllegalArgumentException(
                    "%s: there is no column '%s' among %s".formatted(op, name, header));
        }
        return column;
    }

    /**
     * Columns of numbers, as F32 (rows, columns); all columns if none is named. An empty field is
     * NaN; {@code nan}, {@code inf} and {@code -inf} are read, in either case.
     *
     * @throws IllegalArgumentException if a field is no number, or there is no such column
     */
    public Tensor numbers(String... columns) {
        return numbers(DType.F32, columns);
    }

    /** {@link #numbers(String...)} of another type, by rounding from F64. */
    public Tensor numbers(DType dtype, String... columns) {
        Nulls.refuse("numbers", "dtype", dtype);
        String[] given = Nulls.copy("numbers", "columns", "column", columns);
        List<String> names = given.length == 0 ? header : Arrays.asList(given);
        int[] at = names.stream().mapToInt(name -> index("numbers", name)).toArray();
        double[] values = new double[Math.multiplyExact(rows.size(), at.length)];
        for (int r = 0; r < rows.size(); r++) {
            for (int c = 0; c < at.length; c++) {
                values[r * at.length + c] = number(r, at[c]);
            }
        }
        return Tensor.of(values, rows.size(), at.length).to(dtype);
    }

    private double number(int row, int column) {
        String text = rows.get(row).get(column).strip();
        if (text.isEmpty()) {
            return Double.NaN;
        }
        try {
            return parsed(text);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException(
                    "numbers: line %d, field %d ('%s'): '%s' is no number"
                            .formatted(lines.get(row), column + 1, header.get(column), text));
        }
    }

    /** A number as other languages write it, too: without Java's suffixes and hexadecimal ones. */
    private static double parsed(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            case String other when other.matches("[-+0-9.e]+") -> Double.parseDouble(other);
            default -> throw new NumberFormatException();
        };
    }

    /**
     * The distinct values of a column, in the order they are first met.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public List<String> values(String name) {
        int column = index("values", Nulls.refuse("values", "name", name));
        return rows.stream().map(row -> row.get(column)).distinct().toList();
    }

    /**
     * A column by the places of its values among its {@link #values}: I64 (rows).
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public Tensor classes(String name) {
        int column = index("classes", Nulls.refuse("classes", "name", name));
        Map<String, Long> places = new LinkedHashMap<>();
        long[] classes = new long[rows.size()];
        for (int r = 0; r < classes.length; r++) {
            long next = places.size();
            classes[r] = places.computeIfAbsent(rows.get(r).get(column), _ -> next);
        }
        return Tensor.of(classes);
    }
}
