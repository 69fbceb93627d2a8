package dev.gatun.kernel.loop;

import dev.gatun.expr.Expr;

/** A variable of a {@link RowProgram}: a row, or one number or index for each row. */
public final class RowVariable extends RowValue {
    final int index;

    RowVariable(RowProgramBuilder program, int index) {
        super(program, Expr.arg(index), 1L << index);
        this.index = index;
    }

    /** Sets each element of a row, or the number of each row. */
    public void set(RowValue value) {
        program.set(index, value);
    }
}
