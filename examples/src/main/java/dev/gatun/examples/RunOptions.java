package dev.gatun.examples;

import dev.gatun.display.Progress;
import dev.gatun.tensor.Generator;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that all programs have, and where they print. */
class RunOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "where random numbers start from (${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--pictures",
            paramLabel = "DIRECTORY",
            defaultValue = "pictures",
            description = "where the picture is written (${DEFAULT-VALUE})")
    private Path pictures = Path.of("pictures");

    /** Runs a program and ends the process: 0 if it went well, 2 if an argument was wrong. */
    static void run(Runnable program, String... arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(program, out, err, arguments));
    }

    /** Runs a program and returns how it ended. */
    static int run(Runnable program, PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(program).setOut(out).setErr(err).execute(arguments);
    }

    /** Makes the standard generator draw from the seed. */
    final void seed() {
        Generator.standard().manualSeed(seed);
    }

    /** A line of what the program has found. */
    final void print(String line) {
        spec.commandLine().getOut().println(line);
    }

    /** Text within a line, seen at once. */
    final void write(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }

    /** A bar on a terminal, lines elsewhere. */
    final Progress progress(int steps) {
        return Progress.on(spec.commandLine().getErr()).apply(steps);
    }

    /** Writes the picture and says where it is. */
    final void picture(String name, Consumer<Path> save) {
        Path file = pictures.resolve(name);
        save.accept(file);
        print("picture: " + file);
    }
}
