package dev.gatun.bench.gemm;

import java.util.ArrayList;
import java.util.List;

/** The columns of the report, in the terminal and on the HTML page. */
final class TableCells {
    private static final int C_COLUMN = 6;

    private TableCells() {}

    /** The heads of the columns, without that of C if no C program was run. */
    static List<String> heads(boolean withC) {
        return without(
                withC,
                List.of(
                        "size",
                        "product",
                        "threads",
                        "ms",
                        "GFLOP/s",
                        "vs i-j-k",
                        "of C",
                        "of peak",
                        "max error",
                        "bound",
                        ""));
    }

    /** The cells of one row. */
    static List<String> of(Row row, boolean withC) {
        return without(
                withC,
                List.of(
                        String.valueOf(row.size()),
                        row.name(),
                        String.valueOf(row.threads()),
                        NumberText.plain(row.millis()),
                        NumberText.plain(row.gflops()),
                        NumberText.times(row.speedup()),
                        NumberText.percent(row.shareOfC()),
                        NumberText.percent(row.shareOfPeak()),
                        NumberText.error(row.maxError()),
                        NumberText.error(row.errorBound()),
                        mark(row)));
    }

    private static String mark(Row row) {
        return switch (row.status()) {
            case TIMED -> "";
            case EXTRAPOLATED -> "extrapolated";
            case REFUSED -> "WRONG, not timed";
        };
    }

    private static List<String> without(boolean withC, List<String> cells) {
        if (withC) {
            return cells;
        }
        List<String> shorter = new ArrayList<>(cells);
        shorter.remove(C_COLUMN);
        return shorter;
    }
}
