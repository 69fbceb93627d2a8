package dev.gatun.kernel.loop.emitted;

import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import dev.gatun.expr.UnaryOp;
import dev.gatun.kernel.loop.emitted.EmittedLoop.EmittedCode;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.shape.DType;
import java.lang.foreign.Arena;
import java.util.List;

/** A function over dense floats as machine code, called with the memory it is to read and write. */
final class FunctionLoop {
    private final InstalledLoop loop;

    FunctionLoop(UnaryOp op, InstructionSet instructions, Arena arena) {
        this(op.symbol(), new Expr.Unary(op, Expr.arg(0)), instructions, arena);
    }

    /** An expression of one argument. */
    FunctionLoop(String name, Expr of, InstructionSet instructions, Arena arena) {
        ValueTable table = new ValueTable(DType.F32, instructions);
        int x = table.leaf(Primitive.ELEMENT, 0);
        int y = ExpressionLowering.lower(Program.of(of), table, x)[0];
        List<List<LoopResult>> passes = List.of(List.of(LoopResult.store(y, 1)));
        EmittedCode code = LoopEmitter.emit(table, passes, List.of(), 2, 0, false);
        loop = new InstalledLoop(name, code, arena);
    }

    void run(long n, long from, long to) {
        loop.operand(0, from, 0);
        loop.operand(1, to, 0);
        loop.run(1, n);
    }
}
