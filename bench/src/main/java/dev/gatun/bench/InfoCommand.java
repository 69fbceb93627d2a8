package dev.gatun.bench;

import com.google.gson.GsonBuilder;
import dev.gatun.bench.measure.Machine;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatun info}: what is active on this machine. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        description =
                "Says what is active here: versions, library, threads, SIMD, backend, memory.")
final class InfoCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "as JSON")
    private boolean isJson;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        Machine machine = Machine.here();
        if (isJson) {
            out.println(new GsonBuilder().setPrettyPrinting().create().toJson(machine));
        } else {
            machine.facts().forEach((name, value) -> out.printf("%-10s %s%n", name, value));
        }
        out.flush();
    }
}
