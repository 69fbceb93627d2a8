package dev.gatun.kernel.loop.spec;

import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import java.util.ArrayList;
import java.util.List;

/**
 * What a kernel computes, of whatever types and layouts its operands are.
 *
 * @param inputs the number of inputs it is called with, of which it need not read all
 * @param outputs the outputs
 * @param program the program of all outputs. It is made once and handed down to all that look at
 *     it: in a fresh process, whose bytecode is interpreted, making it takes a tenth of the time
 *     that a new kernel takes
 * @param flushes whether denormal numbers are zero, those it reads as those it computes; machine
 *     code alone heeds it
 */
public record KernelBody(int inputs, List<Output> outputs, Program program, boolean flushes) {
    /** The body of these outputs. */
    public static KernelBody of(int inputs, List<Output> outputs) {
        return new KernelBody(inputs, outputs, Output.program(outputs), false);
    }

    /** The body that stores values; it has at least so many inputs, and those that they read. */
    public static KernelBody storing(int fewest, List<Expr> values, boolean flushes) {
        Program program = Program.of(values);
        List<Output> outputs = new ArrayList<>(values.size());
        for (Expr value : values) {
            outputs.add(Output.store(value));
        }
        int inputs = Math.max(fewest, program.args());
        return new KernelBody(inputs, List.copyOf(outputs), program, flushes);
    }

    /** The number of inputs and outputs. */
    public int operands() {
        return inputs + outputs.size();
    }

    /** Whether an output has one element for each row. */
    public boolean reduces() {
        for (Output output : outputs) {
            if (output.reduces()) {
                return true;
            }
        }
        return false;
    }

    /** Whether an operand is an output that has one element for each row. */
    public boolean isReduced(int operand) {
        return operand >= inputs && outputs.get(operand - inputs).reduces();
    }
}
