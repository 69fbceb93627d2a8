package dev.gatun.kernel.loop;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.spec.Output;

/**
 * An expression over the variables of a {@link RowProgram}: a value for each element of a row, or
 * one for each row if it reads no row. It is computed where a statement uses it, from the values of
 * the variables at that point.
 */
public sealed class RowValue permits RowVariable {
    final RowProgramBuilder program;

    /** Its arguments are the program's variables, by index. */
    final Expr expr;

    /** The variables that it reads, as a set of bits. */
    final long reads;

    RowValue(RowProgramBuilder program, Expr expr, long reads) {
        this.program = program;
        this.expr = expr;
        this.reads = reads;
    }

    /** The sum of each row. */
    public static RowValue sum(RowValue elements) {
        return elements.program.reduced(Output.sum(elements.expr), elements);
    }

    /** The maximum of each row; NaN if an element is NaN. */
    public static RowValue max(RowValue elements) {
        return elements.program.reduced(Output.max(elements.expr), elements);
    }

    /** The minimum of each row; NaN if an element is NaN. */
    public static RowValue min(RowValue elements) {
        return elements.program.reduced(Output.min(elements.expr), elements);
    }

    /** {@code yes} where this is not 0, {@code no} elsewhere; both are computed. */
    public RowValue where(RowValue yes, RowValue no) {
        return new RowValue(
                program, Expr.select(expr, yes.expr, no.expr), reads | yes.reads | no.reads);
    }

    /** Like {@link #where(RowValue, RowValue)}. */
    public RowValue where(RowValue yes, double no) {
        return where(yes, with(Expr.constant(no)));
    }

    private RowValue with(Expr of) {
        return new RowValue(program, of, reads);
    }

    private RowValue with(Expr of, RowValue other) {
        assert program == other.program : this + " and " + other + " are of two programs";
        return new RowValue(program, of, reads | other.reads);
    }

    public RowValue add(RowValue other) {
        return with(expr.add(other.expr), other);
    }

    public RowValue sub(RowValue other) {
        return with(expr.sub(other.expr), other);
    }

    public RowValue mul(RowValue other) {
        return with(expr.mul(other.expr), other);
    }

    public RowValue div(RowValue other) {
        return with(expr.div(other.expr), other);
    }

    public RowValue eq(RowValue other) {
        return with(expr.eq(other.expr), other);
    }

    public RowValue square() {
        return with(expr.square());
    }

    public RowValue sqrt() {
        return with(expr.sqrt());
    }

    public RowValue reciprocal() {
        return with(expr.reciprocal());
    }

    public RowValue exp() {
        return with(expr.exp());
    }

    public RowValue log() {
        return with(expr.log());
    }

    public RowValue isNaN() {
        return with(expr.isNaN());
    }

    /** A local variable with this value, one number for each row, so that it is computed once. */
    public RowValue named(String name) {
        RowVariable variable = program.local(name);
        variable.set(this);
        return variable;
    }

    @Override
    public String toString() {
        return program.print(expr);
    }
}
