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
 * A program over the rows of operands, written with names, which runs in a few passes over blocks
 * of rows that stay in cache.
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
 * <p>Statements take effect in their order. Statements that set or reduce rows, and those that set
 * numbers, are merged into a pass with earlier ones if that does not change the values: if they
 * read nothing that the pass reduces, and nothing in between changes what they read. The text of a
 * program is the list of its passes.
 *
 * <p>The roles of operands and the memory for numbers are derived from the statements. Operands may
 * have any layout and floating-point type; the computation is in the type that the caller names,
 * and operands of other types are converted, a block at a time. A row operand with fewer axes, such
 * as a weight, is broadcast. An operand that is written may be exactly one that is read. Programs
 * are immutable.
 */
public final class RowProgram {
    private static final double[] NO_SCALARS = {};

    private final String name;
    private final List<Variable> variables;
    private final List<String> scalars;
    private final List<List<RowStatement>> steps;

    /** The pass of each step; null if the step is code. */
    private final @Nullable RowPass[] passes;

    private final Role[] roles;
    private final double[] absent;
    private final int operands;

    /** The kind of a variable. */
    private enum Kind {
        /** A row of elements. */
        ROW,
        /** One element for each row. */
        NUMBER,
        /** One index for each row. */
        INDEX,
        /** One number for each row that is not an operand. */
        LOCAL
    }

    /**
     * A variable.
     *
     * @param absent its value if the operand is null; NaN if the operand is required
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
     * Makes a program.
     *
     * @param name the operation, for messages
     * @param statements declares the operands, then makes the statements
     * @throws IllegalArgumentException if a statement combines kinds that cannot be combined
     */
    public static RowProgram of(String name, Consumer<Builder> statements) {
        Builder builder = new Builder(name);
        statements.accept(builder);
        return new RowProgram(builder);
    }

    /** Runs the program without scalars. */
    public void run(DType type, @Nullable Operand... operands) {
        run(type, NO_SCALARS, operands);
    }

    /**
     * Runs the program. @param type the type of the computation
     *
     * @param numbers the scalars, in the order in which they were declared
     * @param given the operands, in the order in which they were declared, null for absent ones;
     *     the first has the shape of all rows, numbers and indices have it without the last axis
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

    /** One line for each pass. */
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

    /** Records the operands and the statements of a program. */
    public static final class Builder {
        private final String name;
        private final List<Variable> variables = new ArrayList<>();
        private final List<String> scalars = new ArrayList<>(List.of("n"));
        private final List<RowStatement> statements = new ArrayList<>();
        private int operands;

        private Builder(String name) {
            this.name = name;
        }

        /** Declares an operand of rows. */
        public RowVariable row(String called) {
            return operand(called, Kind.ROW, Double.NaN);
        }

        /**
         * Declares an operand of rows that may be null; every element of it is then {@code absent}.
         */
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
        public RowScalar scalar(String called) {
            scalars.add(called);
            return new RowScalar(this, scalars.size() - 1);
        }

        /** The number of elements of a row. */
        public RowScalar n() {
            return new RowScalar(this, 0);
        }

        /**
         * Adds code that runs row by row, in a pass of its own. Expressions are faster where they
         * suffice.
         *
         * @param reads the variables that the code reads
         * @param writes the variables that it sets; those that it sets in part belong to {@code
         *     reads} too
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

        /** Replaces a reduction to a local that is only copied by one to the target of the copy. */
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

        /** The role of an operand: it is read unless it is written before. */
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

        /** The statements, grouped by pass. */
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
