package dev.gatun.bench.gemm;

import java.util.ArrayList;
import java.util.List;

/** The report as text for a terminal. */
final class TextTable {
    private static final String GAP = "  ";

    private TextTable() {}

    /** The explanation of rows and columns, printed above the table. */
    static String legend(boolean withC) {
        return """
        Square float matrices multiplied in every way, from three loops (i-j-k) to OpenBLAS%s.
        Each product is checked, warmed up, and then timed in turns with the others; the library is loaded before.
        ms: the median of a product. GFLOP/s: 2 n^3 operations over it. vs i-j-k: how many times as fast as three loops.
        %sof peak: its share of what as many cores can do.
        max error: the largest difference from a product in double precision. bound: what float rounding explains.
        """
                .formatted(
                        withC ? ", which a C program calls too" : "",
                        withC
                                ? "of C: its share of the C program's speed on as many threads. "
                                : "");
    }

    /** A table with an empty line between sizes. */
    static String of(Report report) {
        boolean withC = report.hasC();
        List<List<String>> lines = new ArrayList<>();
        lines.add(TableCells.heads(withC));
        report.rows().forEach(row -> lines.add(TableCells.of(row, withC)));
        int[] widths = new int[lines.getFirst().size()];
        for (List<String> line : lines) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], line.get(column).length());
            }
        }
        StringBuilder text = new StringBuilder();
        String size = "";
        for (List<String> line : lines) {
            if (!line.getFirst().equals(size) && !size.isEmpty()) {
                text.append('\n');
            }
            size = line.getFirst();
            append(text, line, widths);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, List<String> line, int[] widths) {
        StringBuilder out = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = line.get(column);
            String space = " ".repeat(widths[column] - cell.length());
            // Numbers to the right, the name of the product and the mark to the left.
            boolean isText = column == 1 || column == widths.length - 1;
            out.append(isText ? cell + space : space + cell).append(GAP);
        }
        text.append(out.toString().stripTrailing()).append('\n');
    }
}
