package dev.gatun.bench.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.bench.gemm.Contender.Group;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GemmCommandTest {
    private static final Contender NAIVE = Samples.taking("i-j-k", 1, Group.JAVA, 100);
    private static final Contender BROKEN =
            Samples.contender("openblas", 1, Group.OPENBLAS, 1, p -> {});

    private final StringWriter out = new StringWriter();

    private int gemm(List<Contender> contenders, String... arguments) {
        CommandLine gemm =
                new CommandLine(new GemmCommand((threads, c) -> contenders, Samples.QUICK));
        gemm.setOut(new PrintWriter(out, true));
        return gemm.execute(arguments);
    }

    @Test
    void aWrongProductMakesTheExitCode1AndIsInTheReportAllTheSame(@TempDir Path directory) {
        Path json = directory.resolve("rows.json");
        assertThat(gemm(List.of(NAIVE, BROKEN), "--sizes", "7", "--json", json.toString()))
                .isEqualTo(1);
        assertThat(out.toString()).contains("WRONG, not timed").contains("WRONG: 1 product");
        assertThat(json).content().contains("\"refused\"");
    }

    @Test
    void rightProductsMakeItZeroAndEachSizeIsRunOnce() {
        assertThat(gemm(List.of(NAIVE), "--sizes", "13,7,13")).isZero();
        assertThat(out.toString().lines().filter(line -> line.matches(" *\\d+ +i-j-k .*")))
                .hasSize(2);
    }
}
