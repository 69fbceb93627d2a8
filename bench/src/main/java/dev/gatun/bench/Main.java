package dev.gatun.bench;

import dev.gatun.bench.code.CodeCommand;
import dev.gatun.bench.cold.ColdCommand;
import dev.gatun.bench.console.Failure;
import dev.gatun.bench.decode.DecodeCommand;
import dev.gatun.bench.gemm.GemmCommand;
import dev.gatun.bench.linalg.LinalgCommand;
import dev.gatun.bench.ops.OpsCommand;
import dev.gatun.bench.overhead.OverheadCommand;
import dev.gatun.bench.train.TrainCommand;
import dev.gatun.bench.verify.VerifyCommand;
import dev.gatun.openblas.OpenBlasUnavailableException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command line {@code gatun}.
 *
 * <p>Exit codes: 0 done, 1 failed (a wrong product, a file that cannot be written, no OpenBLAS), 2
 * arguments not understood. Every expected failure is one line on standard error.
 */
@Command(
        name = "gatun",
        description =
                "Native-backed matrix products for Java, checked and measured on this machine.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            InfoCommand.class,
            GemmCommand.class,
            OverheadCommand.class,
            LinalgCommand.class,
            OpsCommand.class,
            TrainCommand.class,
            DecodeCommand.class,
            VerifyCommand.class,
            ColdCommand.class,
            CodeCommand.class
        })
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line with its error handling; output goes where the caller sets it. */
    static CommandLine commandLine() {
        CommandLine gatun = new CommandLine(new Main());
        // Arguments after the name of the suite are passed to JMH, options included.
        gatun.addSubcommand(new CommandLine(new JmhCommand()).setStopAtPositional(true));
        return gatun.setExpandAtFiles(false)
                .setParameterExceptionHandler(Main::notUnderstood)
                .setExecutionExceptionHandler(Main::failed);
    }

    private static int notUnderstood(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().printf("%s: %s (%s --help explains)%n", name, firstLine(problem), name);
        return ExitCode.USAGE;
    }

    private static int failed(Exception problem, CommandLine command, ParseResult arguments) {
        PrintWriter err = command.getErr();
        if (problem instanceof Failure || problem instanceof OpenBlasUnavailableException) {
            err.println(command.getCommandSpec().qualifiedName() + ": " + problem.getMessage());
        } else {
            problem.printStackTrace(err);
        }
        return ExitCode.SOFTWARE;
    }

    private static String firstLine(Exception problem) {
        String message = String.valueOf(problem.getMessage());
        return message.lines().findFirst().orElse(message);
    }

    /** The version the jar was packed as. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"gatun " + version()};
        }

        static String version() {
            String packed = Main.class.getPackage().getImplementationVersion();
            return packed == null ? "unpacked" : packed;
        }
    }
}
