package dev.gatun.kernel.loop.emitted;

import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.kernel.loop.emitted.x86.Instruction;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.kernel.loop.emitted.x86.Label;
import dev.gatun.openblas.code.CallBlocks;
import dev.gatun.shape.DType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function of one number for vectors that stand in registers, such as the sums of a product
 * before they are stored. Its values have the bits that a loop over the same expression gives.
 */
public final class RegisterFunction {
    private final ValueTable table;
    private final int argument;
    private final int result;

    /** What is computed of the argument, in order. */
    private final int[] order;

    private RegisterFunction(ValueTable table, int argument, int result, int... order) {
        this.table = table;
        this.argument = argument;
        this.result = result;
        this.order = order;
    }

    /**
     * The function of an expression; null where it is not lowered, or takes not all arguments.
     *
     * @param function of argument 0 alone
     * @param type {@code F32} or {@code F64}
     * @param isWide whether it is for AVX-512, or else for AVX2
     */
    public static @Nullable RegisterFunction of(Expr function, DType type, boolean isWide) {
        Program program = Program.of(function);
        if (program.scalars() > 0 || !KernelEmitter.canEmit(program, type)) {
            return null;
        }
        ValueTable table =
                new ValueTable(type, isWide ? InstructionSet.AVX512 : InstructionSet.AVX2);
        int argument = table.leaf(Primitive.ELEMENT, 0);
        int value = ExpressionLowering.lower(program, table, argument)[0];
        int result = ExpressionLowering.number(table, value);
        if (table.limits().length > 0) {
            return null;
        }
        List<LoopResult> stored = List.of(LoopResult.store(result, 0));
        LoopPlan plan = new LoopPlan(table, List.of(stored), List.of(), null);
        int[] order = Arrays.copyOf(plan.call, plan.call.length + plan.element[0].length);
        int count = plan.call.length;
        for (int step : plan.element[0]) {
            if (step != argument) {
                order[count++] = step;
            }
        }
        return new RegisterFunction(table, argument, result, Arrays.copyOf(order, count));
    }

    /** How many steps a vector takes. */
    public int steps() {
        return order.length;
    }

    /**
     * Writes a piece of code that ends with a return, for the vectors in the first registers.
     *
     * @param entries where it is called for one register, for the first two, and so on; bound here
     * @param room the first byte of the block in rdi that values may stand in
     * @param kept registers that are left as they are besides
     */
    public void write(Assembler code, Label[] entries, int room, int... kept) {
        BlockLayout block = new BlockLayout(room);
        RegisterAllocator registers = new RegisterAllocator(code, table, block);
        for (int register = 0; register < entries.length; register++) {
            registers.reserve(register);
        }
        for (int register : kept) {
            registers.reserve(register);
        }
        OperandPointers pointers = new OperandPointers(code, 1, false);
        StepEmitter steps = new StepEmitter(code, table, block, registers, pointers, table.lane());
        for (int register = entries.length - 1; register >= 0; register--) {
            code.bind(entries[register]);
            registers.keepIn(argument, register);
            steps.all(order, result);
            int from = registers.in(result);
            if (from != register) {
                code.vector(Instruction.VMOVAPS, register, 0, from);
            }
            registers.endResult(result);
        }
        code.end();
        assert block.bytes() <= CallBlocks.BYTES : block.bytes();
    }
}
