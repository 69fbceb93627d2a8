package dev.gatun.kernel.loop.interpreted;

import dev.gatun.expr.Program;
import dev.gatun.expr.Step;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The register allocation of an {@link Interpreter}: assigns arrays to steps by linear scan. An
 * array is free as soon as the last step that reads it has run, and that step may write to it.
 */
final class Registers {
    /** No array: the step depends on constants and scalars alone. */
    static final int NONE = -1;

    private static final int SPARE = 3;

    private final int[] registers;
    private final int count;

    Registers(Program program) {
        registers = allocate(program);
        int highest = NONE;
        for (int register : registers) {
            highest = Math.max(highest, register);
        }
        count = highest + 1 + SPARE;
    }

    /** The array of a step, or {@link #NONE}. */
    int of(int step) {
        return registers[step];
    }

    /** The number of arrays. */
    int count() {
        return count;
    }

    /** One of three spare arrays that no step uses. */
    int spare(int which) {
        return count - SPARE + which;
    }

    private static int[] allocate(Program program) {
        List<Step> steps = program.steps();
        int[] lastUse = new int[steps.size()];
        for (int s = 0; s < lastUse.length; s++) {
            for (int operand : operands(steps.get(s))) {
                lastUse[operand] = s;
            }
        }
        for (int output : program.outputs()) {
            lastUse[output] = Integer.MAX_VALUE;
        }
        int[] registers = new int[steps.size()];
        Deque<Integer> free = new ArrayDeque<>();
        int used = 0;
        for (int s = 0; s < registers.length; s++) {
            int[] operands = operands(steps.get(s));
            if (isUniform(steps.get(s), operands, registers)) {
                registers[s] = NONE;
                continue;
            }
            for (int operand : operands) {
                if (registers[operand] >= 0 && lastUse[operand] == s) {
                    free.push(registers[operand]);
                    lastUse[operand] = NONE; // freed once, though both operands may be the same
                }
            }
            registers[s] = free.isEmpty() ? used++ : free.pop();
        }
        return registers;
    }

    private static boolean isUniform(Step step, int[] operands, int[] registers) {
        boolean isUniform = !(step instanceof Step.Arg);
        for (int operand : operands) {
            isUniform &= registers[operand] < 0;
        }
        return isUniform;
    }

    /** The steps that a step reads. */
    static int[] operands(Step step) {
        return switch (step) {
            case Step.Arg _, Step.Scalar _, Step.Constant _ -> new int[0];
            case Step.Unary(var _, int a) -> new int[] {a};
            case Step.Binary(var _, int a, int b) -> new int[] {a, b};
            case Step.Select(int c, int a, int b) -> new int[] {c, a, b};
        };
    }
}
