package dev.gatun.kernel.loop;

import dev.gatun.kernel.loop.RowNest.Role;
import dev.gatun.kernel.loop.RowStatement.Assignment;
import dev.gatun.kernel.loop.RowStatement.Indexed;
import dev.gatun.kernel.loop.emitted.RowEmitter;
import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.loop.spec.RowStage;
import dev.gatun.memory.internal.StackProbe;
import dev.gatun.shape.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes of a {@link RowProgram} that one function of machine code runs, over one row after
 * another.
 */
final class RowCode {
    final Loop loop;

    /** The variables that are its operands, in their order. */
    final int[] variables;

    private RowCode(Loop loop, int... variables) {
        this.loop = loop;
        this.variables = variables;
    }

    /**
     * The passes as one function, or null where there is none for them.
     *
     * @param name the operation
     * @param steps the statements of each pass
     * @param roles by variable; {@link Role#NONE} of what needs no memory
     * @param constants by variable: what it is at first where it has no memory; NaN of others
     * @param scalars the number of scalars
     */
    static @Nullable RowCode of(
            String name,
            DType type,
            List<List<RowStatement>> steps,
            Role[] roles,
            double[] constants,
            int scalars) {
        long used = 0;
        List<RowStage> stages = new ArrayList<>();
        for (List<RowStatement> step : steps) {
            List<Integer> targets = new ArrayList<>();
            List<Output> outputs = new ArrayList<>();
            boolean isOverRows = false;
            for (RowStatement statement : step) {
                used |= statement.reads() | statement.writes();
                if (statement instanceof Assignment assignment) {
                    targets.add(assignment.target());
                    outputs.add(assignment.output());
                    isOverRows = assignment.isOverRows();
                } else if (statement instanceof Indexed indexed) {
                    stages.add(indexed.stage());
                }
            }
            if (!targets.isEmpty()) {
                stages.add(new RowStage.Pass(isOverRows, targets, outputs));
            }
        }
        int[] operands = new int[roles.length];
        int[] variables = new int[roles.length];
        boolean[] isRow = new boolean[roles.length];
        int count = 0;
        for (int k = 0; k < roles.length; k++) {
            boolean isOperand = roles[k] != Role.NONE && (used & 1L << k) != 0;
            operands[k] = isOperand ? count : -1;
            isRow[k] = roles[k].isRow();
            if (isOperand) {
                variables[count++] = k;
            }
        }
        if (count > Kernel.MAX_OPERANDS) {
            return null;
        }
        StackProbe.forClasses();
        RowEmitter.Variables of = new RowEmitter.Variables(operands, isRow, constants);
        Loop loop = RowEmitter.compile(name, type, stages, of, scalars);
        return loop == null ? null : new RowCode(loop, Arrays.copyOf(variables, count));
    }
}
