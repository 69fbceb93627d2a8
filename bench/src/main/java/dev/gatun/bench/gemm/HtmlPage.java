package dev.gatun.bench.gemm;

import dev.gatun.bench.measure.Machine;
import dev.gatun.display.Markup;
import java.util.Locale;

/** The report as one self-contained HTML page: chart, table, machine, and an explanation. */
final class HtmlPage {
    private static final String STYLE =
            """
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem;
                   color: #222; background: #fff; }
            h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
            svg { max-width: 100%; height: auto; }
            .wide { overflow-x: auto; }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
            th, td { padding: .15rem .6rem; text-align: right; white-space: nowrap; }
            th { border-bottom: 1px solid #888; }
            th:nth-child(2), td:nth-child(2), .machine td { text-align: left; }
            tr.first td { border-top: 1px solid #ddd; }
            tr.refused td { color: #b00020; font-weight: bold; }
            tr.extrapolated td { color: #777; font-style: italic; }
            """;

    private static final String READING =
            """
            <p>Every product multiplies the same two square matrices of floats. Before it is timed, its result is
            compared with a product summed in double precision; <i>max error</i> is the largest difference in any
            entry, and <i>bound</i> the most that float arithmetic explains: n u / (1 - n u) times the longest row
            times the longest column, with u = 2<sup>-24</sup>. A product beyond its bound is wrong and is not timed.</p>
            <ul>
            <li><i>ms</i> is the median over rounds in which all products of a size take turns.</li>
            <li><i>GFLOP/s</i> counts 2 n<sup>3</sup> operations a product.</li>
            <li><i>vs i-j-k</i>: how many times as fast as three nested loops, of the same run.</li>
            <li><i>of C</i>: the speed as a share of what a C program gets from the same OpenBLAS, with as many
            threads, in turns with it.</li>
            <li><i>of peak</i>: the speed as a share of what as many cores do in a loop of fused multiply-adds that
            touches no memory, in the same run.</li>
            <li><i>i-j-k</i> is the triple loop of the definition; <i>i-k-j</i> changes the order of the loops;
            <i>blocked</i> works on parts that stay in the cache; <i>simd</i> adds the Vector API; <i>openblas</i> is
            OpenBLAS called from Java, <i>openblas-c</i> the same from C.</li>
            </ul>
            """;

    private HtmlPage() {}

    /** The HTML text. */
    static String of(Report report) {
        String headline = Headline.of(report);
        return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Gatun: native against naive</title>
        <style>
        %s</style>
        </head>
        <body>
        <h1>%s</h1>
        %s
        <h2>All numbers</h2>
        <div class="wide">
        %s</div>
        %s<h2>The machine</h2>
        %s
        <h2>How to read it</h2>
        %s</body>
        </html>
        """
                .formatted(
                        STYLE,
                        Markup.escaped(headline),
                        SpeedChart.of(report),
                        table(report),
                        missing(report),
                        machine(report),
                        READING);
    }

    private static String table(Report report) {
        boolean withC = report.hasC();
        StringBuilder html = new StringBuilder("<table>\n<thead><tr>");
        TableCells.heads(withC)
                .forEach(head -> html.append("<th>").append(Markup.escaped(head)).append("</th>"));
        html.append("</tr></thead>\n<tbody>\n");
        int size = 0;
        for (Row row : report.rows()) {
            String kind =
                    row.status().name().toLowerCase(Locale.ROOT)
                            + (row.size() == size ? "" : " first");
            size = row.size();
            html.append("<tr class=\"").append(kind).append("\">");
            TableCells.of(row, withC)
                    .forEach(cell ->
                            html.append("<td>").append(Markup.escaped(cell)).append("</td>"));
            html.append("</tr>\n");
        }
        return html.append("</tbody>\n</table>\n").toString();
    }

    private static String missing(Report report) {
        String missing = Headline.missing(report);
        return missing.isEmpty() ? "" : "<p>" + Markup.escaped(missing) + "</p>\n";
    }

    private static String machine(Report report) {
        Machine machine = report.machine();
        StringBuilder html = new StringBuilder("<table class=\"machine\">\n");
        machine.facts().forEach((name, value) -> line(html, name, value));
        report.peak()
                .forEach((threads, speed) ->
                        line(
                                html,
                                "FMA peak, " + threads + (threads == 1 ? " thread" : " threads"),
                                NumberText.plain(speed) + " GFLOP/s"));
        return html.append("</table>").toString();
    }

    private static void line(StringBuilder html, String name, String value) {
        html.append("<tr><td>").append(Markup.escaped(name)).append("</td><td>");
        html.append(Markup.escaped(value)).append("</td></tr>\n");
    }
}
