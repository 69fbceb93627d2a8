package dev.gatun.kernel.loop;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.RowNest.Role;
import dev.gatun.kernel.loop.RowProgram.Kind;
import dev.gatun.kernel.loop.RowProgram.Variable;
import dev.gatun.kernel.loop.RowStatement.Assignment;
import dev.gatun.kernel.loop.RowStatement.Indexed;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.loop.spec.RowStage;
import dev.gatun.kernel.loop.spec.RowStage.Action;
import java.util.ArrayList;
import java.util.List;

/** Records the operands and the statements of a program. */
public final class RowProgramBuilder {
    final String name;
    final List<Variable> variables = new ArrayList<>();
    final List<String> scalars = new ArrayList<>(List.of("n"));
    private final List<RowStatement> statements = new ArrayList<>();
    int operands;

    RowProgramBuilder(String name) {
        this.name = name;
    }

    /** Declares an operand of rows. */
    public RowVariable row(String called) {
        return operand(called, Kind.ROW, Double.NaN);
    }

    /** Declares an operand of rows that may be null; every element of it is then {@code absent}. */
    public RowVariable row(String called, double absent) {
        return operand(called, Kind.ROW, absent);
    }

    /** Declares an operand with one element for each row. */
    public RowVariable number(String called) {
        return operand(called, Kind.NUMBER, Double.NaN);
    }

    /**
     * Declares an operand with one element for each row that may be null; each is then {@code
     * absent}.
     */
    public RowVariable number(String called, double absent) {
        return operand(called, Kind.NUMBER, absent);
    }

    /** Declares an operand with one index for each row, of {@code I64}. */
    public RowVariable index(String called) {
        return operand(called, Kind.INDEX, Double.NaN);
    }

    private RowVariable operand(String called, Kind kind, double absent) {
        if (variables.size() > operands) {
            throw new IllegalStateException(
                    name + ": operand " + called + " is declared behind other variables");
        }
        operands++;
        return variable(called, kind, absent);
    }

    private RowVariable variable(String called, Kind kind, double absent) {
        if (variables.size() == Long.SIZE) {
            throw new IllegalStateException(name + ": more than 64 variables");
        }
        variables.add(new Variable(called, kind, absent));
        return new RowVariable(this, variables.size() - 1);
    }

    /** Declares a number for each row that is not an operand. */
    public RowVariable local(String called) {
        return variable(called, Kind.LOCAL, Double.NaN);
    }

    /** Declares a number for each row with an initial value. */
    public RowVariable local(String called, double initial) {
        return variable(called, Kind.LOCAL, initial);
    }

    /** Declares a scalar, which is passed to each run. */
    public RowValue scalar(String called) {
        scalars.add(called);
        return new RowValue(this, Expr.scalar(scalars.size() - 1), 0);
    }

    /** The number of elements of a row. */
    public RowValue n() {
        return new RowValue(this, Expr.scalar(0), 0);
    }

    /**
     * The element of each row at its index; of a row whose index is the ignored one the first.
     *
     * @param ignored a scalar
     */
    public RowVariable pick(String called, RowVariable of, RowVariable index, RowValue ignored) {
        RowVariable number = local(called);
        add(Action.PICK, of, number, index, ignored, of.reads | index.reads, number.reads);
        return number;
    }

    /** A number for each row, 0 if its index is the ignored one, 1 otherwise. */
    public RowVariable kept(String called, RowVariable index, RowValue ignored) {
        RowVariable number = local(called);
        add(Action.KEEP, index, number, index, ignored, index.reads, number.reads);
        return number;
    }

    /** Subtracts a number from the element at the index of each row that is not ignored. */
    public void subtractAt(
            RowVariable from, RowVariable index, RowVariable number, RowValue ignored) {
        long reads = from.reads | index.reads | number.reads;
        add(Action.SUBTRACT, from, number, index, ignored, reads, from.reads);
    }

    private void add(
            Action action,
            RowVariable row,
            RowVariable number,
            RowVariable index,
            RowValue ignored,
            long reads,
            long writes) {
        int scalar = ((Expr.Scalar) ignored.expr).index();
        statements.add(
                new Indexed(
                        new RowStage.AtIndex(action, row.index, number.index, index.index, scalar),
                        reads,
                        writes));
    }

    void set(int target, RowValue value) {
        add(variables.get(target).kind() == Kind.ROW, target, Output.store(value.expr), value);
    }

    RowValue reduced(Output output, RowValue of) {
        String called = RowProgram.symbol(output.sink()) + variables.size();
        RowVariable variable = local(called);
        add(true, variable.index, output, of);
        return variable;
    }

    private void add(boolean isOverRows, int target, Output output, RowValue value) {
        for (int k = 0; k < variables.size(); k++) {
            Kind kind = variables.get(k).kind();
            boolean isRead = (value.reads & 1L << k) != 0;
            if (isRead && (kind == Kind.INDEX || (kind == Kind.ROW && !isOverRows))) {
                throw new IllegalArgumentException(
                        "%s: %s is %s of a row, and cannot be read for %s%s"
                                .formatted(
                                        name,
                                        variables.get(k).name(),
                                        kind == Kind.ROW ? "the elements" : "the index",
                                        variables.get(target).name(),
                                        isOverRows ? "" : ", one number a row"));
            }
        }
        statements.add(new Assignment(isOverRows, target, output, value.reads));
    }

    /** Replaces a reduction to a local that is only copied by one to the target of the copy. */
    void reduceInPlace() {
        for (int s = statements.size() - 1; s > 0; s--) {
            if (statements.get(s) instanceof Assignment copy
                    && statements.get(s - 1) instanceof Assignment from
                    && !copy.isOverRows()
                    && copy.output().value() instanceof Expr.Arg(int copied)
                    && copied == from.target()
                    && from.output().reduces()
                    && readers(copied) == 1) {
                Assignment direct =
                        new Assignment(true, copy.target(), from.output(), from.reads());
                statements.set(s - 1, direct);
                statements.remove(s);
            }
        }
    }

    private int readers(int variable) {
        int readers = 0;
        for (RowStatement statement : statements) {
            readers += (statement.reads() & 1L << variable) != 0 ? 1 : 0;
        }
        return readers;
    }

    /**
     * The role of an operand: it is read unless it is written before. One that nothing uses is
     * never written: it may be given, and its memory is its owner's.
     */
    Role role(int variable) {
        boolean isWritten = false;
        boolean isRead = false;
        for (RowStatement statement : statements) {
            isRead |= !isWritten && (statement.reads() & 1L << variable) != 0;
            isWritten |= (statement.writes() & 1L << variable) != 0;
        }
        return switch (variables.get(variable).kind()) {
            case ROW -> isWritten ? isRead ? Role.UPDATED : Role.OUTPUT : Role.INPUT;
            case NUMBER ->
                    isWritten ? isRead ? Role.NUMBER_UPDATED : Role.NUMBER_OUT : Role.NUMBER_IN;
            case INDEX -> Role.INDEX;
            case LOCAL -> isRead || isWritten ? Role.SCRATCH : Role.NONE;
        };
    }

    /** The statements, grouped by pass. */
    List<List<RowStatement>> steps() {
        List<List<RowStatement>> steps = new ArrayList<>();
        for (RowStatement statement : statements) {
            if (!isJoined(statement, steps)) {
                steps.add(new ArrayList<>(List.of(statement)));
            }
        }
        return steps;
    }

    private static boolean isJoined(RowStatement statement, List<List<RowStatement>> steps) {
        for (List<RowStatement> step : steps.reversed()) {
            RowStatement joined = statement.with(step);
            if (joined != null) {
                step.add(joined);
                return true;
            }
            if (!statement.isApartFrom(step)) {
                return false;
            }
        }
        return false;
    }

    String print(Expr e) {
        return RowProgram.print(variables, scalars, e);
    }
}
