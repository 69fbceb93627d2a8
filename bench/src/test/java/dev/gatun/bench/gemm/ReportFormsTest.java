package dev.gatun.bench.gemm;

import static dev.gatun.display.Markup.escaped;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gatun.bench.gemm.Contender.Group;
import java.io.StringReader;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** The same run as JSON, table, chart and page. */
class ReportFormsTest {
    private static final Contender NAIVE = Samples.taking("i-j-k", 1, Group.JAVA, 3_000_000);
    private static final Contender NATIVE = Samples.taking("openblas", 1, Group.OPENBLAS, 4);
    private static final Contender NATIVE_2 = Samples.taking("openblas", 2, Group.OPENBLAS, 3);
    private static final Contender FROM_C = Samples.taking("openblas-c", 1, Group.C, 2);
    private static final Contender IDLE = Samples.contender("simd", 1, Group.JAVA, 1, p -> {});

    private static Report report(List<Contender> contenders) {
        return new GemmRun(contenders, List.of(7, 13), Samples.QUICK, true)
                .measure(Samples.MACHINE, Samples.QUIET);
    }

    private final Report full = report(List.of(NAIVE, IDLE, NATIVE, NATIVE_2, FROM_C));
    private final Report withoutC = report(List.of(NAIVE, NATIVE));

    @Test
    void everyJsonRowHasEveryField() {
        JsonObject document = JsonParser.parseString(JsonReport.of(full)).getAsJsonObject();
        assertThat(document.getAsJsonObject("machine").get("cores").getAsInt()).isEqualTo(2);
        assertThat(document.getAsJsonObject("peak").keySet()).containsExactly("1", "2");
        assertThat(document.getAsJsonArray("rows")).hasSize(10);
        for (JsonElement row : document.getAsJsonArray("rows")) {
            assertThat(row.getAsJsonObject().keySet())
                    .containsExactly(
                            "name",
                            "size",
                            "threads",
                            "millis",
                            "gflops",
                            "speedup",
                            "shareOfC",
                            "shareOfPeak",
                            "maxError",
                            "errorBound",
                            "samples",
                            "status");
        }
        JsonObject refused = document.getAsJsonArray("rows").get(1).getAsJsonObject();
        assertThat(refused.get("status").getAsString()).isEqualTo("refused");
        assertThat(refused.get("millis").isJsonNull()).isTrue();
    }

    @Test
    void theTableMarksWhatWasNotTimed() {
        String table = TextTable.of(full);
        assertThat(table.lines().filter(line -> line.contains("simd")))
                .hasSize(2)
                .allMatch(line -> line.endsWith("WRONG, not timed"));
        assertThat(table.lines().filter(line -> line.endsWith("extrapolated"))).hasSize(1);
        assertThat(table.lines().findFirst().orElseThrow()).contains("of C");
    }

    @Test
    void theLegendExplainsEveryColumn() {
        for (boolean withC : new boolean[] {true, false}) {
            // What a table of names needs no explanation for.
            assertThat(TextTable.legend(withC))
                    .contains(
                            TableCells.heads(withC).stream()
                                    .filter(head -> !head.matches("|size|product|threads"))
                                    .map(head -> head + ": ")
                                    .toList());
        }
        assertThat(TextTable.legend(false)).doesNotContain("of C:");
    }

    @Test
    void withoutCTheColumnIsLeftOut() {
        assertThat(TextTable.of(withoutC)).doesNotContain("of C").contains("of peak");
        assertThat(HtmlPage.of(withoutC))
                .doesNotContain("<th>of C</th>")
                .contains(escaped(Headline.NO_C));
        assertThat(HtmlPage.of(full))
                .contains("<th>of C</th>")
                .doesNotContain(escaped(Headline.NO_C));
    }

    @Test
    void theChartIsWellFormedAndHasALineAProduct() throws Exception {
        Document svg =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(SpeedChart.of(full))));
        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(4);
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(8);
        assertThat(svg.getDocumentElement().getTextContent())
                .contains("A & B <processor>", "openblas, 2 threads", "FMA peak, 1 thread");
    }

    @Test
    void thePageLoadsNothing() {
        String page = HtmlPage.of(full);
        assertThat(Pattern.compile("(?i)\\b(src|href|action)\\s*=").matcher(page).find()).isFalse();
        assertThat(page).doesNotContain("@import", "url(", "<script", "<link");
        // The one address is the name of the SVG namespace, which nothing fetches.
        assertThat(page.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("http:", "https:");
        assertThat(page).contains("<svg", "A &amp; B &lt;processor&gt;", "How to read it");
    }

    @Test
    void theHeadlineNamesTheLargestSizeOrWhatIsWrong() {
        assertThat(Headline.of(withoutC)).contains("13 x 13");
        assertThat(Headline.of(full)).startsWith("WRONG: 2 products");
    }

    @Test
    void numbersHaveThreeDigits() {
        assertThat(NumberText.plain(null)).isEqualTo("-");
        assertThat(NumberText.plain(0.0)).isEqualTo("0");
        assertThat(NumberText.plain(0.001234)).isEqualTo("0.00123");
        assertThat(NumberText.plain(1.239)).isEqualTo("1.24");
        assertThat(NumberText.plain(12.34)).isEqualTo("12.3");
        assertThat(NumberText.plain(1234.5)).isEqualTo("1,235");
        assertThat(NumberText.percent(0.9876)).isEqualTo("98.8 %");
    }
}
