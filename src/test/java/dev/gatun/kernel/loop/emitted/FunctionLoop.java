package dev.gatun.kernel.loop.emitted;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import dev.gatun.expr.UnaryOp;
import dev.gatun.openblas.code.CodeCall;
import dev.gatun.openblas.code.CodeMemory;
import dev.gatun.shape.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A function over dense floats as machine code, called with the memory it is to read and write. */
final class FunctionLoop {
    private final MemorySegment block;
    private final long address;

    FunctionLoop(UnaryOp op, InstructionSet instructions, Arena arena) {
        ValueTable table = new ValueTable(DType.F32, instructions);
        int x = table.leaf(Primitive.ELEMENT, 0);
        int y = ExpressionLowering.lower(Program.of(new Expr.Unary(op, Expr.arg(0))), table, x)[0];
        List<List<LoopResult>> passes = List.of(List.of(LoopResult.store(y, 1)));
        EmittedCode code = LoopEmitter.emit(table, passes, List.of(), 2, 0, false);
        address = CodeMemory.install(op.symbol(), code.bytes());
        block = arena.allocate(code.block().bytes(), 64);
    }

    void run(long n, long from, long to) {
        block.set(JAVA_LONG, BlockLayout.ROWS, 1);
        block.set(JAVA_LONG, BlockLayout.ELEMENTS, n);
        block.set(JAVA_LONG, BlockLayout.operand(0), from);
        block.set(JAVA_LONG, BlockLayout.step(0), 0);
        block.set(JAVA_LONG, BlockLayout.operand(1), to);
        block.set(JAVA_LONG, BlockLayout.step(1), 0);
        CodeCall.runLong(block.address(), address);
    }
}
