package dev.gatun.bench.gemm;

import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * GFLOP/s over the size as SVG: both axes logarithmic, a line for each product, with its name at
 * the end.
 *
 * <p>Written directly and not by a charting library, because those lay out text through AWT, which
 * fails on machines without fonts, such as servers and containers.
 */
final class Chart {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 520;
    private static final int LEFT = 64;
    private static final int RIGHT = 170;
    private static final int TOP = 48;
    private static final int BOTTOM = 52;
    private static final int LINE_HEIGHT = 16;

    // Okabe and Ito's colours, which most colour-blind people can distinguish; black and grey for
    // the Java loops.
    private static final String[] COLOURS = {
        "#999999", "#56b4e9", "#0072b2", "#e69f00", "#d55e00", "#009e73", "#006b4f", "#cc79a7",
        "#8a3f6b"
    };

    private record Point(int size, double gflops, boolean isExtrapolated) {}

    private record Line(String name, String colour, List<Point> points) {
        double end() {
            return points.getLast().gflops();
        }
    }

    private final List<Line> lines;
    private final Report report;
    private final double smallest;
    private final double largest;
    private final double lowest;
    private final double highest;
    private final StringBuilder svg = new StringBuilder();

    private Chart(Report report) {
        this.report = report;
        lines = lines(report);
        smallest = report.rows().stream().mapToInt(Row::size).min().orElse(1);
        largest =
                Math.max(2 * smallest, report.rows().stream().mapToInt(Row::size).max().orElse(2));
        double[] speeds =
                report.rows().stream()
                        .map(Row::gflops)
                        .filter(Objects::nonNull)
                        .mapToDouble(Double::doubleValue)
                        .toArray();
        double top =
                report.peak().values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
        double low = top;
        for (double speed : speeds) {
            top = Math.max(top, speed);
            low = Math.min(low, speed);
        }
        lowest = Math.pow(10, Math.floor(Math.log10(low)));
        highest = Math.pow(10, Math.ceil(Math.log10(top) * 2) / 2);
    }

    /** The chart as an SVG document, which can also be embedded in HTML. */
    static String of(Report report) {
        Chart chart = new Chart(report);
        chart.frame();
        chart.peaks();
        chart.curves();
        return chart.svg.append("</svg>\n").toString();
    }

    private void frame() {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " font-family=\"system-ui, sans-serif\" font-size=\"12\" role=\"img\">",
                WIDTH, HEIGHT, WIDTH, HEIGHT);
        add("<title>Speed of matrix products by size</title>");
        add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
        text(
                LEFT,
                22,
                "start",
                "#222222",
                "Square float products on " + report.machine().processor());
        text(LEFT, 38, "start", "#666666", "GFLOP/s, higher is better; both axes are logarithmic");
        for (double speed = lowest; speed <= highest * 1.001; speed *= 10) {
            horizontal(y(speed), "#dddddd", "");
            text(LEFT - 8, y(speed) + 4, "end", "#444444", NumberText.plain(speed));
        }
        for (int size : report.rows().stream().map(Row::size).distinct().toList()) {
            add(
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#eeeeee\"/>",
                    x(size), x(size), TOP, HEIGHT - BOTTOM);
            text(x(size), HEIGHT - BOTTOM + 18, "middle", "#444444", String.valueOf(size));
        }
        double middle = LEFT + (WIDTH - LEFT - RIGHT) / 2.0;
        text(middle, HEIGHT - 14, "middle", "#444444", "rows and columns");
    }

    private void peaks() {
        report.peak()
                .forEach((threads, speed) -> {
                    horizontal(y(speed), "#888888", " stroke-dasharray=\"5 4\"");
                    String label = "FMA peak, " + threads + (threads == 1 ? " thread" : " threads");
                    text(LEFT + 6, y(speed) - 4, "start", "#888888", label);
                });
    }

    private static List<Line> lines(Report report) {
        Map<String, Line> lines = new LinkedHashMap<>();
        for (Row row : report.rows()) {
            if (row.gflops() != null) {
                String name =
                        row.name() + (row.threads() == 1 ? "" : ", " + row.threads() + " threads");
                String colour = COLOURS[lines.size() % COLOURS.length];
                boolean isExtrapolated = row.status() == Measurement.Status.EXTRAPOLATED;
                lines.computeIfAbsent(name, none -> new Line(name, colour, new ArrayList<>()))
                        .points()
                        .add(new Point(row.size(), row.gflops(), isExtrapolated));
            }
        }
        return List.copyOf(lines.values());
    }

    private void curves() {
        lines.forEach(line -> curve(line.points(), line.colour()));
        // Names from the top down, moved apart if lines end close to each other.
        List<Line> fromTheTop = new ArrayList<>(lines);
        fromTheTop.sort(Comparator.comparingDouble(line -> y(line.end())));
        double free = TOP;
        for (Line line : fromTheTop) {
            double at = Math.max(free, y(line.end()));
            free = at + LINE_HEIGHT;
            text(WIDTH - RIGHT + 10, at + 4, "start", line.colour(), line.name());
        }
    }

    private void curve(List<Point> points, String colour) {
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(format("%.1f,%.1f ", x(point.size()), y(point.gflops())));
            add(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\" stroke=\"%s\"/>",
                    x(point.size()),
                    y(point.gflops()),
                    point.isExtrapolated() ? "#ffffff" : colour,
                    colour);
        }
        add(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.8\"/>",
                path.toString().strip(), colour);
    }

    private void horizontal(double y, String colour, String more) {
        add(
                "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"%s/>",
                LEFT, WIDTH - RIGHT, y, y, colour, more);
    }

    private void text(double x, double y, String anchor, String colour, String text) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
                x, y, anchor, colour, Markup.escaped(text));
    }

    private double x(double size) {
        double share = Math.log(size / smallest) / Math.log(largest / smallest);
        return LEFT + 16 + share * (WIDTH - LEFT - RIGHT - 32);
    }

    private double y(double gflops) {
        double share = Math.log(gflops / lowest) / Math.log(highest / lowest);
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    @FormatMethod
    private void add(String template, Object... values) {
        svg.append(format(template, values)).append('\n');
    }

    @FormatMethod
    private static String format(String template, Object... values) {
        return String.format(Locale.ROOT, template, values);
    }
}
