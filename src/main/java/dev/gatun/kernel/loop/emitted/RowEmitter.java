package dev.gatun.kernel.loop.emitted;

import dev.gatun.expr.Program;
import dev.gatun.kernel.loop.emitted.EmittedLoop.EmittedCode;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.loop.spec.RowStage;
import dev.gatun.openblas.code.CodeMemory;
import dev.gatun.shape.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compiles several passes over a row to one function: they run one after another over each row, and
 * what a pass reduces stays in registers, or in the block of the call, for the next.
 */
public final class RowEmitter {
    private static final int NONE = ValueTable.NONE;

    private final Variables variables;
    private final ValueTable table;

    /** By variable: the value of a number; {@link #NONE} of one that is not known. */
    private final int[] numbers;

    private final List<List<LoopResult>> passes = new ArrayList<>();
    private final List<LoopResult> changed = new ArrayList<>();
    private int combinations;
    private boolean isIndexed;

    /**
     * The variables of the passes.
     *
     * @param operands by variable: the operand of the function in which it stands; negative where
     *     it needs no memory
     * @param isRow whether it is a row of elements, or else one number for each row
     * @param constants the values that variables have at first; NaN where they are in memory
     */
    @SuppressWarnings("ArrayRecordComponent") // not kept
    public record Variables(int[] operands, boolean[] isRow, double[] constants) {}

    private RowEmitter(DType type, Variables variables, InstructionSet instructions) {
        this.variables = variables;
        table = new ValueTable(type, instructions);
        numbers = new int[variables.isRow.length];
        Arrays.fill(numbers, NONE);
    }

    /**
     * A loop over rows that runs all passes; null where a function is not lowered, or its arguments
     * have limits, or executable memory is full. Its operands must {@linkplain
     * dev.gatun.memory.internal.Storage#hasAddress have addresses}.
     *
     * @param name what it computes, for a map of the code
     * @param scalars the number of scalars
     */
    public static @Nullable Loop compile(
            String name, DType type, List<RowStage> stages, Variables variables, int scalars) {
        if (KernelEmitter.missing() != null) {
            return null;
        }
        return compile(name, type, stages, variables, scalars, KernelEmitter.best());
    }

    /** Likewise with the instructions to use. */
    static @Nullable Loop compile(
            String name,
            DType type,
            List<RowStage> stages,
            Variables variables,
            int scalars,
            InstructionSet instructions) {
        EmittedCode code =
                new RowEmitter(type, variables, instructions).emit(stages, scalars, false);
        if (code == null || !KernelEmitter.fits(code)) {
            return null;
        }
        long address = CodeMemory.install(name, code.bytes());
        if (address == CodeMemory.NONE) {
            return null;
        }
        return new EmittedLoop(
                type,
                code,
                address,
                null,
                CodeMemory.NONE,
                new long[0],
                true,
                false,
                () -> {
                    throw new AssertionError(name);
                });
    }

    private @Nullable EmittedCode emit(List<RowStage> stages, int scalars, boolean isListed) {
        for (RowStage stage : stages) {
            boolean isDone =
                    stage instanceof RowStage.Pass pass
                            ? pass(pass)
                            : atIndex((RowStage.AtIndex) stage);
            if (!isDone) {
                return null;
            }
        }
        int operands = 0;
        for (int operand : variables.operands) {
            operands = Math.max(operands, operand + 1);
        }
        if (table.limits().length > 0
                || table.size() > LoopEmitter.MOST_STEPS
                || (isIndexed && operands > OperandPointers.MOST_IN_GROUPS)) {
            return null;
        }
        return LoopEmitter.emit(table, passes, stored(), operands, scalars, isListed);
    }

    private boolean pass(RowStage.Pass stage) {
        Program program = Output.program(stage.outputs());
        if (!KernelEmitter.canEmit(program, table.lane())
                || reductions(stage) > LoopEmitter.MOST_COMBINED
                || (stage.isOverRows() && !changed.isEmpty())) { // they are changed at the end
            return false;
        }
        compute(stage, program);
        return true;
    }

    private boolean atIndex(RowStage.AtIndex stage) {
        isIndexed = true;
        int row = variables.operands[stage.row()];
        int place =
                row
                        | variables.operands[stage.index()] << ValueTable.INDEX_OPERAND
                        | stage.ignored() << ValueTable.INDEX_IGNORED;
        switch (stage.action()) {
            case PICK -> {
                if (isWritten(row)) {
                    return false; // it is read when it is needed
                }
                numbers[stage.number()] = table.leaf(Primitive.ROW_INDEXED, place);
            }
            case KEEP -> {
                int ignored = table.leaf(Primitive.ROW_IGNORED, place);
                int isIgnored = table.step(Primitive.INT_EQUAL, ignored, table.bits(-1));
                numbers[stage.number()] =
                        table.step(
                                Primitive.SELECT, isIgnored, table.constant(0), table.constant(1));
            }
            case SUBTRACT -> changed.add(LoopResult.subtract(number(stage.number()), place));
        }
        return true;
    }

    private boolean isWritten(int operand) {
        for (List<LoopResult> pass : passes) {
            for (LoopResult result : pass) {
                if (!result.isCombined() && result.operand() == operand) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int reductions(RowStage.Pass stage) {
        int count = 0;
        for (Output output : stage.outputs()) {
            count += output.reduces() ? 1 : 0;
        }
        return count;
    }

    private void compute(RowStage.Pass stage, Program program) {
        int[] values = ExpressionLowering.lower(program, table, arguments(program));
        List<LoopResult> results = new ArrayList<>();
        for (int k = 0; k < values.length; k++) {
            int value = ExpressionLowering.number(table, values[k]);
            int target = stage.targets().get(k);
            Output output = stage.outputs().get(k);
            if (output.reduces()) {
                numbers[target] =
                        LoopResult.combined(table, output.sink(), value, combinations++, results);
            } else if (variables.isRow[target]) {
                results.add(LoopResult.store(value, variables.operands[target]));
            } else {
                numbers[target] = value;
            }
        }
        if (stage.isOverRows()) {
            passes.add(results);
        }
    }

    private int[] arguments(Program program) {
        int[] arguments = new int[program.args()];
        for (int k = 0; k < arguments.length; k++) {
            arguments[k] =
                    variables.isRow[k]
                            ? table.leaf(Primitive.ELEMENT, variables.operands[k])
                            : number(k);
        }
        return arguments;
    }

    /** The value that a number has now; of an index, or what is not read, none. */
    private int number(int k) {
        if (numbers[k] != NONE) {
            return numbers[k];
        } else if (!Double.isNaN(variables.constants[k])) {
            return table.constant(variables.constants[k]);
        }
        int operand = variables.operands[k];
        return operand < 0 ? NONE : table.leaf(Primitive.ROW_ELEMENT, operand);
    }

    private List<LoopResult> stored() {
        List<LoopResult> results = new ArrayList<>();
        for (int k = 0; k < numbers.length; k++) {
            if (numbers[k] != NONE && variables.operands[k] >= 0) {
                results.add(LoopResult.store(numbers[k], variables.operands[k]));
            }
        }
        results.addAll(changed);
        return results;
    }
}
