package dev.gatun.kernel.loop;

import dev.gatun.expr.Expr;

/** A scalar of a {@link RowProgram}, which is passed to each run. */
public final class RowScalar extends RowValue {
    final int index;

    RowScalar(RowProgram.Builder program, int index) {
        super(program, Expr.scalar(index), 0);
        this.index = index;
    }
}
