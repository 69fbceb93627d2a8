package dev.gatun.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
    @TempDir Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int gatun(String... arguments) {
        CommandLine gatun = Main.commandLine();
        gatun.setOut(new PrintWriter(out, true));
        gatun.setErr(new PrintWriter(err, true));
        return gatun.execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "gemm --sizes",
                "gemm --sizes 0",
                "gemm --sizes -4",
                "gemm --sizes 64,abc",
                "gemm --sizes 99999",
                "gemm --threads 0",
                "gemm --threads 1000",
                "gemm --nonsense",
                "info extra",
                "overhead --sizes 0",
                "overhead --rounds 0",
                "ops --threads 0",
                "ops --only nothing",
                "train --threads 0",
                "train --only nothing",
                "decode --threads 0",
                "bench",
                "bench nothing",
                "bench calls --nonsense"
            })
    void badArgumentsAreOneLineAndExitCode2(String line) {
        assertThat(gatun(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).startsWith("gatun").contains("--help explains");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "gemm --help",
                "info --help",
                "overhead --help",
                "ops --help",
                "train --help",
                "decode --help",
                "verify --help",
                "bench --help"
            })
    void helpIsNoError(String line) {
        assertThat(gatun(line.split(" "))).isZero();
        assertThat(out.toString()).contains("Usage: gatun");
    }

    @Test
    void infoSaysWhatIsActive() {
        assertThat(gatun("info")).isZero();
        assertThat(out.toString())
                .startsWith("What Gatun uses on this machine")
                .contains("processor", "backend", "code", "simd", "memory");
    }

    @Test
    void infoIsAlsoJson() {
        assertThat(gatun("info", "--json")).isZero();
        JsonObject info = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertThat(info.keySet())
                .contains(
                        "processor",
                        "cores",
                        "version",
                        "backend",
                        "threads",
                        "library",
                        "code",
                        "simd",
                        "memory");
        assertThat(info.getAsJsonObject("library").get("path").getAsString()).isNotEmpty();
    }

    @Test
    void codeIsListed() {
        assertThat(gatun("code", "x0 * sigmoid(x0) / x1")).isZero();
        assertThat(out.toString()).contains("endbr64", "vmulps", "vdivps", "vzeroupper", "ret");
        assertThat(gatun("code", "--double", "--sum", "x0 * x1")).isZero();
        assertThat(out.toString()).contains("vfmadd").contains("pd ");
        assertThat(gatun("code", "lgamma(x0)")).isOne();
        assertThat(err.toString()).contains("does not become machine code");
    }

    @Test
    void gemmChecksTimesAndWrites() throws Exception {
        Path json = directory.resolve("rows.json");
        Path svg = directory.resolve("chart.svg");
        Path html = directory.resolve("page.html");
        int code =
                gatun(
                        "gemm",
                        "--sizes",
                        "13,7",
                        "--threads",
                        "1",
                        "--json",
                        json.toString(),
                        "--svg",
                        svg.toString(),
                        "--html",
                        html.toString());
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .startsWith("Square float matrices multiplied in every way")
                .contains("i-j-k", "openblas", "times as fast as three loops");
        JsonObject document = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        JsonObject first = document.getAsJsonArray("rows").get(0).getAsJsonObject();
        assertThat(first.get("name").getAsString()).isEqualTo("i-j-k");
        assertThat(first.get("size").getAsInt()).isEqualTo(7);
        assertThat(first.get("status").getAsString()).isEqualTo("timed");
        assertThat(svg).content().startsWith("<svg");
        assertThat(html).content().startsWith("<!DOCTYPE html>");
        // Lines, not a bar: a test's standard error is no terminal.
        assertThat(err.toString().lines())
                .contains(
                        "7 x 7: %d products done"
                                .formatted(document.getAsJsonArray("rows").size() / 2));
    }

    @Test
    void anOutputThatCannotBeWrittenFailsBeforeTheRun() {
        Path path = directory.resolve("none").resolve("rows.json");
        assertThat(gatun("gemm", "--sizes", "7", "--json", path.toString())).isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).startsWith("gatun gemm: cannot write " + path);
        assertThat(out.toString()).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }
}
