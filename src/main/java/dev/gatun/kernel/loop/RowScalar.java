package dev.gatun.kernel.loop;

import dev.gatun.expr.Expr;

/** A number that is given at each run of a {@link RowProgram}. */
public final class RowScalar extends RowValue {
    final int index;

    RowScalar(RowProgram.Builder program, int index) {
        super(program, Expr.scalar(index), 0);
        this.index = index;
    }
}
