package dev.gatun.kernel.loop;

import dev.gatun.expr.Elementwise;
import dev.gatun.expr.ElementwiseFunction;
import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.spec.Output;

/**
 * An expression over the variables of a {@link RowProgram}: a value for each element of a row, or
 * one for each row if it reads no row. It is computed where a statement uses it, from the values of
 * the variables at that point.
 */
public sealed class RowValue implements Elementwise<RowValue> permits RowVariable {
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

    /**
     * The maximum of each row without NaN, of others any number or NaN: cheaper, for what is NaN
     * there by itself.
     */
    public static RowValue maxOfNumbers(RowValue elements) {
        Output output = new Output(elements.expr, Output.Sink.MAX_OF_NUMBERS);
        return elements.program.reduced(output, elements);
    }

    /** The minimum of each row; NaN if an element is NaN. */
    public static RowValue min(RowValue elements) {
        return elements.program.reduced(Output.min(elements.expr), elements);
    }

    /** {@code yes} where this is not 0, {@code no} elsewhere; both are computed. */
    public RowValue where(RowValue yes, RowValue no) {
        return with(Expr.select(expr, yes.expr, no.expr), yes, no);
    }

    /** Like {@link #where(RowValue, RowValue)}. */
    public RowValue where(RowValue yes, double no) {
        return with(Expr.select(expr, yes.expr, no), yes);
    }

    @Override
    public RowValue apply(ElementwiseFunction function) {
        return with(expr.apply(function));
    }

    @Override
    public RowValue apply(ElementwiseFunction function, RowValue y) {
        return with(expr.apply(function, y.expr), y);
    }

    @Override
    public RowValue apply(ElementwiseFunction function, RowValue y, RowValue z) {
        return with(expr.apply(function, y.expr, z.expr), y, z);
    }

    @Override
    public RowValue apply(ElementwiseFunction function, double y) {
        return with(expr.apply(function, y));
    }

    @Override
    public RowValue apply(ElementwiseFunction function, double y, double z) {
        return with(expr.apply(function, y, z));
    }

    @Override
    public RowValue apply(ElementwiseFunction function, RowValue y, RowValue z, double w) {
        return with(expr.apply(function, y.expr, z.expr, w), y, z);
    }

    @Override
    public RowValue apply(ElementwiseFunction function, double y, double z, double w) {
        return with(expr.apply(function, y, z, w));
    }

    @Override
    public RowValue apply(ElementwiseFunction function, RowValue y, double z) {
        return with(expr.apply(function, y.expr, z), y);
    }

    private RowValue with(Expr of, RowValue... others) {
        long read = reads;
        for (RowValue other : others) {
            assert program == other.program : this + " and " + other + " are of two programs";
            read |= other.reads;
        }
        return new RowValue(program, of, read);
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
