package dev.gatun.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ChartTest {
    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
    }

    @Test
    void aPointStandsWhereItsNumbersSay() throws Exception {
        Chart chart =
                new Chart("A & B", "c < d")
                        .line("line", new double[] {0, 10}, new double[] {0, 6})
                        .level("half", 3);
        Document svg = parsed(chart.svg());
        Element first = (Element) svg.getElementsByTagName("circle").item(0);
        Element last = (Element) svg.getElementsByTagName("circle").item(1);
        // between the margins, 64 + 16 and 860 - 60 - 16, and from 520 - 52 up to 48
        assertThat(first.getAttribute("cx")).isEqualTo("80.0");
        assertThat(first.getAttribute("cy")).isEqualTo("468.0");
        assertThat(last.getAttribute("cx")).isEqualTo("784.0");
        assertThat(last.getAttribute("cy")).isEqualTo("48.0");
        assertThat(svg.getDocumentElement().getTextContent()).contains("A & B", "c < d", "half");
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(1);
    }

    @Test
    void equalRatiosAreEquallyLongOnALogarithmicAxis() throws Exception {
        Chart chart =
                new Chart("t", "s")
                        .logX()
                        .logY()
                        .points("p", new double[] {1, 10, 100}, new double[] {1, 10, 100});
        Document svg = parsed(chart.svg());
        assertThat(svg.getElementsByTagName("polyline").getLength()).isZero();
        double[] x = new double[3];
        for (int i = 0; i < 3; i++) {
            Element point = (Element) svg.getElementsByTagName("circle").item(i);
            x[i] = Double.parseDouble(point.getAttribute("cx"));
        }
        assertThat(x[1] - x[0]).isEqualTo(x[2] - x[1]);
    }

    @Test
    void manyPointsAreNotMarkedAndNoNumberLeavesAGap() throws Exception {
        double[] x = new double[100];
        double[] y = new double[100];
        for (int i = 0; i < 100; i++) {
            x[i] = i;
            y[i] = i == 50 ? Double.NaN : i;
        }
        Document svg = parsed(new Chart("t", "s").line("many", x, y).svg());
        assertThat(svg.getElementsByTagName("circle").getLength()).isZero();
        Element line = (Element) svg.getElementsByTagName("polyline").item(0);
        assertThat(line.getAttribute("points").split(" ")).hasSize(99);
    }

    @Test
    void ticksAreRoundNumbers() {
        assertThat(Scale.of(0.13, 0.87, false).ticks().stream().map(Scale::label))
                .containsExactly("0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9");
        assertThat(Scale.of(0.11, 0.8, true).ticks().stream().map(Scale::label))
                .containsExactly("0.1", "0.2", "0.5", "1");
        assertThat(Scale.of(0.9, 16, true).ticks().stream().map(Scale::label))
                .containsExactly("0.5", "1", "2", "5", "10", "20");
        assertThat(Scale.of(0.003, 12, true).ticks().stream().map(Scale::label))
                .containsExactly("0.001", "0.01", "0.1", "1", "10");
        assertThat(Scale.of(3, 3, false).lowest()).isLessThanOrEqualTo(3);
        assertThat(Scale.label(0.25)).isEqualTo("0.25");
        assertThat(Scale.label(2000)).isEqualTo("2,000");
        assertThat(Scale.label(-1e-9)).isEqualTo("-1e-09");
        assertThat(Scale.label(100)).isEqualTo("100");
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Chart("t", "s").line("l", new double[2], new double[3]));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new HeatMap("t", new double[2][2], List.of("a"), List.of("b", "c")));
    }

    @Test
    void aHeatMapHasACellForEachNumber(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("new/heat.svg");
        double[][] values = {{0, 1}, {0.5, Double.NaN}};
        new HeatMap("t", values, List.of("r1", "r2"), List.of("c1", "c2")).save(file);
        Document svg = parsed(Files.readString(file));
        assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(5); // and the ground
        assertThat(((Element) svg.getElementsByTagName("rect").item(1)).getAttribute("fill"))
                .isEqualTo("#ffffff");
        assertThat(((Element) svg.getElementsByTagName("rect").item(4)).getAttribute("fill"))
                .isEqualTo("#bbbbbb");
    }
}
