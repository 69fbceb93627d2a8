package dev.gatun.tensor.read;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * Writes a tensor's elements as NumPy does: nested brackets, aligned columns, lines of at most 75
 * characters, and only the first and last three of each axis if there are more than 1,000 elements.
 */
final class TensorPrinter {
    private static final long SUMMARISED_FROM = 1000;
    private static final int EDGE = 3;
    private static final int WIDTH = 75;

    /**
     * The element at an index: a {@code Long} of integers and truth values, a {@code Double} of
     * others.
     */
    @FunctionalInterface
    interface Elements {
        Number at(long[] index);
    }

    private final Shape shape;
    private final Elements elements;
    private final boolean summarised;
    private final Function<Number, String> format;

    private TensorPrinter(Shape shape, Elements elements, DType dtype) {
        this.shape = shape;
        this.elements = elements;
        this.summarised = shape.numel() > SUMMARISED_FROM;
        List<Number> shown = new ArrayList<>();
        collect(new long[shape.rank()], 0, shown);
        if (dtype == DType.BOOL) {
            this.format = element -> element.longValue() == 0 ? "False" : " True";
        } else if (dtype.isInteger()) {
            long[] numbers = shown.stream().mapToLong(Number::longValue).toArray();
            this.format = NumberFormat.ofIntegers(numbers)::format;
        } else {
            double[] numbers = shown.stream().mapToDouble(Number::doubleValue).toArray();
            this.format = NumberFormat.of(numbers, dtype != DType.F64)::format;
        }
    }

    /**
     * The elements in brackets.
     *
     * @param dtype what they are
     */
    static String print(Shape shape, Elements elements, DType dtype) {
        if (shape.isEmpty()) {
            return "[]";
        }
        if (shape.rank() == 0) {
            Number element = elements.at(new long[0]);
            return dtype == DType.BOOL
                    ? (element.longValue() == 0 ? "False" : "True")
                    : NumberFormat.scalar(element, dtype.isInteger(), dtype != DType.F64);
        }
        return new TensorPrinter(shape, elements, dtype).text(new long[shape.rank()], 0);
    }

    private void collect(long[] index, int axis, List<Number> shown) {
        if (axis == shape.rank()) {
            shown.add(elements.at(index));
            return;
        }
        for (long i = 0; i < shape.dim(axis); i++) {
            i = afterGap(i, axis);
            index[axis] = i;
            collect(index, axis + 1, shown);
        }
    }

    /** The index after the elements that a summary leaves out. */
    private long afterGap(long i, int axis) {
        return isGap(i, axis) ? shape.dim(axis) - EDGE : i;
    }

    private boolean isGap(long i, int axis) {
        return summarised && i == EDGE && shape.dim(axis) > 2 * EDGE;
    }

    private String text(long[] index, int axis) {
        if (axis == shape.rank()) {
            return format.apply(elements.at(index));
        }
        return axis == shape.rank() - 1 ? row(index, axis) : block(index, axis);
    }

    private String row(long[] index, int axis) {
        StringBuilder text = new StringBuilder("[");
        int column = axis + 1;
        for (long i = 0; i < shape.dim(axis); i++) {
            boolean gap = isGap(i, axis);
            if (gap) {
                column = append(text, "...", column, axis);
                i = afterGap(i, axis);
            }
            index[axis] = i;
            column = append(text, text(index, axis + 1), column, axis);
        }
        return text.append(']').toString();
    }

    /**
     * Appends an entry to a row, on a new line if it does not fit on this one; returns the column.
     */
    private static int append(StringBuilder text, String entry, int column, int axis) {
        boolean first = text.length() == 1;
        if (!first && column + 1 + entry.length() > WIDTH) {
            while (text.charAt(text.length() - 1) == ' ') {
                text.setLength(text.length() - 1);
            }
            text.append('\n').append(" ".repeat(axis + 1));
            column = axis + 1;
        } else if (!first) {
            text.append(' ');
            column++;
        }
        text.append(entry);
        return column + entry.length();
    }

    private String block(long[] index, int axis) {
        // One line break between rows, two between matrices, and so on.
        String separator = "\n".repeat(shape.rank() - axis - 1) + " ".repeat(axis + 1);
        StringJoiner text = new StringJoiner(separator, "[", "]");
        for (long i = 0; i < shape.dim(axis); i++) {
            if (isGap(i, axis)) {
                text.add("...");
                i = afterGap(i, axis);
            }
            index[axis] = i;
            text.add(text(index, axis + 1));
        }
        return text.toString();
    }
}
