package dev.gatun.bench.decode;

import dev.gatun.bench.console.OutputFile;
import dev.gatun.bench.console.TurnsOptions;
import dev.gatun.bench.measure.Machine;
import dev.gatun.bench.measure.Rounds;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gatun decode}: how many tokens a second a language model gives. */
@Command(
        name = "decode",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Times greedy decoding with a cache by a network of GPT-2's small size, whose random"
                    + " weights take 500 MB, in turns with reading those weights once.",
            "A token needs every weight once, so its time cannot be less than that of reading them."
        })
public final class DecodeCommand implements Runnable {
    private static final int TOKENS = 128;
    private static final Rounds ROUNDS =
            new Rounds(31, 500_000_000, 15_000_000_000L, 3_000_000_000L);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private TurnsOptions options = new TurnsOptions();

    @Override
    public void run() {
        Optional<OutputFile> file = options.json();
        List<DecodeTiming> rows =
                new DecodeRun(DecodeRun.SMALL, options.threads(), TOKENS).measure(ROUNDS);
        PrintWriter out = spec.commandLine().getOut();
        rows.forEach(out::println);
        out.println();
        out.println(Rounds.kernels());
        rows.forEach(each -> out.println(each.verdict()));
        out.flush();
        Object document = Map.of("machine", Machine.here(), "rows", rows);
        file.ifPresent(target -> target.writeJson(document));
    }
}
