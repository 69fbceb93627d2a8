package dev.gatun.bench.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.bench.measure.Rounds;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class VerifyCommandTest {
    /** One sample, no warm-up. */
    private static final Rounds QUICK = new Rounds(1, 1, 1, 1);

    @Test
    void itSaysWhatItsTablesShowBeforeEach() {
        StringWriter out = new StringWriter();
        CommandLine verify = new CommandLine(new VerifyCommand(QUICK));
        verify.setOut(new PrintWriter(out, true));
        assertThat(verify.execute()).isZero();
        assertThat(out.toString())
                .startsWith("Every operation, forward and backward")
                .containsSubsequence(
                        "forward, backward: ",
                        "bound: ",
                        "operation ",
                        "Four networks, trained 20 steps",
                        "loss, after 20: ",
                        "of losses, gradients: ",
                        "ms: ",
                        "speedup: ",
                        "network ",
                        "The native engine agrees with the reference.");
    }
}
