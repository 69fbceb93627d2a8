package dev.gatun.kernel.loop;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.RowNest.Role;
import dev.gatun.kernel.loop.RowStatement.Assignment;
import dev.gatun.kernel.loop.RowStatement.Code;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is computed along the rows of operands, written once and with names; carried out in a few
 * passes over blocks of rows that stay in cache meanwhile.
 *
 * {@snippet :
 * static final RowProgram SOFTMAX =
 *         RowProgram.of("softmax", p -> {
 *             RowVariable x = p.row("x");
 *             RowVariable y = p.row("y");
 *             y.set(x.sub(max(x)).exp());
 *             y.set(y.mul(sum(y).reciprocal()));
 *         });
 *
 * SOFTMAX.run(DType.F32, x, y);
 * }
 *
 * <p>Statements take effect in their order. A statement that sets or reduces rows shares a pass
 * with earlier ones, and so does one that sets a number a row, where that changes no value: it
 * reads nothing that they reduce, and nothing between changes what it reads. A program prints as
 * the list of its passes.
 *
 * <p>Which operands are read and which are written, and which numbers need room of their own,
 * follows from the statements. Operands may have any layout and floating type; what is computed is
 * computed in the type that the caller names, and an operand of another is converted, a block at a
 * time. A row of fewer axes, such as a weight, is shared by all. An operand that is written may be
 * one that is read exactly. Programs are immutable.
 */
public final class RowProgram {
    private static final double[] NO_SCALARS = {};

    private final String name;
    private final List<Variable> variables;
    private final List<String> scalars;
    private final List<List<RowStatement>> steps;

    /** What carries out each step: a pass, or null where it is code. */
    private final @Nullable RowPass[] passes;

    private final Role[] roles;
    private final double[] absent;
    private final int operands;

    /** What a variable holds. */
    private enum Kind {
        /** As many elements a row as all operands have. */
        ROW,
        /** One element a row. */
        NUMBER,
        /** One index a row. */
        INDEX,
        /** One number a row that is no operand. */
        LOCAL
    }

    /**
     * A variable.
     *
     * @param absent its value where there is no operand; NaN if there must be one
     */
    private record Variable(String name, Kind kind, double absent) {}

    private RowProgram(Builder builder) {
        builder.reduceInPlace();
        name = builder.name;
        variables = List.copyOf(builder.variables);
        scalars = List.copyOf(builder.scalars);
        operands = builder.operands;
        roles = new Role[variables.size()];
        absent = new double[roles.length];
        for (int k = 0; k < roles.length; k++) {
            roles[k] = builder.role(k);
            absent[k] = variables.get(k).absent;
        }
        steps = builder.steps();
        passes = new RowPass[steps.size()];
        for (int k = 0; k < passes.length; k++) {
            List<RowStatement> step = steps.get(k);
            passes[k] = step.getFirst() instanceof Code ? null : new RowPass(step);
        }
    }

    /**
     * The program of these statements.
     *
     * @param name the operation, for messages
     * @param statements declares the operands, then says what becomes of them
     * @throws IllegalArgumentException if a statement mixes what cannot be mixed
     */
    public static RowProgram of(String name, Consumer<Builder> statements) {
        Builder builder = new Builder(name);
        statements.accept(builder);
        return new RowProgram(builder);
    }

    /** Runs it without scalars. */
    public void run(DType type, @Nullable Operand... operands) {
        run(type, NO_SCALARS, operands);
    }

    /**
     * Runs it.
     *
     * @param type the type that is computed in
     * @param numbers the scalars, in the order in which they were declared
     * @param given the operands, in the order in which they were declared, null where there is
     *     none; the first has the shape of all rows, numbers and indices have it without the last
     *     axis
     */
    public void run(DType type, double[] numbers, @Nullable Operand... given) {
        assert given.length == operands && numbers.length == scalars.size() - 1 : this;
        Shape shape = Objects.requireNonNull(given[0]).layout().shape();
        if (shape.isEmpty()) {
            return;
        }
        double[] all = new double[scalars.size()];
        all[0] = shape.dim(-1);
        System.arraycopy(numbers, 0, all, 1, numbers.length);
        new RowNest(type, shape, roles, absent, given)
                .run(rows -> {
                    for (int k = 0; k < passes.length; k++) {
                        RowPass pass = passes[k];
                        if (pass != null) {
                            rows.run(pass, all);
                        } else {
                            rows.run(((Code) steps.get(k).getFirst()).code(), all);
                        }
                    }
                });
    }

    /** A line a pass. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name).append('(');
        for (int k = 0; k < operands; k++) {
            text.append(k > 0 ? ", " : "").append(variables.get(k).name);
        }
        text.append(')');
        for (List<RowStatement> step : steps) {
            text.append("\n  ").append(line(step));
        }
        return text.toString();
    }

    private String line(List<RowStatement> step) {
        List<String> texts = new ArrayList<>();
        String over = "code: ";
        for (RowStatement statement : step) {
            switch (statement) {
                case Code(RowCode _, long reads, long writes) ->
                        texts.add(names(writes) + " of " + names(reads));
                case Assignment(boolean isOverRows, int target, Output output, long _) -> {
                    over = isOverRows ? "each row: " : "numbers: ";
                    String value = print(variables, scalars, output.value());
                    texts.add(
                            variables.get(target).name
                                    + " = "
                                    + (output.reduces()
                                            ? symbol(output.sink()) + "(" + value + ")"
                                            : value));
                }
            }
        }
        return over + String.join("; ", texts);
    }

    private String names(long set) {
        List<String> names = new ArrayList<>();
        for (int k = 0; k < variables.size(); k++) {
            if ((set & 1L << k) != 0) {
                names.add(variables.get(k).name);
            }
        }
        return String.join(", ", names);
    }

    private static String print(List<Variable> variables, List<String> scalars, Expr e) {
        return e.print(k -> variables.get(k).name, scalars::get);
    }

    private static String symbol(Output.Sink sink) {
        return sink.name().toLowerCase(Locale.ROOT);
    }

    /** Takes down the operands and the statements of a program. */
    public static final class Builder {
        private final String name;
        private final List<Variable> variables = new ArrayList<>();
        private final List<String> scalars = new ArrayList<>(List.of("n"));
        private final List<RowStatement> statements = new ArrayList<>();
        private int operands;

        private Builder(String name) {
            this.name = name;
        }

        /** An operand of as many elements a row as all have. */
        public RowVariable row(String called) {
            return operand(called, Kind.ROW, Double.NaN);
        }

        /** The same; where there is none, every element of it is {@code absent}. */
        public RowVariable row(String called, double absent) {
            return operand(called, Kind.ROW, absent);
        }

        /** An operand of one element a row. */
        public RowVariable number(String called) {
            return operand(called, Kind.NUMBER, Double.NaN);
        }

        /** The same; where there is none, each is {@code absent}. */
        public RowVariable number(String called, double absent) {
            return operand(called, Kind.NUMBER, absent);
        }

        /** An operand of one index a row, an {@code I64}. */
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

        /** A number a row that is no operand. */
        public RowVariable local(String called) {
            return variable(called, Kind.LOCAL, Double.NaN);
        }

        /** The same, {@code initial} where it is never set. */
        public RowVariable local(String called, double initial) {
            return variable(called, Kind.LOCAL, initial);
        }

        /** A number that is given at each run. */
        public RowScalar scalar(String called) {
            scalars.add(called);
            return new RowScalar(this, scalars.size() - 1);
        }

        /** How many elements a row has. */
        public RowScalar n() {
            return new RowScalar(this, 0);
        }

        /**
         * Goes over the rows one by one. It shares no pass; vectors are better where they will do.
         *
         * @param reads what the code reads
         * @param writes what it sets; what it sets a part of it reads as well
         */
        public void code(List<RowVariable> reads, List<RowVariable> writes, RowCode code) {
            statements.add(new Code(code, bits(reads), bits(writes)));
        }

        private static long bits(List<RowVariable> variables) {
            long bits = 0;
            for (RowVariable variable : variables) {
                bits |= variable.reads;
            }
            return bits;
        }

        void set(int target, RowValue value) {
            add(variables.get(target).kind == Kind.ROW, target, Output.store(value.expr), value);
        }

        RowValue reduced(Output output, RowValue of) {
            String sink = symbol(output.sink());
            String called = sink;
            for (int k = 2; isTaken(called); k++) {
                called = sink + k;
            }
            RowVariable variable = local(called);
            add(true, variable.index, output, of);
            return variable;
        }

        private boolean isTaken(String called) {
            for (Variable variable : variables) {
                if (variable.name.equals(called)) {
                    return true;
                }
            }
            return false;
        }

        private void add(boolean isOverRows, int target, Output output, RowValue value) {
            for (int k = 0; k < variables.size(); k++) {
                Kind kind = variables.get(k).kind;
                boolean isRead = (value.reads & 1L << k) != 0;
                if (isRead && (kind == Kind.INDEX || (kind == Kind.ROW && !isOverRows))) {
                    throw new IllegalArgumentException(
                            "%s: %s is %s of a row, and cannot be read for %s%s"
                                    .formatted(
                                            name,
                                            variables.get(k).name,
                                            kind == Kind.ROW ? "the elements" : "the index",
                                            variables.get(target).name,
                                            isOverRows ? "" : ", one number a row"));
                }
            }
            statements.add(new Assignment(isOverRows, target, output, value.reads));
        }

        /** What is reduced to a local and only copied from there is reduced to where it goes. */
        private void reduceInPlace() {
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

        /** What an operand is to the rows: read, unless it is written before. */
        private Role role(int variable) {
            boolean isWritten = false;
            boolean isRead = false;
            for (RowStatement statement : statements) {
                isRead |= !isWritten && (statement.reads() & 1L << variable) != 0;
                isWritten |= (statement.writes() & 1L << variable) != 0;
            }
            return switch (variables.get(variable).kind) {
                case ROW -> isRead ? isWritten ? Role.UPDATED : Role.INPUT : Role.OUTPUT;
                case NUMBER ->
                        isRead ? isWritten ? Role.NUMBER_UPDATED : Role.NUMBER_IN : Role.NUMBER_OUT;
                case INDEX -> Role.INDEX;
                case LOCAL -> isRead || isWritten ? Role.SCRATCH : Role.NONE;
            };
        }

        /** The statements, those together that one pass carries out. */
        private List<List<RowStatement>> steps() {
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
}
