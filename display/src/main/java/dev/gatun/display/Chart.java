package dev.gatun.display;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Lines and points over two axes as an SVG document; the name of each stands at its end.
 *
 * <p>Written directly and not by a charting library, because those lay out text through AWT, which
 * fails on machines without fonts, such as servers and containers.
 */
public final class Chart {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 520;
    private static final int LEFT = 64;
    private static final int LEAST_RIGHT = 40;
    private static final int LETTER_WIDTH = 7;
    private static final int TOP = 48;
    private static final int BOTTOM = 52;
    private static final int LINE_HEIGHT = 16;
    private static final int MARGIN = 16;
    private static final int MOST_MARKED = 40;

    private final String title;
    private final String subtitle;
    private final List<Series> series = new ArrayList<>();
    private final List<Level> levels = new ArrayList<>();
    private final List<Double> ticksX = new ArrayList<>();
    private String xLabel = "";
    private boolean isLogX;
    private boolean isLogY;

    private record Point(double x, double y, boolean isHollow) {}

    private record Series(String name, String colour, List<Point> points, boolean isLine) {
        /** The height of the end of the line; points without one have none. */
        double end() {
            return isLine ? points.getLast().y() : Double.NaN;
        }
    }

    private record Level(String name, double y) {}

    /** An empty chart under two lines of text. */
    public Chart(String title, String subtitle) {
        this.title = title;
        this.subtitle = subtitle;
    }

    /** Names the axis from left to right. */
    public Chart xLabel(String label) {
        xLabel = label;
        return this;
    }

    /** Writes these numbers at the axis from left to right, and no others. */
    public Chart ticksX(double... values) {
        Arrays.stream(values).forEach(ticksX::add);
        return this;
    }

    /** Makes the axis from left to right logarithmic; all x are positive. */
    public Chart logX() {
        isLogX = true;
        return this;
    }

    /** Makes the axis from bottom to top logarithmic; all y are positive. */
    public Chart logY() {
        isLogY = true;
        return this;
    }

    /** Adds a line through points, which are marked where they are few. */
    public Chart line(String name, double[] x, double[] y) {
        return line(name, x, y, new boolean[x.length]);
    }

    /** Adds a line through points; the hollow ones are drawn so. */
    public Chart line(String name, double[] x, double[] y, boolean[] isHollow) {
        return add(name, x, y, isHollow, true);
    }

    /** Adds points without a line. */
    public Chart points(String name, double[] x, double[] y) {
        return add(name, x, y, new boolean[x.length], false);
    }

    private Chart add(String name, double[] x, double[] y, boolean[] isHollow, boolean isLine) {
        if (x.length != y.length || x.length != isHollow.length || x.length == 0) {
            throw new IllegalArgumentException(
                    "%s: as many x as y are wanted, one at least, not %d and %d"
                            .formatted(name, x.length, y.length));
        }
        String colour = Svg.COLOURS[series.size() % Svg.COLOURS.length];
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            points.add(new Point(x[i], y[i], isHollow[i]));
        }
        series.add(new Series(name, colour, points, isLine));
        return this;
    }

    /** Adds a dashed level across the chart. */
    public Chart level(String name, double y) {
        levels.add(new Level(name, y));
        return this;
    }

    /** Writes the document to a file, whose directories are made. */
    public void save(Path file) {
        save(file, svg());
    }

    static void save(Path file, String svg) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Files.writeString(file, svg);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The chart as an SVG document, which can also be embedded in HTML. */
    public String svg() {
        Scale x = horizontal();
        double[] heights =
                DoubleStream.concat(
                                points().mapToDouble(Point::y),
                                levels.stream().mapToDouble(Level::y))
                        .filter(Double::isFinite)
                        .toArray();
        Scale y = scale(heights, isLogY);
        Svg svg = new Svg(WIDTH, HEIGHT, title);
        frame(svg, x, y);
        for (Level level : levels) {
            svg.line(LEFT, y(y, level.y()), edge(), y(y, level.y()), "#888888", true);
            svg.text(LEFT + 6, y(y, level.y()) - 4, "start", "#888888", level.name());
        }
        series.forEach(each -> curve(svg, each, x, y));
        names(svg, y);
        return svg.finished();
    }

    /** Where the area of the curves ends, to leave room for their names. */
    private int edge() {
        int longest = series.stream().mapToInt(each -> each.name().length()).max().orElse(0);
        return WIDTH - Math.max(LEAST_RIGHT, LEFT / 2 + LETTER_WIDTH * longest);
    }

    private Stream<Point> points() {
        return series.stream().flatMap(each -> each.points().stream());
    }

    /** Without whole steps at its ends where the ticks are given: the first and last are there. */
    private Scale horizontal() {
        double[] all = points().mapToDouble(Point::x).toArray();
        if (ticksX.isEmpty() || all.length == 0) {
            return scale(all, isLogX);
        }
        double least = Arrays.stream(all).min().orElse(1);
        double most = Arrays.stream(all).max().orElse(2);
        return new Scale(least, most > least ? most : 2 * least, isLogX);
    }

    private static Scale scale(double[] values, boolean isLogarithmic) {
        double least = Arrays.stream(values).min().orElse(1);
        return Scale.of(least, Arrays.stream(values).max().orElse(least), isLogarithmic);
    }

    private void frame(Svg svg, Scale x, Scale y) {
        svg.text(LEFT, 22, "start", "#222222", title);
        svg.text(LEFT, 38, "start", "#666666", subtitle);
        for (double at : y.ticks()) {
            svg.line(LEFT, y(y, at), edge(), y(y, at), "#dddddd", false);
            svg.text(LEFT - 8, y(y, at) + 4, "end", "#444444", Scale.label(at));
        }
        for (double at : ticksX.isEmpty() ? x.ticks() : ticksX) {
            svg.line(x(x, at), TOP, x(x, at), HEIGHT - BOTTOM, "#eeeeee", false);
            svg.text(x(x, at), HEIGHT - BOTTOM + 18, "middle", "#444444", Scale.label(at));
        }
        double middle = LEFT + (edge() - LEFT) / 2.0;
        svg.text(middle, HEIGHT - 14, "middle", "#444444", xLabel);
    }

    private void curve(Svg svg, Series series, Scale x, Scale y) {
        StringBuilder path = new StringBuilder();
        boolean isMarked = !series.isLine() || series.points().size() <= MOST_MARKED;
        for (Point point : series.points()) {
            if (!Double.isFinite(point.y())) {
                continue;
            }
            double atX = x(x, point.x());
            double atY = y(y, point.y());
            path.append(Svg.number(atX)).append(',').append(Svg.number(atY)).append(' ');
            if (isMarked) {
                String fill = point.isHollow() ? "#ffffff" : series.colour();
                svg.circle(atX, atY, 3, fill, series.colour());
            }
        }
        if (series.isLine()) {
            svg.polyline(path.toString().strip(), series.colour());
        }
    }

    /** Names from the top down, moved apart where lines end close to each other. */
    private void names(Svg svg, Scale y) {
        List<Series> fromTheTop =
                Stream.concat(
                                series.stream().filter(each -> Double.isFinite(each.end())),
                                series.stream().filter(each -> !Double.isFinite(each.end())))
                        .sorted(Comparator.comparingDouble(each -> y(y, each.end())))
                        .toList();
        double free = TOP;
        for (Series each : fromTheTop) {
            double at = Double.isFinite(each.end()) ? Math.max(free, y(y, each.end())) : free;
            free = at + LINE_HEIGHT;
            svg.text(edge() + 10, at + 4, "start", each.colour(), each.name());
        }
    }

    private double x(Scale scale, double value) {
        return LEFT + MARGIN + scale.share(value) * (edge() - LEFT - 2 * MARGIN);
    }

    private static double y(Scale scale, double value) {
        return HEIGHT - BOTTOM - scale.share(value) * (HEIGHT - TOP - BOTTOM);
    }
}
