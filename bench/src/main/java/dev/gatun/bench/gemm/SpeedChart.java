package dev.gatun.bench.gemm;

import dev.gatun.display.Chart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** GFLOP/s over the size: both axes logarithmic, a line for each product. */
final class SpeedChart {
    private SpeedChart() {}

    /** The chart as an SVG document, which can also be embedded in HTML. */
    static String of(Report report) {
        Chart chart =
                new Chart(
                                "Square float products on " + report.machine().processor(),
                                "GFLOP/s, higher is better; both axes are logarithmic")
                        .logX()
                        .logY()
                        .xLabel("rows and columns")
                        .ticksX(report.rows().stream().mapToDouble(Row::size).distinct().toArray());
        report.peak()
                .forEach((threads, speed) ->
                        chart.level(
                                "FMA peak, " + threads + (threads == 1 ? " thread" : " threads"),
                                speed));
        lines(report).forEach((name, rows) -> add(chart, name, rows));
        return chart.svg();
    }

    private static Map<String, List<Row>> lines(Report report) {
        Map<String, List<Row>> lines = new LinkedHashMap<>();
        for (Row row : report.rows()) {
            if (row.gflops() != null) {
                String threads = row.threads() == 1 ? "" : ", " + row.threads() + " threads";
                lines.computeIfAbsent(row.name() + threads, _ -> new ArrayList<>()).add(row);
            }
        }
        return lines;
    }

    private static void add(Chart chart, String name, List<Row> rows) {
        double[] x = rows.stream().mapToDouble(Row::size).toArray();
        double[] y = new double[x.length];
        boolean[] isExtrapolated = new boolean[x.length];
        for (int i = 0; i < x.length; i++) {
            Double speed = rows.get(i).gflops();
            y[i] = speed == null ? Double.NaN : speed;
            isExtrapolated[i] = rows.get(i).status() == Measurement.Status.EXTRAPOLATED;
        }
        chart.line(name, x, y, isExtrapolated);
    }
}
