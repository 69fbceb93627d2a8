package dev.gatun.kernel.loop;

import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import dev.gatun.expr.Step;
import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.shape.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Statements of a {@link RowProgram} that one kernel computes over the rows of a block. */
final class RowPass {
    /** Whether it runs over the elements of each row, or else over the numbers of the rows. */
    final boolean isOverRows;

    final Kernel kernel;

    /** The variables that are the kernel's inputs, in ascending order, then its outputs. */
    private final int[] variables;

    /** All statements are assignments, either all over rows or all over numbers. */
    RowPass(List<RowStatement> statements) {
        List<RowStatement.Assignment> together = new ArrayList<>();
        List<Expr> values = new ArrayList<>();
        for (RowStatement statement : statements) {
            RowStatement.Assignment assignment = (RowStatement.Assignment) statement;
            together.add(assignment);
            values.add(assignment.output().value());
        }
        isOverRows = together.getFirst().isOverRows();
        Program program = Program.of(values);
        Map<Integer, Expr> places = new HashMap<>();
        int[] read = new int[program.args()];
        for (Step step : program.steps()) {
            if (step instanceof Step.Arg(int index)) {
                read[places.size()] = index;
                places.put(index, Expr.arg(places.size()));
            }
        }
        int inputs = places.size();
        List<Expr> placed = program.expressions(places::get);
        Output[] outputs = new Output[placed.size()];
        variables = Arrays.copyOf(read, inputs + outputs.length);
        for (int k = 0; k < outputs.length; k++) {
            variables[inputs + k] = together.get(k).target();
            outputs[k] = new Output(placed.get(k), together.get(k).output().sink());
        }
        kernel = Kernel.of(inputs, outputs);
    }

    /** The number of operands of the kernel. */
    int size() {
        return variables.length;
    }

    /** The variable that is the kernel's operand {@code k}. */
    int variable(int k) {
        return variables[k];
    }

    /** Whether the kernel's operand {@code k} takes one element a row. */
    boolean reduces(int k) {
        return k >= kernel.inputs() && sink(k) != Output.Sink.STORE;
    }

    /** What becomes of the values of the kernel's operand {@code k}, an output. */
    Output.Sink sink(int k) {
        return kernel.outputs().get(k - kernel.inputs()).sink();
    }

    /** The loop for inputs of which some are numbers, one a row. */
    Loop loop(DType type, RowNest.Role... roles) {
        long splats = 0;
        for (int k = 0; k < kernel.inputs(); k++) {
            if (!roles[variables[k]].isRow()) {
                splats |= 1L << k;
            }
        }
        return kernel.loop(type, splats);
    }
}
