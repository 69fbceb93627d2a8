package dev.gatun.display;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A matrix of numbers as coloured cells, an SVG document: white the least, dark blue the most. */
public final class HeatMap {
    private static final int LEFT = 110;
    private static final int TOP = 96;
    private static final int MOST = 640;
    private static final int[] DARK = {0x08, 0x30, 0x6b};

    private final String title;
    private final double[][] values;
    private final List<String> rows;
    private final List<String> columns;

    /**
     * A heat map.
     *
     * @param values a row of cells for each row
     * @param rows a label for each row
     * @param columns a label for each column
     */
    public HeatMap(String title, double[][] values, List<String> rows, List<String> columns) {
        boolean isWhole = values.length == rows.size() && values.length > 0;
        if (!isWhole || Arrays.stream(values).anyMatch(row -> row.length != columns.size())) {
            throw new IllegalArgumentException(
                    "a label is wanted for each of the rows and columns of " + title);
        }
        this.title = title;
        this.values = Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
        this.rows = List.copyOf(rows);
        this.columns = List.copyOf(columns);
    }

    /** Writes the document to a file, whose directories are made. */
    public void save(Path file) {
        Chart.save(file, svg());
    }

    /** The heat map as an SVG document. */
    public String svg() {
        int cell = Math.max(2, Math.min(28, MOST / Math.max(rows.size(), columns.size())));
        Svg svg = new Svg(LEFT + cell * columns.size() + 48, TOP + cell * rows.size() + 24, title);
        svg.text(16, 22, "start", "#222222", title);
        double[] all =
                Arrays.stream(values)
                        .flatMapToDouble(Arrays::stream)
                        .filter(Double::isFinite)
                        .toArray();
        double least = Arrays.stream(all).min().orElse(0);
        double most = Arrays.stream(all).max().orElse(1);
        svg.text(
                16,
                38,
                "start",
                "#666666",
                "white " + Scale.label(least) + ", dark blue " + Scale.label(most));
        boolean isWide = columns.stream().anyMatch(each -> each.length() > 3);
        for (int c = 0; c < columns.size(); c++) {
            double middle = LEFT + cell * (c + 0.5);
            if (isWide) {
                svg.risingText(middle + 4, TOP - 8, "#444444", columns.get(c));
            } else {
                svg.text(middle, TOP - 8, "middle", "#444444", columns.get(c));
            }
        }
        for (int r = 0; r < rows.size(); r++) {
            svg.text(LEFT - 8, TOP + cell * (r + 0.5) + 4, "end", "#444444", rows.get(r));
            for (int c = 0; c < columns.size(); c++) {
                double share = most > least ? (values[r][c] - least) / (most - least) : 0;
                svg.rectangle(LEFT + cell * c, TOP + cell * r, cell, cell, colour(share));
            }
        }
        return svg.finished();
    }

    /** From white to dark blue; what is no number is grey. */
    private static String colour(double share) {
        if (!Double.isFinite(share)) {
            return "#bbbbbb";
        }
        StringBuilder colour = new StringBuilder("#");
        for (int dark : DARK) {
            colour.append("%02x".formatted(Math.round(255 + share * (dark - 255))));
        }
        return colour.toString();
    }
}
