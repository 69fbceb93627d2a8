package dev.gatun.display;

import java.util.Locale;

/** An SVG document under construction, in the colours and type of all our charts. */
final class Svg {
    // Okabe and Ito's colours, which most colour-blind people can distinguish, before a grey.
    static final String[] COLOURS = {
        "#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#006b4f", "#8a3f6b",
        "#999999"
    };

    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height, String title) {
        text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(width + " " + height)
                .append("\" width=\"" + width + "\" height=\"" + height + "\"")
                .append(" font-family=\"system-ui, sans-serif\" font-size=\"12\" role=\"img\">\n")
                .append("<title>" + Markup.escaped(title) + "</title>\n");
        rectangle(0, 0, width, height, "#ffffff");
    }

    void rectangle(double x, double y, double width, double height, String colour) {
        element(
                "rect",
                "x",
                number(x),
                "y",
                number(y),
                "width",
                number(width),
                "height",
                number(height),
                "fill",
                colour);
    }

    void line(double x1, double y1, double x2, double y2, String colour, boolean isDashed) {
        element(
                "line",
                "x1",
                number(x1),
                "x2",
                number(x2),
                "y1",
                number(y1),
                "y2",
                number(y2),
                "stroke",
                colour,
                "stroke-dasharray",
                isDashed ? "5 4" : "none");
    }

    void circle(double x, double y, double radius, String fill, String stroke) {
        element(
                "circle",
                "cx",
                number(x),
                "cy",
                number(y),
                "r",
                number(radius),
                "fill",
                fill,
                "stroke",
                stroke);
    }

    /** A line through points, {@code "x,y x,y"}. */
    void polyline(String points, String colour) {
        element(
                "polyline",
                "points",
                points,
                "fill",
                "none",
                "stroke",
                colour,
                "stroke-width",
                "1.8");
    }

    /**
     * Text.
     *
     * @param anchor which part of it is at the place: start, middle, end
     */
    void text(double x, double y, String anchor, String colour, String content) {
        text.append("<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor)
                .append("\" fill=\"" + colour + "\">" + Markup.escaped(content) + "</text>\n");
    }

    /** Text that rises to the right from where it starts. */
    void risingText(double x, double y, String colour, String content) {
        text.append("<text transform=\"translate(" + number(x) + "," + number(y))
                .append(") rotate(-50)\" fill=\"" + colour + "\">")
                .append(Markup.escaped(content) + "</text>\n");
    }

    private void element(String name, String... attributes) {
        text.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            text.append(' ' + attributes[i] + "=\"" + attributes[i + 1] + '"');
        }
        text.append("/>\n");
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** The whole document. */
    String finished() {
        return text + "</svg>\n";
    }
}
