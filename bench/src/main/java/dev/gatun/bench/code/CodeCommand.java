package dev.gatun.bench.code;

import dev.gatun.bench.console.Failure;
import dev.gatun.kernel.loop.emitted.KernelEmitter;
import dev.gatun.kernel.loop.spec.AccessPattern;
import dev.gatun.kernel.loop.spec.KernelBody;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.shape.DType;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatun code}: the machine code that an expression becomes. */
@Command(
        name = "code",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints the machine code of the loop of an expression, as objdump would.",
            "Operands are x0 to x9; + - * / and the elementwise functions by their names: gatun code"
                    + " 'x0 * sigmoid(x0)'."
        })
public final class CodeCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "EXPRESSION", description = "of elements of dense arrays")
    private String text = "";

    @Option(names = "--double", description = "of doubles, not of floats")
    private boolean isDouble;

    @Option(names = "--sum", description = "the sum of its values along rows")
    private boolean isSum;

    @Override
    public void run() {
        ExpressionText.Parsed parsed = ExpressionText.parse(text);
        DType type = isDouble ? DType.F64 : DType.F32;
        Output output = isSum ? Output.sum(parsed.expression()) : Output.store(parsed.expression());
        AccessPattern pattern = isSum ? AccessPattern.rows(type, 0, 0) : AccessPattern.row(type, 0);
        KernelBody body = KernelBody.of(parsed.operands(), List.of(output));
        List<String> listing = KernelEmitter.listing(body, pattern);
        if (listing.isEmpty()) {
            throw new Failure("\"" + text + "\" has a function that does not become machine code");
        }
        PrintWriter out = spec.commandLine().getOut();
        listing.forEach(out::println);
        out.flush();
    }
}
